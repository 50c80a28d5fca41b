"""Writes a file of records from other pages, a few at a time, and reads it back before anybody relies on it.

Knows pages and packing; not where files are, nor why they are moved, nor what is kept of them.
"""

import binascii

from micropython import const

from stillwater.journal import formats, packed, scan
from stillwater.journal.writer import Writer

_BATCH = const(6)  # derived: some 2 ms a record on the chip, a slice of less than 20 ms
_CHECKED_PAGES = const(8)


class Rewrite:
    """A file at `path`: the pages `before` as they are, then of the records on `pages` what `reduce`, a class of `thin`, keeps."""

    def __init__(self, path, before, pages, reduce):
        self._path = path
        self._before, self._new = before, pages
        self._reduce = reduce
        self._crc = 0
        self.pages = 0
        self.starts = 0  # treatments that start in what was added

    def run(self):
        """Yields after each slice. OSError if the file cannot be written or does not read back as it was written."""
        with open(self._path, "wb") as file:
            self._file = file
            writer = Writer(self._write)
            yield from self._copy(writer)
            yield from self._add(writer)
            writer.close()
        yield
        yield from self._check()

    def _copy(self, writer):
        """The last page is filled up, so its records are packed anew."""
        last = b""
        for page in self._before:
            if last:
                self._write(last)
                yield
            last = page
        for record in records_of([last]):
            writer.add(record)

    def _add(self, writer):
        reducer = self._reduce(writer.add)
        count = 0
        for record in records_of(self._new):
            reducer.add(record)
            self.starts += record[0] == formats.TREATMENT_START
            count += 1
            if count % _BATCH == 0:
                yield
        reducer.close()

    def _write(self, page):
        self._file.write(page)
        self._crc = binascii.crc32(page, self._crc)
        self.pages += 1

    def _check(self):
        crc = count = 0
        for page in pages_in(self._path):
            crc = binascii.crc32(page, crc)
            count += 1
            if count % _CHECKED_PAGES == 0:
                yield
        if (count, crc) != (self.pages, self._crc):
            raise OSError("%s: %d pages written, %d read back or other ones; flash is worn or full" % (self._path, self.pages, count))


def records_of(pages):
    """Yields every record on the pages, those that were packed too."""
    for page in pages:
        for record in scan.records(page):
            yield from packed.expand(record)


def pages_in(path):
    """Yields the pages of a file."""
    with open(path, "rb") as file:
        page = file.read(scan.PAGE_BYTES)
        while page:
            yield page
            page = file.read(scan.PAGE_BYTES)
