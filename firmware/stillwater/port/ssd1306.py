"""An SSD1306 display of 128 x 64 on I2C, sent page by page: 3 ms each at 400 kHz. Knows bytes, no picture.

Commands are of the SSD1306 data sheet, section 9 (command table).
"""

_ADDRESS = 0x3C
_PAGES = 8
_PAGE_BYTES = 128
_AGAIN_MS = 1000  # after a failure; UNSOURCED: often enough for a plug, seldom enough to cost nothing
_COMMANDS = b"\x00"
_DATA = b"\x40"
_SET_UP = (
    b"\xae"  # off
    b"\xd5\x80\xa8\x3f\xd3\x00\x40"  # clock, 64 lines, no offset, first line 0
    b"\x8d\x14"  # charge pump on
    b"\x20\x02"  # page addressing
    b"\xa1\xc8\xda\x12"  # top left is where the module's is
    b"\x81\xcf\xd9\xf1\xdb\x40"  # contrast, pre-charge, level of deselect
    b"\xa4\xa6\xaf"  # show memory, not inverted, on
)


class Display:
    """`failures` counts transfers that went wrong; a display that is missing costs an attempt a second."""

    def __init__(self, i2c):
        self._i2c = i2c
        self._frame = bytearray(_PAGES * _PAGE_BYTES)
        self._packet = bytearray(_DATA) + bytearray(_PAGE_BYTES)
        self._changed = [True] * _PAGES
        self._is_set_up = False
        self._again_ms = 0
        self.failures = 0

    def show(self, frame):
        """Take a frame, 1024 bytes; pages that differ are sent by `pump`."""
        for page in range(_PAGES):
            begins, ends = page * _PAGE_BYTES, (page + 1) * _PAGE_BYTES
            if self._frame[begins:ends] != frame[begins:ends]:
                self._changed[page] = True
        self._frame[:] = frame

    def pump(self, now_ms):
        """Send one page at most; True if one was sent."""
        if now_ms < self._again_ms or True not in self._changed:
            return False
        try:
            self._send(self._changed.index(True))
        except OSError:
            self._fail(now_ms)
            return False
        return True

    def _send(self, page):
        if not self._is_set_up:
            self._i2c.writeto(_ADDRESS, _COMMANDS + _SET_UP)
            self._is_set_up = True
        self._packet[1:] = self._frame[page * _PAGE_BYTES:(page + 1) * _PAGE_BYTES]
        self._i2c.writeto(_ADDRESS, _COMMANDS + bytes((0xB0 | page, 0x00, 0x10)))
        self._i2c.writeto(_ADDRESS, self._packet)
        self._changed[page] = False

    def _fail(self, now_ms):
        """Whoever does not answer may have lost its memory."""
        self.failures += 1
        self._is_set_up = False
        self._changed = [True] * _PAGES
        self._again_ms = now_ms + _AGAIN_MS
