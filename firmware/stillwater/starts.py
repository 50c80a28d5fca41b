"""Why the unit starts, told by what the run before left in a word that outlives a reset but not the loss of power.

Knows codes. Does not know where the word is kept (port/kept_word.py) or what follows from a cause (unit.py).
"""

from micropython import const

# causes, as the journal's boot record has them
UNKNOWN = const(0)
POWER_ON = const(1)
WATCHDOG = const(2)
CRASH = const(3)
SERVICE_ASKED = const(4)
SERVICE_LEFT = const(5)

CAUSES = (
    (POWER_ON, "power-on"),
    (WATCHDOG, "watchdog"),
    (CRASH, "crash"),
    (SERVICE_ASKED, "service-asked"),
    (SERVICE_LEFT, "service-left"),
)

FAILURES_MOST = const(2)  # UNSOURCED: one may be chance; a unit that fails again in the same day stays off until somebody looks

_OURS = const(0x2A570000)
_OURS_MASK = const(0x3FFF0000)
_CAUSE_SHIFT = const(8)
_COUNT_MASK = const(0xFF)


def word_of(next_cause, failures):
    """The word to leave: what the next start is to be told if the chip is reset from here, and failures so far."""
    return _OURS | next_cause << _CAUSE_SHIFT | min(failures, _COUNT_MASK)


class Start:
    """`cause` and `failures`, crashes and hangs since power came, this one counted; word: what was left."""

    def __init__(self, word):
        self.cause, self.failures = POWER_ON, 0
        if word & _OURS_MASK == _OURS:
            self.cause = word >> _CAUSE_SHIFT & _COUNT_MASK
            self.failures = word & _COUNT_MASK
        if self.has_failed:
            self.failures += 1

    @property
    def has_failed(self):
        """True if the run before ended in an exception, or hung."""
        return self.cause in (WATCHDOG, CRASH)

    @property
    def must_stay_off(self):
        """True once it has failed too often."""
        return self.failures >= FAILURES_MOST
