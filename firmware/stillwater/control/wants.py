"""What control wants of any port beside the command: contacts, and when the chopper is to open. Knows modes, no wire."""

import micropython
from micropython import const

from stillwater.control.state import CLAMPED, COMMAND_UV, MODE, MODE_DRIVE, MODE_PROBE, MODE_STOP, TICKS

INTERRUPT_TICKS = const(128)
INTERRUPT_CLAMPED_TICKS = const(4)


@micropython.viper
def contacts_wanted(s: ptr32) -> int:
    """How many contacts the mode asks for: 2 in a drive and a stop, 1 in a probe that gives something, else 0.

    A probe that gives nothing is open, or the electrodes' own voltage would drive current back through the bleeder.
    """
    mode = s[MODE]
    wanted = 0
    if mode == MODE_DRIVE or mode == MODE_STOP:
        wanted = 2
    elif mode == MODE_PROBE and s[COMMAND_UV] > 0:
        wanted = 1
    return wanted


@micropython.viper
def interrupt_due(s: ptr32) -> int:
    """1 when the chopper is to open: eight times a second in a drive, every fourth tick while the clamp holds, each of a stop."""
    period_ticks = INTERRUPT_TICKS
    if s[CLAMPED]:
        period_ticks = INTERRUPT_CLAMPED_TICKS
    due = 0
    if s[MODE] == MODE_STOP or (s[MODE] == MODE_DRIVE and s[TICKS] % period_ticks == 0):
        due = 1
    return due
