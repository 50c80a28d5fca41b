"""What a unit is given on the bench, as the firmware's own table has it: bytes of a file from values, values from bytes."""

from typing import Any

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.problems import GIVEN, InputError, Problem
from stillwater_tools.units.files import Files

IDENTITY, KEY, CALIBRATION = "IDENTITY", "KEY", "CALIBRATION"


def file_of(what: str) -> str:
    """Name of the file on the unit."""
    return str(_row(what)[0])


def packed(what: str, **values: Any) -> bytes:
    """The bytes of the file."""
    return bytes(firmware_module("stillwater.given.files").packed(_row(what), values))


def unpacked(what: str, data: bytes) -> dict[str, Any]:
    """Values by name. InputError for bytes that a unit would not believe."""
    try:
        return dict(firmware_module("stillwater.given.files").unpacked(_row(what), data))
    except ValueError as why:
        raise InputError([Problem("the unit", file_of(what), GIVEN, str(why), "give it anew")]) from None


def held(unit: Files, what: str) -> dict[str, Any] | None:
    """What the unit has in this file; None where it has none, or what it would not believe. LinkError."""
    if not unit.listing(file_of(what)):
        return None
    try:
        return unpacked(what, unit.read(file_of(what)))
    except InputError:
        return None


def _row(what: str) -> Any:
    return getattr(firmware_module("stillwater.given.files"), what)
