"""The swap of a unit's firmware, and the way back, as code that the unit itself executes. Knows paths; decides nothing.

New files lie in flash.new until all are there and read back. Then a plan is kept, the old ones go to flash.old and the new ones to
their places, by renaming; main.py goes first and comes last, so a unit whose power fails in between starts nothing. The old ones stay
until the new firmware has answered. Each of the steps may be broken off anywhere and begun again: what is done already is passed over.
"""

import json
from typing import Any

from stillwater_tools.flash.changes import STAGED, Changes
from stillwater_tools.units.files import Files

SWAP, BACK, CLEAN = "swap", "back", "clean"  # what a kept plan is at
OLD = "flash.old"
PLAN = "flash.plan"
_SWAP_S = 60.0  # UNSOURCED: a hundred renames, each an erase on the chip
_CODE = f"""
import json
_NEW, _OLD, _PLAN = "{STAGED}/", "{OLD}/", "{PLAN}"
def _planned():
    try:
        with open(_PLAN) as file:
            return json.load(file)
    except OSError:
        return None
def _note(plan, what):
    plan["is"] = what
    with open(_PLAN + ".new", "w") as file:
        json.dump(plan, file)
    os.rename(_PLAN + ".new", _PLAN)
def _move(source, place):
    _make(place)
    os.rename(source, place)
def _aside(path):
    if _kind(path) and not _kind(_OLD + path):
        _move(path, _OLD + path)
def _copy(source, place):
    _make(_NEW + "copy")
    with open(source, "rb") as file, open(_NEW + "copy", "wb") as copy:
        copy.write(file.read())
    os.rename(_NEW + "copy", place)
def _swap(plan):
    if "main.py" not in plan["added"]:
        _aside("main.py")
    wanted = plan["added"] + plan["changed"]
    for path in wanted:
        if path != "main.py" and _kind(_NEW + path):
            _aside(path)
            _move(_NEW + path, path)
    for path in plan["removed"]:
        _aside(path)
    if _kind(_NEW + "main.py"):
        _move(_NEW + "main.py", "main.py")
    elif not _kind("main.py"):
        _copy(_OLD + "main.py", "main.py")
def _back(plan):
    _note(plan, "{BACK}")
    if _kind(_OLD + "main.py"):
        _remove("main.py")
    for path in plan["added"]:
        _remove(path)
    _walk(_OLD[:-1], lambda path: path == _OLD + "main.py" or _move(path, path[len(_OLD):]))
    if _kind(_OLD + "main.py"):
        _move(_OLD + "main.py", "main.py")
    _clean(plan)
def _clean(plan):
    _note(plan, "{CLEAN}")
    _remove(_OLD[:-1])
    _remove(_NEW[:-1])
    os.remove(_PLAN)
"""
Plan = dict[str, Any]


def planned(unit: Files) -> Plan | None:
    """The plan that an earlier run has left, with `is` and `to`, the digest of what it was to bring; None if there is none."""
    plan: Plan | None = json.loads(unit.do(_CODE + "print(json.dumps(_planned()))"))
    return plan


def swap(unit: Files, changes: Changes, digest: str) -> None:
    """All that is staged into its place; what was there is kept."""
    plan = {"to": digest, "added": changes.added, "changed": changes.changed, "removed": changes.removed}
    _do(unit, f"_remove(_OLD[:-1])\n_note({plan!r}, '{SWAP}')\n_swap(_planned())")


def swap_on(unit: Files) -> None:
    """Finish a swap that was broken off."""
    _do(unit, "_swap(_planned())")


def bring_back(unit: Files) -> None:
    """What was there before the swap; the plan and all that it has brought are gone."""
    _do(unit, "_back(_planned())")


def clean(unit: Files) -> None:
    """The new firmware has answered: the old one goes, and the plan."""
    _do(unit, "_clean(_planned())")


def _do(unit: Files, code: str) -> None:
    unit.do(_CODE + code, _SWAP_S)
