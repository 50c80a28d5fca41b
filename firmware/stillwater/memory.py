"""What a unit finds of itself at start: its journal with what the last treatment came to, and what it has been given on the bench.

Knows files by their names. A journal that cannot be opened is no reason not to start: there is none then, and no treatment.
"""

import os

from stillwater.journal import formats
from stillwater.journal.space import Space
from stillwater.notes import NoJournal
from stillwater.port import pages_flash
from stillwater.safety.limits import JOURNAL_PAGES_LEAST

JOURNAL = "/journal"
JOURNAL_END = ".log"
_GIVEN = "unit."  # how the names of its files begin


class Memory:
    """`journal` and its `space` (None without a journal); `failure` says why there is none.

    lost: a treatment that power ended (Journal.recover); bridge: where the last one began, 0 if that is not known; tally: how many
    were complete (Notes).
    flash: an rp2.Flash(). The first start of a unit makes the journal's first file, 0.5 s.
    """

    def __init__(self, flash):
        self.space = self.lost = None
        self.journal = NoJournal()
        self.bridge = 0
        self.tally = {}
        self.failure = ""
        try:
            self._open(flash)
        except Exception as error:  # a file system may be broken in any way
            self.failure = repr(error)

    def _open(self, flash):
        space = Space(JOURNAL, pages_flash.opening(flash), pages_flash.making, JOURNAL_PAGES_LEAST)
        self.lost = space.journal.recover()
        self.bridge = space.journal.last(formats.TURN).get("bridge", 0)
        self.tally = space.journal.last(formats.TALLY)
        self.space = space
        self.journal = space.journal  # type: ignore[assignment]  # the one that is there, of the same methods


def given(board, chip_id):
    """(board with the scales that hold, serial, key, fault or 0) by what the unit has been given, see given/files.py.

    A unit that has been given nothing has no time for what reads it.
    """
    if not any([name.startswith(_GIVEN) for name in os.listdir("/")]):
        return board, serial(chip_id), b"", 0
    from stillwater.given.files import Given
    holds = Given("", board, serial(chip_id))
    return holds.board, holds.serial, holds.key, holds.fault


def serial(chip_id):
    """Twelve bytes for a unit that has been given no other (given.py): SW and the end of the chip's own number, eight bytes."""
    return ("SW" + "".join(["%02X" % byte for byte in chip_id[-5:]])).encode()
