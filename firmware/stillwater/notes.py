"""What of a treatment goes into the journal: the session's log, faults, summaries, captures. Knows records, no control."""

import io
import sys

from stillwater import capture
from stillwater.journal import formats
from stillwater.safety.limits import JOURNAL_PAGES_LEAST
from stillwater.treatment.prescription import AREAS

_TEXT_BYTES_MAX = 80
_DAY_S = 86400
_KINDS = {name: kind for kind, name, _fields in formats.RECORDS}


class Notes:
    """Keeps the journal of one unit; `identity` is (firmware hash, board hash, serial), 8, 8 and 12 bytes.

    tally: the journal's last TALLY by its fields, which counts for the serial that it names. `done`: complete treatments of each area
    so far, `first_s` when the first of them was, 0 where nobody knows.
    """

    def __init__(self, journal, identity, tally=None):
        self.journal = journal
        self.identity = identity
        known = tally if tally and tally["serial"] == identity[2] else {}
        self.done = [known.get(area + "_count", 0) for area in AREAS]
        self.first_s = [known.get(area + "_first_s", 0) for area in AREAS]
        self._least_ua = self._most_ua = self._sum_ua = self._count = 0
        self._next_chunk = 0

    def has_room(self):
        """True while the journal takes a whole treatment more."""
        return not self.journal.failed and self.journal.pages_left >= JOURNAL_PAGES_LEAST

    def boot(self, clock_s, cause):
        """The unit has started. The tally is told anew, so that it always lies where a start looks."""
        firmware_hash, board_hash, _serial = self.identity
        self.journal.append(formats.BOOT, 0, firmware_hash, board_hash, clock_s, cause)
        if any(self.done):
            self._tell_tally(0)

    def count(self, now_ms, area, clock_s):
        """One more treatment of an area was complete. clock_s: now, s since 1970, 0 when nobody knows."""
        if not self.done[area]:
            self.first_s[area] = clock_s
        self.done[area] += 1
        self._tell_tally(now_ms)

    def days(self, area, clock_s):
        """Whole days since the first complete treatment of an area; None when nobody knows."""
        if not clock_s or not self.first_s[area]:
            return None
        return max(0, clock_s - self.first_s[area]) // _DAY_S

    def keep(self, now_ms, session):
        """Take over the session's log; entries that are no record are for app alone."""
        while session.log:
            entry = session.log.pop(0)
            kind = _KINDS.get(entry[0])
            if kind == formats.TREATMENT_START:
                entry = entry[:1] + self._start_fields(session.prescription)
            if kind is not None:
                self.journal.append(kind, now_ms, *entry[1:])

    def fault(self, now_ms, code, counts, tick_ms):
        """A fault and the raw counts that tripped it (A, B, V)."""
        self.journal.append(formats.FAULT, now_ms, code, code, tick_ms, counts[0], counts[1], counts[2])

    def refusal(self, now_ms, code):
        """A refusal that no session has made."""
        self.journal.append(formats.REFUSAL, now_ms, code)

    def clock(self, now_ms, clock_s):
        """A computer has set the clock: from here on time_ms has a date."""
        self.journal.append(formats.CLOCK, now_ms, clock_s)

    def crash(self, now_ms, error):
        """The main loop has ended in an exception."""
        self.journal.append(formats.CRASH, now_ms, *place_of(error))

    def sample(self, current_ua):
        """Take a current into the half second's summary."""
        if self._count == 0 or current_ua < self._least_ua:
            self._least_ua = current_ua
        if self._count == 0 or current_ua > self._most_ua:
            self._most_ua = current_ua
        self._sum_ua += current_ua
        self._count += 1

    def summary(self, now_ms, output_mv, skin_mv, wet_ppm, charge_uc, state):
        """Write the half second's summary and begin the next."""
        mean_ua = self._sum_ua // max(1, self._count)
        self.journal.append(
            formats.SUMMARY, now_ms, self._least_ua, mean_ua, self._most_ua, output_mv, skin_mv, wet_ppm, charge_uc, state)
        self._sum_ua = self._count = 0

    def capture(self, now_ms, ring, is_over):
        """Write one chunk of a frozen ring at a time, so that no page is waited for; thaw it when its event is over."""
        if not capture.is_frozen(ring):
            return
        if self._next_chunk < capture.CHUNKS:
            self.journal.append(formats.CAPTURE, now_ms, self._next_chunk, capture.chunk(ring, self._next_chunk))
            self._next_chunk += 1
        elif is_over:
            self._next_chunk = 0
            capture.thaw(ring)

    def _tell_tally(self, now_ms):
        self.journal.append(formats.TALLY, now_ms, self.identity[2], *(self.done + self.first_s))

    def _start_fields(self, prescription):
        firmware_hash, board_hash, serial = self.identity
        return (serial, firmware_hash, board_hash) + prescription.record()


class NoJournal:
    """Stands for a journal that cannot be opened: keeps nothing, and there is never room for a treatment."""

    failed = True
    failure = ""
    records = bytes = pages_left = 0
    sequence = 1

    def append(self, _kind, _now_ms, *_fields):
        """Not kept."""
        return False

    def last(self, _kind):
        """Nothing is known."""
        return {}

    def recover(self):
        """Nothing is known."""
        return None


def place_of(error):
    """(line, text as bytes): the exception's type and the innermost file of its traceback; line 0 if that cannot be told."""
    name = type(error).__name__
    line, path = 0, ""
    try:
        for entry in _traceback(error).split("\n"):
            if entry.startswith("  File "):
                path, line = _entry(entry)
    except MemoryError:
        pass
    return line, ("%s %s" % (name, path)).encode()[:_TEXT_BYTES_MAX]


def _entry(entry):
    """Path and line of `  File "app.py", line 12, in step`."""
    parts = entry.split(",")
    return parts[0].split('"')[1], int(parts[1].split()[1])


def _traceback(error):
    text = io.StringIO()
    sys.print_exception(error, text)  # type: ignore[attr-defined]  # MicroPython's own
    return text.getvalue()
