"""The journal: finds where the last start left off, appends records by page program only, never erases.

Knows the order of pages and what an open treatment is. Does not know files or flash (the port's `pages` object:
count, read, last_used, program), nor which records are kept for years (`space`).
"""

from stillwater.journal import formats, scan

NO_ROOM = "the journal has no erased page left: tidy it while idle"
PAGE_BAD = "the page did not take the record"
MS_PER_MINUTE = 60000
_BOUNDS = (formats.BOOT, formats.TREATMENT_START, formats.TREATMENT_END, formats.POWER_LOST)
_UNKNOWN = -1  # the end has not been looked for yet


class Journal:
    """Records in `pages`. `failed` turns True for good when a record could not be kept; `failure` says why."""

    def __init__(self, pages):
        self._pages = pages
        self._page = _UNKNOWN  # the page the next record goes to
        self._offset = 0
        self._found = None  # records there were before this start; None until counted
        self._added = 0
        self.sequence = 1  # the sequence number the next record gets
        self.failed = False
        self.failure = ""

    @property
    def records(self):
        """How many whole records the journal holds. The first call reads every page: not for the tick."""
        self._open()
        if self._found is None:
            used = range(min(self._page + 1, self._pages.count))
            self._found = sum([len(scan.records(self._pages.read(page))) for page in used]) - self._added
        return self._found + self._added

    @property
    def bytes(self):
        """Bytes from the journal's start to the end of its last record."""
        self._open()
        return self._page * scan.PAGE_BYTES + self._offset

    @property
    def pages_left(self):
        """Wholly erased pages behind the last record."""
        self._open()
        return max(0, self._pages.count - self._page - (1 if self._offset else 0))

    def append(self, kind, now_ms, *fields):
        """Keeps one record. True once its page holds it; False if not: then `failed` is set, nothing is raised."""
        try:
            self._open()
            record = formats.encode(kind, self.sequence, now_ms, fields)
            kept = self._put(record) or self._put(record)  # a page that does not take it is left; the next is tried
        except Exception as error:  # whatever goes wrong here must not end a treatment
            return self._fail(str(error))
        return kept or self._fail(self.failure)

    def last(self, kind):
        """Fields by name of the last record of a kind, empty if there is none. Reads backwards: only at start."""
        for known, _sequence, _time_ms, payload in self._backwards((kind,)):
            if known == kind:
                return formats.as_dict(kind, payload)
        return {}

    def forget(self, pages):
        """The first so many pages have gone from `pages`; their records are kept elsewhere, and there may be room again."""
        self._open()
        self._page -= pages
        self._found = None
        if self.failure == NO_ROOM:
            self.failed = False

    def recover(self):
        """To be called once at start, before anything is appended.

        None, or the treatment that has a start and no end, and a POWER_LOST record is appended for it:
        {"sequence": of its start record, "minutes": whole minutes from its start to the last record of it,
        "charge_uc": the last charge its records tell, so the charge certainly given, "treatment": the start
        record's fields by name}.
        """
        self._open()
        lost = self._open_treatment()
        if lost:
            self.append(formats.POWER_LOST, 0, lost["sequence"], lost["minutes"], lost["charge_uc"])
        return lost

    def _fail(self, why):
        self.failed = True
        self.failure = why
        return False

    def _put(self, record):
        if self._offset + len(record) > scan.PAGE_BYTES:
            self._next_page()
        if self._page >= self._pages.count:
            self.failure = NO_ROOM
            return False
        return self._advance(record) if self._programmed(record) else self._leave_page()

    def _programmed(self, record):
        """Programs and reads back: only what can be read again has been kept."""
        try:
            self._pages.program(self._page, self._offset, record)
        except OSError:
            return False
        return self._pages.read(self._page)[self._offset:self._offset + len(record)] == record

    def _advance(self, record):
        self._offset += len(record)
        self._added += 1
        self.sequence += 1
        return True

    def _leave_page(self):
        self._next_page()
        self.failure = PAGE_BAD
        return False

    def _next_page(self):
        self._page += 1
        self._offset = 0

    def _open(self):
        if self._page != _UNKNOWN:
            return
        last = self._pages.last_used()
        self._offset = scan.free_from(self._pages.read(last)) if last >= 0 else 0
        self.sequence = self._last_sequence(last) + 1
        self._page = max(last, 0)

    def _last_sequence(self, page):
        for record in self._backwards(None, page):
            return record[1]
        return 0

    def _backwards(self, kinds=None, page=None):
        """Whole records from the last, or the end of `page`, back to the first; with kinds, only from pages that may hold one."""
        if page is None:
            self._open()
            page = min(self._page, self._pages.count - 1)
        while page >= 0:
            data = self._pages.read(page)
            if kinds is None or scan.may_hold(data, kinds):
                for record in reversed(scan.records(data)):
                    yield record
            page -= 1

    def _open_treatment(self):
        boot = None  # what follows a start of the unit is not of the treatment
        for record in self._backwards(_BOUNDS):
            if record[0] in (formats.TREATMENT_END, formats.POWER_LOST):
                return None
            if record[0] == formats.TREATMENT_START:
                return self._lost(record, boot or self.sequence)
            if record[0] == formats.BOOT:
                boot = record[1]
        return None

    def _lost(self, start, end):
        """The treatment of a start record; its records are those before sequence number `end`."""
        last_ms = charge_uc = None
        for kind, sequence, time_ms, payload in self._backwards():
            if sequence <= start[1] or charge_uc is not None:
                break
            if sequence < end:
                last_ms = time_ms if last_ms is None else last_ms
                if kind == formats.SUMMARY:
                    charge_uc = formats.as_dict(kind, payload).get("charge_uc")
        return {
            "sequence": start[1],
            "minutes": (0 if last_ms is None else (last_ms - start[2]) & 0xFFFFFFFF) // MS_PER_MINUTE,
            "charge_uc": charge_uc or 0,
            "treatment": formats.as_dict(formats.TREATMENT_START, start[3]),
        }
