"""What the rivals share: which slots of control's block they use, their own memory, and the cut. Knows no law.

A rival begins in the firmware's hold, so it has to keep what flows there: that is its set current, and the voltage of the
hold is where its output begins.
"""

from typing import Any

import numpy as np
from numba.extending import register_jitable

from stillwater_tools.firmware_tables import firmware_module

_control = firmware_module("stillwater.control.state")
CURRENT_UA: int = _control.CURRENT_UA
OUTPUT_MV: int = _control.OUTPUT_MV
OUTPUT_MAX_UV: int = _control.OUTPUT_MAX_UV
COMMAND_UV: int = _control.COMMAND_UV
MODE: int = _control.MODE
MODE_OFF: int = _control.MODE_OFF
MODE_DRIVE: int = _control.MODE_DRIVE

SET_UA = 0
HOLD_UV = 1
OUTPUT_UV = 2  # where a law's output stands: the integral of a current loop, the voltage of a voltage source
BELOW_MS = 3  # for how long the circuit has looked open
FALLING = 4  # 1: a voltage source takes its voltage away
BASELINE_OHM = 5
FILTERED_OHM = 6
TICKS = 7
HISTORY_UA = 8  # the currents of the last HISTORY_MS
HISTORY_MS = 32
SLOTS = HISTORY_UA + HISTORY_MS


def remember(s: Any) -> Any:
    """The memory of a rival that takes over in this hold."""
    r = np.zeros(SLOTS)
    r[SET_UA] = s[_control.CURRENT_SLOW_Q6_UA] / 64
    r[HOLD_UV] = r[OUTPUT_UV] = s[COMMAND_UV]
    r[BASELINE_OHM] = r[FILTERED_OHM] = s[OUTPUT_MV] * 1000 / r[SET_UA]
    r[HISTORY_UA:] = r[SET_UA]
    return r


@register_jitable
def cut(s: Any) -> None:
    """No voltage, contacts open."""
    s[COMMAND_UV] = 0
    s[MODE] = MODE_OFF


@register_jitable
def command(s: Any, wanted_uv: float) -> None:
    """Ask the actuator for a voltage, as far as it goes."""
    s[COMMAND_UV] = int(min(max(wanted_uv, 0.0), float(s[OUTPUT_MAX_UV])))
