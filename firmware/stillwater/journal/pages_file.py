"""Pages of the journal in one ordinary file: the unix port's and the simulated board's flash.

Behaves as NOR flash does: programming only clears bits. Every program call is one write to the file, so a killed process
leaves at most that one write torn. Nothing is erased: a used file is replaced by a new one. Does not know what a page holds.
"""

import os

from stillwater.journal.scan import BLANK_PAGE, PAGE_BYTES
from stillwater.journal.shelf import written


class PagesFile:
    """`count` pages in the file `path`, made (or made longer) with erased pages if need be."""

    def __init__(self, path, count):
        self.path = path
        self.count = count
        _reserve(path, count * PAGE_BYTES)
        # Unbuffered on CPython too: MicroPython's files are, and a buffer would hide a record from a power cut.
        self._file = open(path, "r+b", buffering=0)

    def read(self, index):
        """The 256 bytes of page `index`, 0..count-1. IndexError outside."""
        self._seek(index, 0)
        return self._file.read(PAGE_BYTES)

    def last_used(self):
        """The last page that is not all erased, -1 if all are."""
        page = self.count - 1
        while page >= 0 and self.read(page) == BLANK_PAGE:
            page -= 1
        return page

    def program(self, index, offset, data):
        """Clears the bits of `data` that are 0 in page `index` from `offset` on; bits are never set."""
        if offset < 0 or offset + len(data) > PAGE_BYTES:
            raise ValueError(f"{len(data)} bytes at offset {offset}: a page has {PAGE_BYTES}")
        old = self.read(index)[offset:offset + len(data)]
        self._seek(index, offset)
        self._write(bytes([before & after for before, after in zip(old, data)]))

    def close(self):
        """Gives the file back; no call may follow."""
        self._file.close()

    def _seek(self, index, offset):
        if not 0 <= index < self.count:
            raise IndexError(f"page {index}: the journal has pages 0..{self.count - 1}")
        self._file.seek(index * PAGE_BYTES + offset)

    def _write(self, data):
        self._file.write(data)
        self._file.flush()


def making(path, count):
    """Makes the file, whole or not there at all; yields after each slice, as making one on flash does."""
    return written(path, [BLANK_PAGE] * count)


def _reserve(path, wanted_bytes):
    with open(path, "ab") as file:
        missing = wanted_bytes - _size(path)
        while missing > 0:
            file.write(BLANK_PAGE[:min(missing, PAGE_BYTES)])
            missing -= PAGE_BYTES


def _size(path):
    return os.stat(path)[6]
