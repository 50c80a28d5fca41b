"""Flashing one unit, told: what is done, what came of it, which state the unit is left in. Knows printing; the work is in flash."""

import json
from pathlib import Path

from stillwater_tools.cli.flash_shown import shown
from stillwater_tools.flash import install, trial
from stillwater_tools.flash.content import Contents, from_folder
from stillwater_tools.flash.told import Flashed
from stillwater_tools.units.places import Place

_NAMED = 6  # paths on the line, if they are no more


def contents_of(firmware: Path | None, board: Path | None) -> Contents:
    """A folder's files, or today's build."""
    if firmware is None:
        return install.contents(board)
    files = from_folder(firmware)
    return lambda platform: files


def flash(place: Place | None, drive: Path | None, wanted: Contents, image: Path | None, as_json: bool) -> None:
    """One unit, or the board in a bootloader."""
    with shown(as_json) as watch:
        done = install.install(install.Job(place, wanted, watch, drive, image))
    print(json.dumps(done.as_dict()) if as_json else told(done))


def bring_back(place: Place, as_json: bool) -> None:
    """What was there before."""
    with shown(as_json) as watch:
        there = trial.bring_back(place, watch)
    words = f"{there.serial} is {there.hello['state']}" if there.hello else there.why
    print(json.dumps({"port": there.port, **there.hello}) if as_json else f"What was there before is back: {words}.")


def told(done: Flashed) -> str:
    """What was done."""
    image = ["MicroPython's image is new"] if done.has_new_image else []
    kinds = ("written", done.written), ("removed", done.removed), ("up to date and skipped", done.skipped)
    counts = [f"{len(paths)} files {what}{_named(paths)}" for what, paths in kinds if paths]
    runs = f"{done.serial}: runs firmware {done.firmware_hash[:8]}, board {done.board}, at {done.port}"
    return f"{runs}; {', '.join([*image, *counts])}; {done.took_s:.1f} s"


def _named(paths: list[str]) -> str:
    return f" ({', '.join(paths)})" if len(paths) <= _NAMED else ""
