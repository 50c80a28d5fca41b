"""Room for the next treatment and memory for years: puts records by as they age, while idle, a slice at a time.

Records are written to a ring of segments (`live`). When room gets short the oldest is put by whole, packed (`full`); what is older
than the last TREATMENTS_WHOLE treatments is thinned (`thin`); of what is older than that, what treatments came to is kept (`years`),
until it is older than five. Each move writes a new file, reads it back, gives it its name, then removes the old: wherever power
fails, each record is in one of them. Knows files by their level and size. Does not know pages, packing or flash; the port gives them.
"""

import os

from micropython import const

from stillwater.journal import shelf
from stillwater.journal.scan import PAGE_BYTES
from stillwater.journal.segments import SEGMENT_PAGES, Segments
from stillwater.journal.shelf import BLOCKS, FIRST, LAST, LEVEL, STARTS
from stillwater.journal.store import Journal

TREATMENTS_WHOLE = const(10)
LIVE_SEGMENTS = const(8)
SEGMENT_BLOCKS = const(8)
# Blocks of 4096 bytes. A Pico's file system has 352, the firmware takes some 90; a move needs up to 12 for a while.
FULL_BLOCKS = const(124)
THIN_BLOCKS = const(22)
YEARS_BLOCKS = const(20)  # 780 treatments take 14, and the oldest 5 blocks go at once
_BLOCK_BYTES = const(4088)  # what littlefs leaves of a block for content, in the mean
_MERGE_BLOCKS = {"full": 5, "thin": 3, "years": 5}  # a file of fewer takes what comes next, so that not each leaves half a block empty
FREE_BLOCKS = const(14)  # with fewer than the largest move needs, and the folder, records age sooner
_RETRY_MS = const(60000)
_REDUCE = {"full": "Whole", "thin": "Thin", "years": "Years"}  # classes of thin.py


class Space:
    """`journal` on the files in `folder`, which `step` keeps tidy.

    pages(path, count) opens reserved pages, making(path, count) makes them and yields after each slice. least_pages: what a treatment
    needs; less is left only until `step` has been called often enough. The first start makes one segment at once, 0.5 s.
    """

    def __init__(self, folder, pages, making, least_pages):
        self._open_pages, self._making = pages, making
        self._least_pages = least_pages
        self._work = None
        self._retry_ms = 0
        self._tidy_at = 0  # the journal's sequence number when all was tidy
        self.failure = ""  # why the last job could not be done
        self._shelf = shelf.Shelf(folder)
        self._pages = Segments()
        self.journal = Journal(self._pages)
        for file in self._shelf.of("live"):
            self._pages.add(pages(self._shelf.path(file), SEGMENT_PAGES))
        if not self._pages.count:
            for _slice in self._prepare():
                pass

    @property
    def is_tidy(self):
        """Whether nothing is left to do."""
        return self._work is None and self._next() is None

    def step(self, now_ms):
        """One slice: some 10 ms, 25 ms between two jobs.

        An erase in it (45 ms, at most 400 ms) stops interrupts, so only while no current flows and no contact is closed.
        """
        if now_ms < self._retry_ms or self._tidy_at == self.journal.sequence:
            return
        try:
            self._work = self._work or self._next()
            if self._work:
                next(self._work)
            else:
                self._tidy_at = self.journal.sequence  # so that nothing is looked at again before a record is added
        except StopIteration:
            self._work = None
        except Exception as error:  # whatever a file holds or flash does must not end the unit
            self._work = None
            self.failure = str(error)
            self._retry_ms = now_ms + _RETRY_MS

    def _next(self):
        """The job that is most needed, None if all is tidy. First what frees flash, then what takes it."""
        shelved = self._shelf
        for covered in shelved.covered():
            return self._drop(covered)
        years, thinned, full = shelved.of("years"), shelved.of("thin"), shelved.of("full")
        is_short = shelved.free_blocks() < FREE_BLOCKS
        if shelved.blocks("years") > YEARS_BLOCKS:
            return self._drop(years[0])
        if thinned and (shelved.blocks("thin") > THIN_BLOCKS or is_short and not full):
            return self._age(thinned[0], self._pages_in(thinned[0]), "years")
        if full and (shelved.blocks("full") > FULL_BLOCKS or is_short or _starts(full[1:]) >= TREATMENTS_WHOLE):
            return self._age(full[0], self._pages_in(full[0]), "thin")
        if self._pages.count < LIVE_SEGMENTS * SEGMENT_PAGES:
            return self._prepare()
        if self.journal.pages_left < self._least_pages and self.journal.bytes > SEGMENT_PAGES * PAGE_BYTES:
            return self._age(shelved.of("live")[0], self._oldest_pages(), "full")
        return None

    def _prepare(self):
        """One more segment at the end of the ring."""
        number = self._shelf.next_number()
        file = ("live", number, number, 0, SEGMENT_BLOCKS)
        yield from self._making(self._shelf.path(file), SEGMENT_PAGES)
        self._pages.add(self._open_pages(self._shelf.path(file), SEGMENT_PAGES))
        self._shelf.add(file)

    def _oldest_pages(self):
        for index in range(SEGMENT_PAGES):
            yield self._pages.read(index)

    def _pages_in(self, file):
        from stillwater.journal.rewrite import pages_in
        return pages_in(self._shelf.path(file))

    def _age(self, file, pages, level):
        """The records of a file to the next level; a small last file there is put before them. Then both are covered.

        What packs and thins is brought in here: a start has no time for it, and most have no need of it.
        """
        from stillwater.journal import thin
        from stillwater.journal.rewrite import Rewrite
        merged = [last for last in self._shelf.of(level)[-1:] if last[BLOCKS] < _MERGE_BLOCKS[level]]
        before = self._pages_in(merged[0]) if merged else ()
        rewrite = Rewrite(self._shelf.new_path(), before, pages, getattr(thin, _REDUCE[level]))
        yield from rewrite.run()
        blocks = -(-rewrite.pages * PAGE_BYTES // _BLOCK_BYTES)
        made = (level, (merged + [file])[0][FIRST], file[LAST], rewrite.starts + _starts(merged), blocks)
        os.rename(self._shelf.new_path(), self._shelf.path(made))
        self._shelf.add(made)

    def _drop(self, file):
        """Remove a file that is covered, or too old; if a segment, it is the ring's oldest."""
        self._shelf.remove(file)
        if file[LEVEL] == "live":
            self._pages.drop()
            self.journal.forget(SEGMENT_PAGES)
        yield


def _starts(files):
    """Treatments that start in files."""
    return sum([file[STARTS] for file in files])
