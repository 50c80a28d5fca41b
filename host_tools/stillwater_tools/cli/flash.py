"""flash: a blank board, or a unit, to a working unit of today's firmware, or many. Knows arguments; the work is in flash and fleet."""

from pathlib import Path
from typing import Annotated

import typer

from stillwater_tools.cli.unit_options import Json, Port, Serial
from stillwater_tools.problems import InputError, Problem
from stillwater_tools.units.choose import NoUnit, choose_place, wanted
from stillwater_tools.units.places import Place, drives, is_drive


def flash(
    port: Port = None,
    unit: Serial = None,
    board: Annotated[Path | None, typer.Option(help="a board.toml; without it the project's unit r1")] = None,
    image: Annotated[Path | None, typer.Option(help="MicroPython's image, else STILLWATER_UF2, the tools' cache, the publisher")] = None,
    firmware: Annotated[Path | None, typer.Option(help="a folder of `stillwater firmware`, instead of today's build")] = None,
    every: Annotated[bool, typer.Option("--all", help="every unit that is there, side by side")] = False,
    station: Annotated[Path | None, typer.Option(help="the units of a station file, side by side (docs/fleets.md)")] = None,
    check: Annotated[bool, typer.Option("--check", help="with --all or --station: only look who runs today's firmware")] = False,
    records: Annotated[Path | None, typer.Option(help="with --all or --station: results are added to this file, as JSON lines")] = None,
    back: Annotated[bool, typer.Option("--back", help="bring back what a unit held before a flash that did not start")] = False,
    as_json: Json = False,
) -> None:
    """Bring a unit to today's firmware: image if it has another, files that differ, then see it start; if it does not, the old comes back.

    Its journal, key and prescription stay. Not while a treatment is on: exit code 4. Interrupted, run it again. The unit is left running.
    A board in its bootloader is taken where no unit is there. Of many, one that fails stops no other: exit code 1. Examples:
    stillwater flash; stillwater flash --unit SW0123456789; stillwater flash --port /media/RPI-RP2; stillwater flash --all
    """
    from stillwater_tools.cli import flash_many, flash_one

    if every or station:
        flash_many.flash_all(flash_many.Fleet(station, firmware, board, image, records, check), as_json)
        return
    if check or records:
        raise InputError([Problem("--check" if check else "--records", "units", None, "is for many units", "give --all or --station too")])
    drive, place = _where(port, unit)
    if back and place:
        flash_one.bring_back(place, as_json)
    else:
        flash_one.flash(place, drive, flash_one.contents_of(firmware, board), image, as_json)


def _where(port: str | None, serial: str | None) -> tuple[Path | None, Place | None]:
    """(bootloader's drive, None) or (None, place); a drive is taken if it is named, or if no unit is there."""
    port, serial = wanted(port, serial)
    if port and is_drive(Path(port)):
        return Path(port), None
    try:
        return None, choose_place(port, serial)
    except NoUnit:
        there = drives()
        if serial or not there:
            raise
        return there[0], None
