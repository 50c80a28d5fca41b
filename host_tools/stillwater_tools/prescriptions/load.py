"""Reads a clinician's file and checks it whole: keys by the schema, limits by the firmware's own rules, screening answer by answer."""

from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.prescriptions.schema import File
from stillwater_tools.prescriptions.screening import answers_lacking
from stillwater_tools.prescriptions.stated import Stated
from stillwater_tools.problems import GIVEN, InputError, Problem
from stillwater_tools.toml_file import read_toml

_BOUNDS = {"missing": "is required", "extra_forbidden": "is not known"}
_REMEDIES = {
    "missing": "add it",
    "extra_forbidden": "remove it or mend its spelling",
    "date_type": "write a day, as 2027-05-26, without quotes",
}
_CURRENTS = {"current_ua": "current_ma", "ceiling_ua": "ceiling_ma"}


def load_file(path: str | Path) -> Stated:
    """What the file states. InputError with everything that is wrong, contraindications that are answered yes among it."""
    file, tables = str(path), read_toml(path)
    problems = answers_lacking(file, tables.get("screening"))
    try:
        read = File.model_validate(tables)
    except ValidationError as why:
        raise InputError([*problems, *(_problem(file, error) for error in why.errors() if not _is_told(error))]) from None
    problems += _dates(file, read)
    for name, area in read.areas.items():
        problems += _limits(file, f"areas.{name}", area.fields(name, read.age_years), tables["areas"][name])
    if problems:
        raise InputError(problems)
    areas = [area.fields(name, read.age_years) for name, area in read.areas.items()]
    return Stated(read.unit, read.sequence, read.issued, read.expires, read.age_years, areas)


def must_be_valid(path: str | Path, stated: Stated) -> None:
    """InputError for a prescription that has expired by this computer's clock."""
    if stated.expires < _today():
        bound = f"is before today, {_today()}"
        raise InputError([Problem(str(path), "expires", stated.expires.isoformat(), bound, "see the patient, write a new one")])


def _today() -> date:
    return datetime.now(timezone.utc).date()


def _dates(file: str, read: File) -> list[Problem]:
    commands = firmware_module("stillwater.link.commands")
    least, most = (datetime.fromtimestamp(s, timezone.utc).date() for s in (commands.CLOCK_LEAST_S, commands.CLOCK_MOST_S))
    problems = []
    if not least <= read.issued < most:
        problems.append(Problem(file, "issued", read.issued.isoformat(), f"must be {least} or later, before {most}", "mend the date"))
    if not read.issued <= read.expires < most:
        bound = f"must be {read.issued} (issued) or later, before {most}"
        problems.append(Problem(file, "expires", read.expires.isoformat(), bound, "mend the date"))
    return problems


def _limits(file: str, at: str, fields: dict[str, Any], written: dict[str, Any]) -> list[Problem]:
    """What the firmware's own check finds, by the keys that the clinician has written."""
    prescription = firmware_module("stillwater.treatment.prescription")
    return [_limit(file, at, problem, written) for problem in prescription.check(fields)]


def _limit(file: str, at: str, problem: Any, written: dict[str, Any]) -> Problem:
    name, value, bound, remedy = problem
    if name == "age_years":
        return Problem(file, name, value, bound, remedy)
    if name == "area":
        return Problem(file, at, GIVEN, bound, remedy)
    in_ma = _CURRENTS.get(name, "")
    if in_ma in written:
        return Problem(file, f"{at}.{in_ma}", written[in_ma], f"is {value} uA, {bound} uA", remedy)
    return Problem(file, f"{at}.{name}", value, bound, remedy)


def _is_told(error: Any) -> bool:
    """Answers that are missing or no answer have been told one by one."""
    return bool(error["loc"][0] == "screening")


def _problem(file: str, error: Any) -> Problem:
    kind = error["type"]
    value = None if kind == "missing" else error["input"] if isinstance(error["input"], (str, int, float)) else GIVEN
    bound = _BOUNDS.get(kind, error["msg"].removeprefix("Value error, "))
    key = ".".join(map(str, error["loc"]))
    return Problem(file, key, value, bound[0].lower() + bound[1:], _REMEDIES.get(kind, "put in a value that fits"))
