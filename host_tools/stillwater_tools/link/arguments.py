"""Holds a command's arguments against the table before anything is sent. Knows no unit."""

from typing import Any

from stillwater_tools.problems import InputError, Problem

_INTEGERS = "BHI"


def checked(row: Any, arguments: dict[str, Any]) -> list[Any]:
    """Arguments in the table's order. InputError with all that does not fit."""
    known = {field[0] for field in row[2]}
    problems = [Problem(row[1], name, arguments[name], "is no argument", "remove it") for name in sorted(set(arguments) - known)]
    for name, code, unit, least, most in row[2]:
        value: Any = arguments.get(name)
        size = value if code in _INTEGERS else len(value) if isinstance(value, bytes) else None
        if not isinstance(size, int) or not least <= size <= most:
            problems.append(Problem(row[1], name, value, f"must be {least}..{most} {unit}", "choose a value within"))
    if problems:
        raise InputError(problems)
    return [arguments[field[0]] for field in row[2]]
