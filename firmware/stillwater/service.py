"""Service mode: nothing is driven, no tick runs, no watchdog waits, and the REPL is open, so that mpremote can work.

There are two ways in, and none from a treatment: less held down while power comes on, or a command, which has the chip reset and
leaves the wish in the kept word. Through a reset, because nothing stops a watchdog once it has been started, and because nothing
of what ran before is left then. Out of it: power off and on, a reset, or a soft reset (Ctrl-D).
"""

import time

import micropython

from stillwater import last_words, starts
from stillwater.panel import words
from stillwater.panel.buttons import LESS_BIT
from stillwater.port import kept_word, rp2

_CTRL_C = 3
_ANSWER_MS = 50  # UNSOURCED: what USB still has to say is out by then


def is_wanted():
    """Whether this start is to end in service mode: it was asked for, or less is held down."""
    asked = starts.Start(kept_word.kept()).cause == starts.SERVICE_ASKED
    return asked or rp2.pressed(rp2.buttons()) == LESS_BIT


def ask(port):
    """Reset into service mode; does not return. Only while no contact is closed and no current flows: see Unit.enter_service."""
    port.stop()
    time.sleep_ms(_ANSWER_MS)
    kept_word.keep(starts.word_of(starts.SERVICE_ASKED, 0))
    rp2.reset()


def enter():
    """Say so and let Ctrl-C be what it is; who calls this returns to the REPL. A person has come, so failures count anew."""
    rp2.safe()
    kept_word.keep(starts.word_of(starts.SERVICE_LEFT, 0))
    last_words.say(rp2.bus(), *words.SERVICE)
    micropython.kbd_intr(_CTRL_C)
