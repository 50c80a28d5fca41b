"""The ring that records are written to: reserved files of SEGMENT_PAGES pages, read and programmed as one run of pages.

The oldest goes when it has been put by, a new one comes at the end. Knows neither flash nor file: a part is what the port gives
(count, read, last_used, program, close). Does not know what a page holds.
"""

from micropython import const

SEGMENT_PAGES = const(120)  # 8 blocks of flash; with summaries alone, put by in just below 3


class Segments:
    """Pages one after another, those of the oldest part first; there may be none."""

    def __init__(self):
        self._parts = []

    @property
    def count(self):
        """Pages in all."""
        return SEGMENT_PAGES * len(self._parts)

    def read(self, index):
        """The 256 bytes of page `index`, 0..count-1. IndexError outside."""
        return self._parts[index // SEGMENT_PAGES].read(index % SEGMENT_PAGES)

    def last_used(self):
        """The last page that is not all erased, -1 if all are."""
        for number in range(len(self._parts) - 1, -1, -1):
            page = self._parts[number].last_used()
            if page >= 0:
                return number * SEGMENT_PAGES + page
        return -1

    def program(self, index, offset, data):
        """Clears the bits of `data` that are 0 in page `index` from `offset` on; bits are never set."""
        self._parts[index // SEGMENT_PAGES].program(index % SEGMENT_PAGES, offset, data)

    def add(self, part):
        """A part of SEGMENT_PAGES erased pages, or at start of what was there, behind all others."""
        self._parts.append(part)

    def drop(self):
        """Give the oldest part back: what was page SEGMENT_PAGES is page 0 now."""
        self._parts.pop(0).close()
