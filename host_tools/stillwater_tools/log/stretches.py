"""Bytes of a journal's files that are neither whole records nor erased: what damage, or a power cut, has left. Judges nothing.

What the port puts before each block of flash, to know it again, is no damage.
"""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.log.found import Found

_ERASED = 0xFF


@dataclass(frozen=True)
class Stretch:
    """From the first to behind the last such byte between two whole records; their indexes, of which either may be no record (-1)."""

    begin: int
    end: int
    before: int
    after: int


def stretches(data: bytes, begin: int, end: int, found: Found) -> list[Stretch]:
    """Those of a file that lies from `begin` to `end` of all bytes."""
    first, last = np.searchsorted(found.begin, [begin, end]).tolist()
    starts = [begin, *found.end[first:last].tolist()]
    ends = [*found.begin[first:last].tolist(), end]
    other = _is_other(data[begin:end])
    before = np.cumsum(np.concatenate([[0], other]))
    made = []
    for number in np.flatnonzero(before[np.array(ends) - begin] > before[np.array(starts) - begin]).tolist():
        places = np.flatnonzero(other[starts[number] - begin : ends[number] - begin]) + starts[number]
        neighbours = first + number - 1 if number else -1, first + number if number < last - first else -1
        made.append(Stretch(int(places[0]), int(places[-1]) + 1, *neighbours))
    return made


def is_cut(data: bytes, stretch: Stretch) -> bool:
    """Whether it is the beginning of a record whose end was never written, as a power cut leaves it."""
    formats = firmware_module("stillwater.journal.formats")
    told = data[stretch.begin : stretch.end]
    if told[0] & formats.MAGIC != formats.MAGIC:  # its last byte may not have had all its bits cleared
        return False
    return len(told) <= 2 or len(told) < formats.HEADER_BYTES + told[2] + formats.CRC_BYTES


def _is_other(data: bytes) -> NDArray[np.bool_]:
    """Which bytes are neither erased nor of a mark."""
    pages_flash = firmware_module("stillwater.port.pages_flash")
    other: NDArray[np.bool_] = np.frombuffer(data, np.uint8) != _ERASED
    for mark in re.finditer(re.escape(pages_flash.mark(b"", 0, 0)[:-4]), data):
        other[mark.start() : mark.start() + pages_flash.MARK_BYTES] = False
    return other
