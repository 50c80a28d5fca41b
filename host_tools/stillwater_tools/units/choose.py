"""Which unit is meant: the one at a port, the one of a serial number, or the only one there. Knows no command line."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from stillwater_tools.link.client import Client
from stillwater_tools.link.errors import NoAnswer
from stillwater_tools.problems import GIVEN, InputError, Problem
from stillwater_tools.units.find import NOT_ASKED, UNIT, Found, find
from stillwater_tools.units.opened import unit_at
from stillwater_tools.units.places import Place, place_of

PORT_VARIABLE, SERIAL_VARIABLE = "STILLWATER_PORT", "STILLWATER_UNIT"


_OWN_LETTERS = 10  # of the chip's number in a unit's own serial: firmware's memory.serial


class NoUnit(NoAnswer):
    """No port has the unit that is meant."""


@contextmanager
def chosen(port: str | None = None, serial: str | None = None) -> Iterator[tuple[Client, dict[str, Any]]]:
    """The unit that is meant, opened, and its hello; see `choose`. LinkError, InputError."""
    port, serial = wanted(port, serial)
    with unit_at(port or choose(serial)) as (client, hello):
        if serial and hello["serial"] != serial:
            bound = f"unit {hello['serial']} answers at {port}"
            raise InputError([Problem("--unit", "serial", serial, bound, "leave out --port, or name that unit")])
        yield client, hello


def wanted(port: str | None, serial: str | None) -> tuple[str | None, str | None]:
    """What is asked for; where nothing is, STILLWATER_PORT and STILLWATER_UNIT say it."""
    if port or serial:
        return port, serial
    return os.environ.get(PORT_VARIABLE) or None, os.environ.get(SERIAL_VARIABLE) or None


def choose(serial: str | None = None, look: Callable[[], list[Found]] = find) -> str:
    """The port of the unit with this serial number, or of the only unit there. NoUnit; InputError when there are several."""
    found = look()
    units = [one for one in found if one.kind == UNIT and serial in (None, one.serial)]
    return _only(units, serial, found, "choose one: --unit SERIAL").port


def choose_place(port: str | None = None, serial: str | None = None, look: Callable[[], list[Found]] = find) -> Place:
    """The place of the unit that is meant, be it in service mode, of another version, or blank. NoUnit; InputError for several."""
    port, serial = wanted(port, serial)
    if port:
        return place_of(port)
    found = look()
    there = [one for one in found if one.is_board and _is(one, serial)]
    place = _only(there, serial, found, "choose one: --unit or --port").place
    assert place
    return place


def _only(there: list[Found], serial: str | None, found: list[Found], remedy: str) -> Found:
    """The one that is meant, of all that were found."""
    if not there:
        raise NoUnit(_nobody(serial, found))
    if len(there) > 1:
        told = ", ".join(f"{one.serial or one.kind} at {one.port}" for one in there)
        raise InputError([Problem("--unit", "serial", GIVEN, f"{len(there)} units are there: {told}", remedy)])
    return there[0]


def _is(one: Found, serial: str | None) -> bool:
    """Whether it is the unit of a serial number; one in service mode tells none, but its USB has the chip's."""
    number = one.place.number if one.place else ""
    own = "SW" + number[-_OWN_LETTERS:].upper()
    return serial is None or serial == (one.serial or number) or (not one.serial and serial == own)


def _nobody(serial: str | None, found: list[Found]) -> str:
    """All that is there instead, each with its reason."""
    here = [f"{one.port}: {one.serial}" if one.serial else one.why for one in found if one.kind != NOT_ASKED]
    who = f"unit {serial} is nowhere" if serial else "no unit is there"
    others = "; ".join(here) or "no port with a board"
    return f"{who} ({others}); plug it in and switch it on, or start a virtual one with `stillwater sim`"
