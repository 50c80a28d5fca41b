"""An SSD1306 display of 128 x 64 on I2C, with the picture on its glass.

Knows the three ways of addressing, on and off, inverse; no scrolling, and the panel hangs so that A1 and C8 is upright.
"""

WIDTH = 128
HEIGHT = 64
_PAGES = HEIGHT // 8

_IS_SINGLE = 0x80  # control byte: one byte, then another control byte
_IS_DATA = 0x40
_HORIZONTAL, _VERTICAL, _BY_PAGE = range(3)
_ARGUMENTS = {0x20: 1, 0x21: 2, 0x22: 2, 0x26: 6, 0x27: 6, 0x29: 5, 0x2A: 5, 0x81: 1, 0x8D: 1, 0xA3: 2, 0xA8: 1, 0xD3: 1,
              0xD5: 1, 0xD9: 1, 0xDA: 1, 0xDB: 1}


class Ssd1306:
    """`memory` is the display's own, page by page; picture() what a person sees."""

    def __init__(self) -> None:
        self.memory = bytearray(WIDTH * _PAGES)
        self.is_on = False
        self.is_inverse = False
        self._mode = _BY_PAGE
        self._columns = (0, WIDTH - 1)
        self._pages = (0, _PAGES - 1)
        self._column = self._page = 0
        self._control: int | None = None
        self._command: list[int] = []

    def picture(self) -> list[str]:
        """64 lines of 128 characters, # for light."""
        return ["".join("#" if self._is_lit(x, y) else "." for x in range(WIDTH)) for y in range(HEIGHT)]

    def begin(self, reading: bool) -> None:
        """Of `i2c.Part`."""
        self._control = None

    def take(self, byte: int) -> bool:
        """Of `i2c.Part`: a control byte tells what follows it."""
        if self._control is None:
            self._control = byte
            return True
        if self._control & _IS_DATA:
            self._put(byte)
        else:
            self._collect(byte)
        if self._control & _IS_SINGLE:
            self._control = None
        return True

    def give(self) -> int:
        """Of `i2c.Part`: the status."""
        return 0 if self.is_on else 0x40

    def _is_lit(self, x: int, y: int) -> bool:
        dot = bool(self.memory[y // 8 * WIDTH + x] >> y % 8 & 1)
        return self.is_on and dot != self.is_inverse

    def _collect(self, byte: int) -> None:
        """A command may come in pieces: its arguments are waited for."""
        self._command.append(byte)
        if len(self._command) > _ARGUMENTS.get(self._command[0], 0):
            code, *arguments = self._command
            self._command = []
            self._obey(code, arguments)

    def _obey(self, code: int, arguments: list[int]) -> None:
        if arguments:
            self._set(code, arguments)
        elif code < 0x20:
            self._set_column_half(code)
        elif code in (0xA6, 0xA7):
            self.is_inverse = code == 0xA7
        elif code in (0xAE, 0xAF):
            self.is_on = code == 0xAF
        elif code & 0xF8 == 0xB0:
            self._page = code & 7

    def _set(self, code: int, arguments: list[int]) -> None:
        if code == 0x20:
            self._mode = arguments[0] & 3
        elif code == 0x21:
            self._columns = (arguments[0] & 0x7F, arguments[1] & 0x7F)
            self._column = self._columns[0]
        elif code == 0x22:
            self._pages = (arguments[0] & 7, arguments[1] & 7)
            self._page = self._pages[0]

    def _set_column_half(self, code: int) -> None:
        if code & 0x10:
            self._column = self._column & 0x0F | (code & 7) << 4
        else:
            self._column = self._column & 0x70 | code & 0x0F

    def _put(self, byte: int) -> None:
        self.memory[self._page * WIDTH + self._column] = byte
        if self._mode == _VERTICAL:
            if self._next_page():
                self._next_column()
        elif self._next_column() and self._mode == _HORIZONTAL:
            self._next_page()

    def _next_column(self) -> bool:
        """To the next column; whether that began again at the first."""
        first, last = (0, WIDTH - 1) if self._mode == _BY_PAGE else self._columns
        is_last = self._column == last
        self._column = first if is_last else (self._column + 1) % WIDTH
        return is_last

    def _next_page(self) -> bool:
        """To the next page; whether that began again at the first."""
        first, last = self._pages
        is_last = self._page == last
        self._page = first if is_last else (self._page + 1) % _PAGES
        return is_last
