"""demo, run, scenes. Knows arguments; the work is in run, scenes and report."""

import json
import shutil
from pathlib import Path
from typing import Annotated, Any

import typer

from stillwater_tools.cli.live import Live
from stillwater_tools.problems import GIVEN, InputError, Problem
from stillwater_tools.report.page import write_page
from stillwater_tools.report.pictures import save_steps
from stillwater_tools.report.summary import summary
from stillwater_tools.report.table import findings_table, show, summary_table
from stillwater_tools.report.trace import Trace, read_trace
from stillwater_tools.report.verdict import Finding, findings
from stillwater_tools.run.vm import Run, play
from stillwater_tools.scenes.load import SCENES, find_scene, load_prescription, load_scene, story_of
from stillwater_tools.scenes.schema import Scene

Out = Annotated[Path, typer.Option(help="folder for what comes of it, some 110 MB for a whole treatment; an earlier run in it is replaced")]
Json = Annotated[bool, typer.Option("--json", help="print the figures as JSON")]
_MARK = "trace.i32"
_WRITTEN = (_MARK, "frames.bin", "journal.bin", "display", "treatment.html", "summary.json")


def demo(out: Out = Path("out/demo"), as_json: Json = False) -> None:
    """A whole treatment of both palms with three surprises: 15 mA, 20 minutes, on real MicroPython."""
    _play(load_scene(find_scene("demo")), out, None, as_json)


def run(
    scene: Annotated[str, typer.Option(help="a scene file, or the name of one of the project's scenes")] = "undisturbed",
    bath: Annotated[Path | None, typer.Option(help="another bath model (boards/virtual/BATH.md)")] = None,
    prescription: Annotated[Path | None, typer.Option(help="a prescription file (TOML) in the scene's place")] = None,
    out: Out = Path("out/run"),
    as_json: Json = False,
) -> None:
    """Play a scene on real MicroPython and hold what came against what it expects."""
    played = load_scene(find_scene(scene))
    if prescription is not None:
        played = played.model_copy(update={"prescription": load_prescription(prescription)})
    _play(played, out, bath, as_json)


def scenes(as_json: Json = False) -> None:
    """List the project's scenes."""
    known = {path.stem: load_scene(path).about for path in sorted(SCENES.glob("*.toml"))}
    print(json.dumps(known, indent=2) if as_json else "\n".join(f"{name:28} {about}" for name, about in known.items()))


def _play(scene: Scene, out: Path, bath: Path | None, as_json: bool) -> None:
    _empty(out)
    with Live(quiet=as_json) as live:
        played = play(story_of(scene), out, bath=bath, watch=live.watch)
        if not played.end:
            live.say("power failed: the unit said no last word")
            return
        trace = read_trace(out / _MARK)
        figures, found = summary(played, scene, trace), findings(played, trace, scene.expect)
        live.say("drawing")
        _write(out, played, trace, figures, scene)
    _tell(figures, found, out, as_json)


def _write(out: Path, played: Run, trace: Trace, figures: dict[str, Any], scene: Scene) -> None:
    states = [(message["now_ms"], message["state"]) for message in played.messages if message["kind"] in ("state", "page")]
    save_steps(out / "frames.bin", states, out / "display")
    write_page(out / "treatment.html", trace, played.end["events"], figures, scene.about)
    (out / "summary.json").write_text(json.dumps(figures, indent=2) + "\n")


def _tell(figures: dict[str, Any], found: list[Finding], out: Path, as_json: bool) -> None:
    if as_json:
        print(json.dumps({**figures, "expected": [vars(finding) for finding in found]}, indent=2))
    else:
        show(summary_table(figures), findings_table(found))
        print(f"See {out}/treatment.html, {out}/display/, {out}/summary.json, {out}/journal.bin")
    if not all(finding.holds for finding in found):
        raise typer.Exit(1)


def _empty(out: Path) -> None:
    """Make room for a run: take away what an earlier one wrote. Raises InputError for a folder that holds anything else."""
    try:
        strange = [path.name for path in out.iterdir() if path.name not in _WRITTEN] if out.is_dir() else []
        if strange:
            raise InputError([Problem("--out", str(out), GIVEN, f"holds {strange[0]}, which no run has made", "give another folder")])
        for name in _WRITTEN:
            shutil.rmtree(out / name) if (out / name).is_dir() else (out / name).unlink(missing_ok=True)
        out.mkdir(parents=True, exist_ok=True)
    except OSError as why:
        raise InputError([Problem("--out", str(out), GIVEN, f"cannot be used ({why.strerror})", "give another folder")]) from None
