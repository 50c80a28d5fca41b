"""How long the unit's flash lasts: erases that the journal costs, against what the part is good for.

Counts from the firmware's own formats and segments. Does not simulate: tests/host/test_space.py holds the figures against a modelled
flash that counts its erases.
"""

import struct
from typing import NamedTuple

from stillwater_tools.firmware_tables import firmware_module

ERASES_GOOD = 100_000  # W25Q16JV data sheet: program and erase cycles of a sector
SUMMARIES_PER_S = 2
AROUND_MIN = 5  # ramps, turn, and a hand that was lost: what a treatment takes beside its prescribed minutes
CAPTURE_PAGES = 11  # of one soft-stop
WEEKS_A_YEAR = 52

# Blocks that are erased for each segment that is filled: the segment itself, then what is put by of it. A file is written once,
# and once more when the next is added to it; what folders take is written with each move.
_FULL_SHARE = 0.5  # tests/host/test_space.py: packed takes less than half
_WRITTEN_TIMES = 2
_FOLDER_BLOCKS = 4


class Row(NamedTuple):
    """One figure."""

    what: str
    value: float
    unit: str


def wear(minutes: int = 20, per_week: int = 3, soft_stops: int = 2) -> list[Row]:
    """The way from record to years, a row each; the last is the years until a block has had all its erases.

    All erases are taken to fall on the few blocks that are free when space is shortest, which littlefs does not let happen.
    """
    space, segments = firmware_module("stillwater.journal.space"), firmware_module("stillwater.journal.segments")
    pages = _pages(minutes, soft_stops)
    erases = pages / segments.SEGMENT_PAGES * _erases_a_segment(space.SEGMENT_BLOCKS)
    each = erases / space.FREE_BLOCKS
    years = ERASES_GOOD / (each * per_week * WEEKS_A_YEAR)
    return [
        Row("a summary", _summary_bytes(), "bytes"),
        Row(f"a treatment of {minutes} min, {soft_stops} soft-stops", pages, "pages"),
        Row("erases a treatment", round(erases, 1), "blocks"),
        Row(f"erases a block, if only {space.FREE_BLOCKS} took turns", round(each, 2), "a treatment"),
        Row("erases a block is good for", ERASES_GOOD, "W25Q16JV data sheet"),
        Row(f"flash lasts, {per_week} treatments a week", round(years), "years"),
    ]


def _pages(minutes: int, soft_stops: int) -> int:
    scan = firmware_module("stillwater.journal.scan")
    summaries = (minutes + AROUND_MIN) * 60 * SUMMARIES_PER_S
    return -(-summaries // int(scan.PAGE_BYTES // _summary_bytes())) + CAPTURE_PAGES * soft_stops


def _summary_bytes() -> int:
    names = ("formats", "packed", "scan")
    formats, packed, scan = (firmware_module(f"stillwater.journal.{name}") for name in names)
    return int(scan.record_bytes(bytes(struct.calcsize(packed.LAYOUTS[formats.SUMMARY]))))


def _erases_a_segment(blocks: int) -> float:
    return blocks + _FULL_SHARE * blocks * _WRITTEN_TIMES + _FOLDER_BLOCKS
