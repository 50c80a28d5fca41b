"""Three buttons, debounced: a short press on release, a long one of start (1 s) means stop. Knows no pins."""

from stillwater.treatment.course import LESS, MORE, NO_BUTTON, START, STOP

START_BIT = 1
LESS_BIT = 2
MORE_BIT = 4
_LONG_MS = 1000
_BOUNCE_MS = 40
_MEANING = ((START_BIT, START), (LESS_BIT, LESS), (MORE_BIT, MORE))


class Buttons:
    """Turns the mask of buttons that are down into presses."""

    def __init__(self):
        self._down = 0
        self._down_ms = 0
        self._spent = False

    def step(self, mask, period_ms):
        """The press that `mask` (START_BIT | LESS_BIT | MORE_BIT) completes, NO_BUTTON mostly."""
        pressed = NO_BUTTON
        if mask:
            self._down = mask
            self._down_ms += period_ms
            if mask & START_BIT and self._down_ms >= _LONG_MS and not self._spent:
                self._spent = True
                pressed = STOP
            return pressed
        if self._down and not self._spent and self._down_ms >= _BOUNCE_MS:
            pressed = _meaning(self._down)
        self._down = self._down_ms = 0
        self._spent = False
        return pressed


def _meaning(mask):
    for bit, press in _MEANING:
        if mask & bit:
            return press
    return NO_BUTTON
