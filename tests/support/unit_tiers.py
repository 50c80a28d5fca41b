"""Makes a unit by the name of its tier, as --unit gives it. Knows which tiers there are and what each lacks."""

from typing import Any

import pytest

from stillwater_tools.chip.image import find_image
from support.rig import made as made_rig
from support.unit_chip import ChipUnit
from support.unit_serial import SerialUnit
from support.unit_vm import VmUnit
from support.unit_words import Unit

TIERS = ("vm", "chip", "serial:PORT", "lab:PLACE")
_SERIAL = "serial:"
_NO_RIG = (
    "--unit {asked}: a board needs a rig that moves hands, presses buttons and measures the current: name its driver with --rig, as"
    " tests/support/rig.py and docs/qa.md say; without a rig play the cases with --unit vm or --unit chip"
)


def made(asked: str, prescriptions: list[dict[str, Any]], who: dict[str, int], hurry: bool = True, rig: str = "") -> Unit:
    """A started unit, nobody at the bath; UsageError for a tier that is unknown or lacks what it needs. See VmUnit.

    A board treats whom and with what its rig and its own prescription have it treat, and nothing is hurried there.
    """
    if asked == "vm":
        return VmUnit(prescriptions, who, hurry)
    if asked == "chip":
        return ChipUnit(find_image(), prescriptions, who, hurry)
    if asked.startswith(_SERIAL) and rig:
        return SerialUnit(made_rig(rig, asked.removeprefix(_SERIAL)))
    raise pytest.UsageError(check(asked, rig))


def check(asked: str, rig: str = "") -> str:
    """What is wrong with a tier; empty if nothing is."""
    if asked.startswith(_SERIAL):
        return "" if rig else _NO_RIG.format(asked=asked)
    return "" if asked in TIERS else f"--unit {asked}: must be one of {', '.join(TIERS)}"
