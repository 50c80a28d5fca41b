"""The file of a patient's answers: CSV, a row a day, filled in by hand in any spreadsheet or kept by `stillwater answer`.

Knows how cells become answers and which is wrong; what an answer may be is in answers.py.
"""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from stillwater_tools.patient.answers import ANSWER_COLUMNS, Answer
from stillwater_tools.problems import GIVEN, InputError, Problem
from stillwater_tools.whole_file import write_whole

_BOUNDS = {"hdss": "must be 1..4", "sweat": "must be 0..10", "day": "must be a day, as 2026-11-25", "treated": "must be yes or no",
           "area": "must be palms, soles or axillae", "": "has more cells than names in line 1"}  # fmt: skip
_STEPS = "must be 0..3"

def read_answers(path: Path) -> list[Answer]:
    """The file's answers, by day. InputError with every cell that is wrong; a file may have its columns in any order, and commas or
    semicolons between them, as spreadsheets save it."""
    rows = _rows(path)
    answers, problems = [], []
    for line, row in rows:
        try:
            answers.append(Answer.model_validate(row))
        except ValidationError as why:
            problems += [_problem(path, line, row, error) for error in why.errors()]
    problems += _twice(path, answers) if not problems else []
    if problems:
        raise InputError(problems)
    return sorted(answers, key=lambda answer: answer.day)


def add_answer(path: Path, given: dict[str, Any]) -> Answer:
    """Add an answer to a file that is there or not yet, and write it anew as a whole. InputError; then the file stays as it was."""
    before = read_answers(path) if path.exists() else []
    try:
        answer = Answer.model_validate(given)
    except ValidationError as why:
        raise InputError([_problem(Path("answer"), 0, given, error) for error in why.errors()]) from None
    if problems := _twice(path, [*before, answer]):
        raise InputError(problems)
    _write(path, sorted([*before, answer], key=lambda one: one.day))
    return answer


def _rows(path: Path) -> list[tuple[int, dict[str, Any]]]:
    try:
        text = path.read_text("utf-8-sig")
    except OSError as why:
        raise InputError([Problem(str(path), "file", GIVEN, f"cannot be read ({why.strerror})", "give a CSV file of answers")]) from None
    except UnicodeDecodeError as why:
        raise InputError([Problem(str(path), "file", GIVEN, f"is not UTF-8 at byte {why.start}", "save it as CSV, UTF-8")]) from None
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if ";" in head else ",")
    names = [name.strip().lower() for name in next(reader, [])]
    _must_be_columns(path, names)
    return [(reader.line_num, _row(names, cells)) for cells in reader if any(cell.strip() for cell in cells)]


def _row(names: list[str], cells: list[str]) -> dict[str, Any]:
    """Cells that say something, by column; cells beyond the last column are refused as the column ''."""
    named = dict(zip([*names, *[""] * (len(cells) - len(names))], (cell.strip() for cell in cells), strict=False))
    return {name: cell for name, cell in named.items() if cell}


def _must_be_columns(path: Path, names: list[str]) -> None:
    known = ", ".join(ANSWER_COLUMNS)
    problems = [Problem(str(path), "line 1", name, "is no column", f"use {known}") for name in names if name not in ANSWER_COLUMNS]
    if "day" not in names:
        problems.append(Problem(str(path), "line 1", None, "has no column `day`", f"begin with a line of names: {known}"))
    if problems:
        raise InputError(problems)


def _problem(path: Path, line: int, row: dict[str, Any], error: Any) -> Problem:
    name = str(error["loc"][0]) if error["loc"] else ""
    bound = error["msg"].removeprefix("Value error, ") if error["type"] == "value_error" else _BOUNDS.get(name, _STEPS)
    key = ", ".join(part for part in (f"line {line}" if line else "", name) if part) or "answer"
    return Problem(str(path), key, row.get(name), bound, "mend it, or leave it empty" if name != "day" else "write the day of the answer")


def _twice(path: Path, answers: list[Answer]) -> list[Problem]:
    seen: set[tuple[date, str | None]] = set()
    problems = []
    for answer in answers:
        if (answer.day, answer.area) in seen:
            problems.append(Problem(str(path), "day", answer.day.isoformat(), "is answered twice", "make one row of them"))
        seen.add((answer.day, answer.area))
    return problems


def _write(path: Path, answers: list[Answer]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(ANSWER_COLUMNS)
    writer.writerows([_cell(value) for value in answer.model_dump().values()] for answer in answers)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.getvalue().encode())
    except OSError as why:
        raise InputError([Problem(str(path), "file", GIVEN, f"cannot be written ({why.strerror})", "give another place")]) from None


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value)
