"""Stands in for MicroPython's framebuf on CPython: the same pixels for rectangles, a box for each letter.

Enough for the panel to run where no display is looked at. Knows no font.
"""

MONO_VLSB = 0
_LETTER = 8


class FrameBuffer:
    """Pixels of a display in vertical bytes."""

    def __init__(self, buffer, width, height, _format):
        self._buffer = buffer
        self._width = width
        self._height = height

    def fill(self, lit):
        for at in range(len(self._buffer)):
            self._buffer[at] = 255 if lit else 0

    def fill_rect(self, x, y, width, height, lit):
        for column in range(max(0, x), min(self._width, x + width)):
            for row in range(max(0, y), min(self._height, y + height)):
                bit = 1 << (row & 7)
                at = row // 8 * self._width + column
                self._buffer[at] = self._buffer[at] | bit if lit else self._buffer[at] & ~bit

    def text(self, text, x, y, lit):
        for number, letter in enumerate(text):
            if letter != " ":
                self.fill_rect(x + number * _LETTER, y, _LETTER - 1, _LETTER - 1, lit)
