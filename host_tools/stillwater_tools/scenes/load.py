"""Reads a scene file and turns it into the story that the virtual unit plays. Knows no outcome."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from stillwater_tools.firmware_tables import PROJECT, firmware_module
from stillwater_tools.problems import GIVEN, InputError, Problem
from stillwater_tools.scenes.schema import Scene
from stillwater_tools.toml_file import read_toml

SCENES = PROJECT / "boards" / "virtual" / "scenes"
_JOURNAL_PAGES = 1024
_LINGER_MS = 6000  # a story goes on so long after its last state has begun


def load_scene(path: str | Path) -> Scene:
    """The checked scene. Raises InputError with everything that is wrong."""
    tables = read_toml(path)
    try:
        return Scene.model_validate(tables)
    except ValidationError as why:
        raise InputError([_problem(str(path), error) for error in why.errors()]) from None


def find_scene(name: str) -> Path:
    """The file of a scene by path, or by name among the project's own. Raises InputError."""
    for path in (Path(name), SCENES / f"{name}.toml"):
        if path.is_file():
            return path
    known = ", ".join(sorted(path.stem for path in SCENES.glob("*.toml")))
    raise InputError([Problem("--scene", "file", name, "is no file and no scene of the project", f"choose one of {known}")])


def story_of(scene: Scene) -> dict[str, Any]:
    """The story as plain data: events in ms, the patient's beginning included."""
    events = (_beginning() if scene.starts_by_itself else []) + [_event(event) for event in scene.events]
    events += [{"at_ms": 0, "do": "set", "part": part, "value": value} for part, value in scene.board.items()]
    return {
        "patient": scene.patient,
        "prescriptions": [scene.prescription],
        "events": events,
        "duration_ms": round(scene.duration_s * 1000),
        "until": scene.until,
        "linger_ms": _LINGER_MS,
        "journal_pages": _JOURNAL_PAGES,
    }


def _beginning() -> list[dict[str, Any]]:
    """Start, three times yes, and both limbs in."""
    presses: list[dict[str, Any]] = [{"at_ms": 1000 + 500 * k, "do": "press", "button": "start", "hold_ms": 200} for k in range(4)]
    limbs_in = {"do": "leave", "limb": "both", "to_percent": 100, "over_ms": 500, "shape": "linear"}
    return [*presses, {"after": "contact", "nth": 1, "delay_ms": 500, **limbs_in}]


def _event(event: Any) -> dict[str, Any]:
    fields = event.model_dump(exclude={"at_s", "delay_s"}, exclude_none=True)
    if event.at_s is not None:
        return {**fields, "at_ms": round(event.at_s * 1000)}
    return {**fields, "delay_ms": round(event.delay_s * 1000)}


def _problem(file: str, error: Any) -> Problem:
    key = ".".join(str(part) for part in error["loc"]) or "scene"
    if error["type"] == "missing":
        return Problem(file, key, None, "is required", "add it")
    if error["type"] == "extra_forbidden":
        return Problem(file, key, error["input"], "is not known", "remove it or mend its spelling")
    bound = error["msg"].removeprefix("Value error, ")
    value = error["input"] if isinstance(error["input"], (str, int, float)) else GIVEN
    return Problem(file, key, value, bound, "see boards/virtual/SCENES.md")


def load_prescription(path: str | Path) -> dict[str, Any]:
    """A prescription file, checked by the firmware's own rules. Raises InputError."""
    prescription = firmware_module("stillwater.treatment.prescription")
    fields = read_toml(path)
    missing = [name for name in ("area", "current_ua") if name not in fields]
    if missing:
        remedy = "add it at the top of the file, not in a table"
        raise InputError([Problem(str(path), name, None, "is required", remedy) for name in missing])
    try:
        prescription.Prescription(fields)
    except prescription.PrescriptionError as why:
        raise InputError([Problem(str(path), *problem) for problem in why.problems]) from None
    return fields
