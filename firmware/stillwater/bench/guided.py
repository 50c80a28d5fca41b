"""Checks that want a person: display, buttons, buzzer. What is asked the computer says in words, by its name here. Knows no words."""

from stillwater.panel.buttons import LESS_BIT, MORE_BIT, START_BIT
from stillwater.panel.display import Display
from stillwater.panel.screen import Screen

_ANSWER_MS = 60000  # UNSOURCED: a person who looks and types
_PRESS_MS = 20000
_PATTERN = (3, 300, 200)
_YES = b"y"


def all_of(rig):
    """Display, buzzer, each button."""
    display = Display()
    display.draw(Screen("Stillwater", "0123456789ABCDEF", "Do you read this", "in whole?"))
    rig.port.show(display.frame)
    yield from _seen(rig, "display")
    rig.port.beep(_PATTERN)
    yield from _seen(rig, "buzzer")
    for name, bit in (("start", START_BIT), ("less", LESS_BIT), ("more", MORE_BIT)):
        yield from _pressed(rig, name, bit)


def _seen(rig, name):
    """A person says yes or no."""
    rig.said("ask", name=name)
    answer = yield from rig.asked(_ANSWER_MS, name)
    rig.check(name, int(answer == _YES), 1, 1, "1: as it should be")


def _pressed(rig, name, bit):
    """The button alone goes down, and comes up again."""
    rig.said("press", name=name)
    masks = 0
    for _ in rig.rest(_PRESS_MS):
        now = rig.port.buttons()
        if masks and not now:
            break
        masks |= now
        yield
    rig.check("button " + name, masks, bit, bit, "bits of the buttons that went down")
