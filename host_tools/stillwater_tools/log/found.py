"""Where whole records lie in any bytes: the fast twin of the firmware's `scan.records_in`, to which a test holds it.

Takes no page for granted, for what is copied off a unit has other things between its pages. Knows header and CRC, no field.
"""

from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from stillwater_tools.firmware_tables import firmware_module

_LENGTH_AT = 2  # in formats.HEADER, behind magic and kind
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Found:
    """Whole records in the order of their bytes: where each begins and ends, kind, sequence number, time in ms."""

    begin: Integers
    end: Integers
    kind: Integers
    sequence: Integers
    time_ms: Integers

    def only(self, which: Any) -> "Found":
        """Those of a mask."""
        return Found(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


def header() -> np.dtype[Any]:
    """The record's header as numpy has it."""
    formats = firmware_module("stillwater.journal.formats")
    names = ("magic", "kind", "length", "sequence", "time_ms")
    return np.dtype(list(zip(names, ("<" + code for code in formats.HEADER[1:]), strict=True)))


def find(data: bytes) -> Found:
    """Every whole record. Damage between them costs only what it hit."""
    formats = firmware_module("stillwater.journal.formats")
    seen = np.frombuffer(data, np.uint8)
    begin = np.flatnonzero(seen[: max(0, len(seen) - formats.HEADER_BYTES - formats.CRC_BYTES + 1)] == formats.MAGIC)
    body_end = begin + formats.HEADER_BYTES + seen[begin + _LENGTH_AT]
    fits = body_end + formats.CRC_BYTES <= len(seen)
    begin, body_end = begin[fits], body_end[fits]
    sound = _sound(data, begin, body_end, rows(seen, body_end, formats.CRC_BYTES).view("<u4").ravel())
    begin, end = begin[sound], body_end[sound] + formats.CRC_BYTES
    first = _one_after_another(begin, end)
    told = rows(seen, begin[first], formats.HEADER_BYTES).view(header()).ravel()
    return Found(begin[first], end[first], *(told[name].astype(np.int64) for name in ("kind", "sequence", "time_ms")))


def rows(seen: NDArray[np.uint8], begin: Integers, count: int) -> NDArray[np.uint8]:
    """So many bytes from each place on, a row each."""
    return np.ascontiguousarray(seen[begin[:, None] + np.arange(count)])


def _sound(data: bytes, begin: Integers, end: Integers, crcs: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which CRCs are right."""
    view = memoryview(data)
    told = zip(begin.tolist(), end.tolist(), crcs.tolist(), strict=True)
    return np.array([crc32(view[start:stop]) == crc for start, stop, crc in told], np.bool_)


def _one_after_another(begin: Integers, end: Integers) -> NDArray[np.bool_]:
    """What lies within a record is none of its own, though its CRC be right."""
    taken = np.ones(len(begin), np.bool_)
    if (begin[1:] >= end[:-1]).all():
        return taken
    free = 0
    for at, (start, stop) in enumerate(zip(begin.tolist(), end.tolist(), strict=True)):
        taken[at] = start >= free
        free = stop if start >= free else free
    return taken
