"""Gives a unit its identity, its key and the time, and reads them back. Prints nothing.

What was signed or measured for another serial, or signed with another key, is of no use to the unit any more and goes first: a unit
that is pulled out in the midst knows less than before, never something wrong, and the same command ends right.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from stillwater_tools import given
from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.link.errors import LinkError
from stillwater_tools.problems import InputError, Problem
from stillwater_tools.provision.identity import Identity, key_file, must_fit_board
from stillwater_tools.units.find import Found
from stillwater_tools.units.opened import unit_at
from stillwater_tools.units.places import Place, port_now
from stillwater_tools.units.service import START_S, InService, in_service, started

Told = Callable[[str], None]


@dataclass(frozen=True)
class Provisioned:
    """A unit as it has answered afterwards; `removed` are files that went, `has_key` whether it belongs to a clinic."""

    identity: Identity
    board: str
    port: str
    clock_s: int
    clock_is_kept: bool
    has_key: bool
    removed: list[str]


def provision(
    place: Place, serial: str | None, revision: str, clinic_key: bytes | None, replace: bool = False, progress: Told = lambda stage: None
) -> Provisioned:
    """Provision the unit at a place. serial None: the one that it has; clinic_key None: the key that it has, if any.

    replace: whether a serial that was given before may become another. InputError, UnitRefused while it is not at rest, LinkError.
    """
    if serial is not None:
        Identity(serial, revision).as_bytes()  # what is no serial disturbs no unit
    with in_service(place, progress) as unit:
        before = given.held(unit, given.IDENTITY)
        identity = Identity(serial or _present(unit, before), revision)
        whole = identity.as_bytes()
        must_fit_board(identity.serial, str(unit.was.hello.get("board", "")))
        _must_be_meant(before, identity, replace)
        progress("writes")
        removed = _write(unit, identity, whole, clinic_key)
        has_key = given.held(unit, given.KEY) is not None
    progress("waits for the unit to start")
    return _answered(started(place, START_S), place, identity, has_key, removed)


def _write(unit: InService, identity: Identity, whole: bytes, clinic_key: bytes | None) -> list[str]:
    """Files that differ; those that went are given back."""
    wanted = {given.file_of(given.IDENTITY): whole}
    if clinic_key is not None:
        wanted[given.file_of(given.KEY)] = key_file(clinic_key, identity.serial)
    there = unit.listing()
    new = {path: data for path, data in wanted.items() if path not in there or unit.read(path) != data}
    doomed = [path for path in _doomed(new, clinic_key is None) if path in there]
    for path in doomed:
        unit.remove(path)
    for path, data in new.items():
        unit.write(path, data)
    return doomed


def _doomed(new: dict[str, bytes], keeps_key: bool) -> list[str]:
    """What a new serial, or a new key, makes worthless."""
    signed = firmware_module("stillwater.given.clinic").FILE
    if given.file_of(given.IDENTITY) in new:
        key = [given.file_of(given.KEY)] if keeps_key else []
        return [signed, given.file_of(given.CALIBRATION), *key]
    return [signed] if given.file_of(given.KEY) in new else []


def _present(unit: InService, before: dict[str, bytes] | None) -> str:
    """The serial that the unit goes by."""
    serial = str(unit.was.hello.get("serial", ""))
    if before:
        return before["serial"].rstrip(b"\0").decode()
    if not serial:
        bound = "is not known: the unit was in service mode already and has been given none"
        raise InputError([Problem("--serial", "serial", None, bound, "name it")])
    return serial


def _must_be_meant(before: dict[str, bytes] | None, identity: Identity, replace: bool) -> None:
    was = before["serial"].rstrip(b"\0").decode() if before else identity.serial
    if was != identity.serial and not replace:
        bound = f"this unit is {was}; another serial takes its prescription, its key and its calibration away"
        raise InputError([Problem("--serial", "serial", identity.serial, bound, "choose the right unit, or add --replace")])


def _answered(found: Found, place: Place, identity: Identity, has_key: bool, removed: list[str]) -> Provisioned:
    """The unit as it says itself that it is now; its clock is set."""
    if found.serial != identity.serial:
        raise LinkError(f"the unit has been given serial {identity.serial} and says {found.serial or found.why}: look at its display")
    port = port_now(place)
    with unit_at(port) as (client, hello):
        clock = client.request("clock_set", clock_s=int(time.time()))
    return Provisioned(identity, str(hello["board"]), port, int(clock["clock_s"]), bool(clock["is_kept"]), has_key, removed)
