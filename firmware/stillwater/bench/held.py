"""Checks of what a unit holds: what it has been given, its flash, its journal. Knows files, drives nothing."""

import os

from stillwater.safety.limits import JOURNAL_PAGES_LEAST

_FILE = "selftest.new"
_TEST_BYTES = bytes(range(256))
_FREE_LEAST_BYTES = 32768  # derived: firmware's largest file and a prescription, written anew before the old goes


def given(rig, holds):
    """Identity, key and calibration are whole, or not there."""
    rig.check("what was given", holds.fault, 0, 0, holds.why or "a fault's code")
    rig.check("calibrated", int(holds.calibration is not None), 1, 1, "1: yes")


def flash(rig):
    """A file is written, read back and removed; and there is room."""
    with open(_FILE, "wb") as file:
        file.write(_TEST_BYTES)
    with open(_FILE, "rb") as file:
        differ = sum([here != there for here, there in zip(file.read(), _TEST_BYTES)])
    os.remove(_FILE)
    rig.check("flash", differ, 0, 0, "bytes differ")
    told = os.statvfs(".")
    free_bytes = min(told[0] * told[3], 1 << 29)
    rig.check("free flash", free_bytes, _FREE_LEAST_BYTES, 1 << 29, "bytes")


def journal(rig, open_journal):
    """It opens, keeps, and has room for a treatment."""
    found = open_journal()
    rig.check("journal", int(found.failed), 0, 0, "1: " + (found.failure or "keeps nothing"))
    rig.check("journal's room", found.pages_left, JOURNAL_PAGES_LEAST, 1 << 20, "pages")
