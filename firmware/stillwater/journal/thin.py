"""What is kept of records as they age: at first all, then one summary in ten seconds, then for years what a treatment came to.

Knows kinds and the fields of a summary. Does not know when a record ages (`space`), nor bytes on a page.
"""

import struct

from micropython import const

from stillwater.journal import formats, packed

SUMMARY_MS = const(10000)

_LAYOUT = packed.LAYOUTS[formats.SUMMARY]
_BYTES = struct.calcsize(_LAYOUT)
_LEAST, _MEAN, _MOST = 0, 1, 2  # where a summary has its currents; all else is told as it was at the end
# Whatever is not named here is kept for years, a kind of a later version too.
_BULKY = (formats.CAPTURE,)
_PASSING = _BULKY + (formats.SUMMARY, formats.STATE, formats.SOFT_STOP, formats.TURN, formats.TALLY)


class Whole:
    """Gives every record on to `give`."""

    def __init__(self, give):
        self.add = give

    def close(self):
        """Nothing is held."""


class Thin:
    """Gives on one summary in SUMMARY_MS, and no captures. A summary spans nothing but summaries of one state."""

    def __init__(self, give):
        self._give = give
        self._clear()

    def add(self, record):
        """The next record."""
        if record[0] != formats.SUMMARY or len(record[3]) != _BYTES:
            self.close()
            if record[0] not in _BULKY:
                self._give(record)
            return
        values = struct.unpack(_LAYOUT, record[3])
        if self._count and (values[-1] != self._state or not 0 <= record[2] - self._first_ms < SUMMARY_MS):
            self.close()
        self._take(record, values)

    def close(self):
        """Give on the summary of what came since the last: least of the least, mean of the means, most of the most."""
        if self._count:
            values = (self._least_ua, self._sum_ua // self._count, self._most_ua) + self._values[3:]
            self._give(self._record[:3] + (struct.pack(_LAYOUT, *values),))
        self._clear()

    def _clear(self):
        self._count = self._sum_ua = 0
        self._record = self._values = ()
        self._state = None

    def _take(self, record, values):
        if not self._count:
            self._first_ms = record[2]
            self._least_ua, self._most_ua = values[_LEAST], values[_MOST]
        self._least_ua = min(self._least_ua, values[_LEAST])
        self._most_ua = max(self._most_ua, values[_MOST])
        self._sum_ua += values[_MEAN]
        self._count += 1
        self._record, self._values, self._state = record, values, values[-1]


class Years:
    """Gives on starts, ends, faults, refusals, answers and whatever else is neither passing nor bulky."""

    def __init__(self, give):
        self._give = give

    def add(self, record):
        """The next record."""
        if record[0] not in _PASSING:
            self._give(record)

    def close(self):
        """Nothing is held."""
