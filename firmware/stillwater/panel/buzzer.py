"""What is heard: a pattern for each state that a patient should notice without looking. Knows no pin.

A pattern is (pulses, on ms, off ms); high priority 10 pulses, medium 3, low 1..2, after IEC 60601-1-8.
"""

from stillwater.treatment import states

SILENT = (0, 0, 0)
_LOW = (1, 150, 100)
_MEDIUM = (3, 150, 150)
_HIGH = (10, 100, 100)
_ENDED = (3, 400, 200)

PATTERNS = {
    states.LOST: _LOW,
    states.BACK: (2, 80, 80),
    states.PAUSED: _LOW,
    states.DONE: _ENDED,
    states.REFUSED: _LOW,
    states.SOFT_DOWN: _MEDIUM,
    states.TRIPPED: _HIGH,
    states.BLOCKED: _HIGH,
}


def pattern_of(state):
    """The pattern that begins when `state` is entered."""
    return PATTERNS.get(state, SILENT)
