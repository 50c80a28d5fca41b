"""Says why the unit is off, on a display that may be all that still works. Knows a bus and a picture, no session and no port.

Needs as few modules as can be, for main.py calls it when others are missing.
"""

from stillwater.panel import display
from stillwater.port import ssd1306


class Words:
    """What is said: a title and three lines of 16 letters, as `screen.Screen` has them."""

    figure = ""
    bar_permille = 0

    def __init__(self, title, *lines):
        self.title = title
        self.lines = lines

    def key(self):
        """Drawn once, so there is nothing to compare."""
        return self


def say(i2c, *words):
    """Show a title and three lines, and wait until they stand, 30 ms; without a display nothing happens."""
    picture = display.Display()
    picture.draw(Words(*words))
    shown = ssd1306.Display(i2c)
    shown.show(picture.frame)
    while shown.pump(0):
        pass
