"""What the order of records tells: of two with one number the one to believe, which treatment each is of, and when it was.

Knows the kinds that begin and end things. Numbers and times only: no field but the clock's.
"""

from dataclasses import dataclass

import numpy as np

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.log.found import Integers

_MS_PER_S = 1000
_BACK_MS = 5000  # UNSOURCED: records of one moment may be noted out of order; a start whose record is missing goes back further


@dataclass(frozen=True)
class Order:
    """Every record once, by sequence number: which row of which kind's table, its treatment's start record (0: of none), the time.

    clock_s: seconds since 1970, 0 where the unit had no clock.
    """

    kind: Integers
    row: Integers
    sequence: Integers
    treatment: Integers
    clock_s: Integers


def once(sequence: Integers, rank: Integers) -> Integers:
    """Indexes of the records to believe, by sequence number; ranks are 0..3, the lowest is believed."""
    order = np.argsort(sequence * 4 + rank, kind="stable")
    ordered = sequence[order]
    is_first = np.ones(len(order), np.bool_)
    is_first[1:] = ordered[1:] != ordered[:-1]
    return order[is_first]


def treatments(kind: Integers, sequence: Integers) -> Integers:
    """Sequence number of the start record of each record's treatment, 0 for none. The arguments are in order, each record once.

    A capture is written when there is time, so it is of the treatment before though that has ended; and so is a loss of power.
    """
    formats = firmware_module("stillwater.journal.formats")
    marks = np.where(kind == formats.TREATMENT_START, sequence, -1)
    last = _filled(marks)
    marks[kind == formats.BOOT] = 0
    late = _filled(marks)
    behind_end = np.flatnonzero(kind[:-1] == formats.TREATMENT_END) + 1
    marks[behind_end] = np.maximum(marks[behind_end], 0)
    told = np.where(kind == formats.CAPTURE, late, _filled(marks))
    return np.where(kind == formats.POWER_LOST, last, told)


def clocks(kind: Integers, time_ms: Integers, set_clock_s: Integers) -> Integers:
    """When each was, s since 1970, 0 where nobody knows. set_clock_s: of the records that tell the clock, of others ignored.

    A clock that is set later tells the time of what was before, back to the start of the unit, whatever the unit itself took for the
    time at its start. What a start finds lost it says before
    anything else. Time that goes back tells of a start whose record is missing.
    """
    formats = firmware_module("stillwater.journal.formats")
    if not len(kind):
        return np.zeros(0, np.int64)
    begins = np.isin(kind, (formats.BOOT, formats.POWER_LOST))
    begins[1:] = (begins[1:] & ~((kind[:-1] == formats.POWER_LOST) & (kind[1:] == formats.BOOT))) | (time_ms[1:] < time_ms[:-1] - _BACK_MS)
    start = np.cumsum(begins)
    rows = np.flatnonzero(np.isin(kind, (formats.BOOT, formats.CLOCK)) & (set_clock_s > 0))
    rows = rows[(kind[rows] == formats.CLOCK) | ~np.isin(start[rows], start[kind == formats.CLOCK])]
    if not len(rows):
        return np.zeros(len(kind), np.int64)
    began_ms = set_clock_s[rows] * _MS_PER_S - time_ms[rows]
    last = np.searchsorted(rows, np.arange(len(kind)), "right") - 1
    own = start[rows[last]] == start
    used = np.where((last >= 0) & own, last, np.minimum(last + 1, len(rows) - 1))
    return np.where(start[rows[used]] == start, (began_ms[used] + time_ms) // _MS_PER_S, 0)


def _filled(marks: Integers) -> Integers:
    """Each mark down to the next; 0 before the first."""
    last = np.maximum.accumulate(np.where(marks >= 0, np.arange(len(marks)), -1))
    return np.where(last >= 0, marks[np.maximum(last, 0)], 0)
