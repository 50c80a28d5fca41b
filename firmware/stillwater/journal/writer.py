"""Fills pages with records, packed where they can be. Each page can be read without any other. Knows no file."""

from stillwater.journal import formats, packed, scan


class Writer:
    """Lays records on pages, packed where they can be, and hands each whole page to `take`; `close` hands over the last."""

    def __init__(self, take):
        self._take = take
        self._page = b""
        self._open()

    def add(self, record):
        """The next record, of at most a page. A kind or a length that this version does not know is kept as it is."""
        if not self._fits(record):
            self.close()
            self._fits(record)

    def close(self):
        """Hand over what there is."""
        self._shut()
        if self._page:
            self._take(self._page + scan.BLANK_PAGE[len(self._page):])
        self._page = b""

    def _open(self):
        self._series = None
        self._first = (0, 0)
        self._payload = b""

    def _fits(self, record):
        return self._pack(record) if packed.packable(record) else self._put(record)

    def _pack(self, record):
        if self._series is None:
            self._first = record[1:3]
            self._series = packed.Series(*self._first)
        told = self._series.pack(record)
        if len(self._page) + scan.record_bytes(self._payload) + len(told) > scan.PAGE_BYTES:
            return False
        self._payload += told
        return True

    def _put(self, record):
        self._shut()
        whole = formats.framed(*record)
        if len(self._page) + len(whole) > scan.PAGE_BYTES:
            return False
        self._page += whole
        return True

    def _shut(self):
        if self._payload:
            self._page += formats.framed(packed.PACKED, *self._first, self._payload)
        self._open()
