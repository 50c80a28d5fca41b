"""Draws a screen into the 1024 bytes of an SSD1306 (128 x 64, vertical bytes). Knows pixels, no treatment."""

import framebuf

WIDTH = 128
HEIGHT = 64
_CELL = 5  # pixels of one dot of a large figure
_GLYPHS = {  # three dots wide, five high, a row in three bits
    "0": (7, 5, 5, 5, 7), "1": (2, 6, 2, 2, 7), "2": (7, 1, 7, 4, 7), "3": (7, 1, 7, 1, 7), "4": (5, 5, 7, 1, 1),
    "5": (7, 4, 7, 1, 7), "6": (7, 4, 7, 5, 7), "7": (7, 1, 2, 2, 2), "8": (7, 5, 7, 5, 7), "9": (7, 5, 7, 1, 7),
    ".": (0, 0, 0, 0, 2),
}


class Display:
    """A frame and the pen that draws into it; `frame` goes to the display."""

    def __init__(self):
        self.frame = bytearray(WIDTH * HEIGHT // 8)
        self._pen = framebuf.FrameBuffer(self.frame, WIDTH, HEIGHT, framebuf.MONO_VLSB)
        self._shown = None

    def draw(self, screen):
        """Draw a screen; False if it already stands there."""
        if screen.key() == self._shown:
            return False
        self._shown = screen.key()
        self._pen.fill(0)
        self._pen.fill_rect(0, 0, WIDTH, 9, 1)
        self._pen.text(screen.title, 0, 1, 0)
        self._pen.fill_rect(0, 10, screen.bar_permille * WIDTH // 1000, 2, 1)
        if screen.figure:
            self._with_figure(screen)
        else:
            self._text_only(screen)
        return True

    def _text_only(self, screen):
        for row, line in enumerate(screen.lines):
            self._pen.text(line, 0, 17 + 16 * row, 1)

    def _with_figure(self, screen):
        self._large(screen.figure, 2, 13)
        self._pen.text("mA", 110, 30, 1)
        self._pen.text(screen.lines[0], 0, 40, 1)
        self._pen.text(screen.lines[1], 0, 48, 1)
        self._pen.text(screen.lines[2], 0, 56, 1)

    def _large(self, figure, x, y):
        for letter in figure:
            for row, dots in enumerate(_GLYPHS[letter]):
                for column in range(3):
                    if dots & (4 >> column):
                        self._pen.fill_rect(x + column * _CELL, y + row * _CELL, _CELL, _CELL, 1)
            x += (3 if letter == "." else 4) * _CELL
