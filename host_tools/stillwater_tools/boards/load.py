"""Reads a board file and checks it whole: sources, ranges, rules. Knows no section by name but those without sources."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from stillwater_tools.boards.rules import RULES
from stillwater_tools.boards.schema import Board
from stillwater_tools.problems import GIVEN, InputError, Problem
from stillwater_tools.toml_file import read_toml

_SUFFIX = "_source"
_WITHOUT_SOURCE = ("board", "pins")  # names and wiring are not measured
_BOUNDS = {"missing": "is required", "extra_forbidden": "is not known"}
_REMEDIES = {"missing": "add it", "extra_forbidden": "remove it or mend its spelling"}


class BoardError(InputError):
    """A board file that does not fit."""


def load_board(path: str | Path) -> Board:
    """The checked board. Raises BoardError with everything that is wrong."""
    file = str(path)
    tables = read_toml(path, BoardError)
    problems = [Problem(file, *found) for found in _sources_lacking(tables)]
    try:
        board = Board.model_validate(_without_sources(tables))
    except ValidationError as why:
        found = [_problem(file, error) for error in why.errors()]
        rest = Problem(file, "rules", GIVEN, f"{len(RULES)} rules are not checked yet", "mend the rest first")
        raise BoardError([*problems, *found, rest]) from None
    problems += [Problem(file, *found) for rule in RULES for found in rule(board)]
    if problems:
        raise BoardError(problems)
    return board


def _sources_lacking(tables: dict[str, Any]) -> list[tuple[str, Any, str, str]]:
    found = []
    for section, values in tables.items():
        if section in _WITHOUT_SOURCE or not isinstance(values, dict):
            continue
        for key, value in values.items():
            if not key.endswith(_SUFFIX) and not _is_text(values.get(key + _SUFFIX)):
                bound = f"needs {key}{_SUFFIX}, a text"
                found.append((f"{section}.{key}", value, bound, "name data sheet, measurement, or UNSOURCED: reason"))
    return found


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _without_sources(tables: dict[str, Any]) -> dict[str, Any]:
    """The tables without the sources that belong to a key; a source of nothing stays and is told as unknown."""
    return {section: _bare(section, values) for section, values in tables.items()}


def _bare(section: str, values: Any) -> Any:
    if section in _WITHOUT_SOURCE or not isinstance(values, dict):
        return values
    return {key: value for key, value in values.items() if not _is_source_of_one(key, values)}


def _is_source_of_one(key: str, values: dict[str, Any]) -> bool:
    return key.endswith(_SUFFIX) and key.removesuffix(_SUFFIX) in values


def _problem(file: str, error: Any) -> Problem:
    kind = error["type"]
    value = None if kind == "missing" else error["input"]
    bound = _BOUNDS.get(kind, error["msg"][0].lower() + error["msg"][1:])
    return Problem(file, ".".join(map(str, error["loc"])), value, bound, _REMEDIES.get(kind, "put a value in the range"))
