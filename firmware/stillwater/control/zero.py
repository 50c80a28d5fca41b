"""Zero: when nothing is left of command and current, and forgetting all that a drive has learnt. Knows no mode."""

import micropython
from micropython import const

from stillwater.control.state import (
    ARRIVED,
    BEND_OHM,
    CLAMPED,
    COMMAND_UV,
    CONTACT_TICKS,
    CURRENT_UA,
    DEFICIT_SLOW_Q6_UA,
    ELECTRODES_MV,
    FALLING_TICKS,
    FOLLOW_Q8_UA,
    HALF_MV,
    HALF_UA,
    HOLD_UV,
    LEAVING,
    LEVEL_Q8_UA,
    MODE,
    OPEN_TICKS,
    QUIET_TICKS,
    REFERENCE_UA,
    REST_OHM,
    SERIES_FIRST_OHM,
    SERIES_LEAST_Q8_OHM,
    SERIES_MEAN_Q8_OHM,
    SERIES_OHM,
    SHARE_Q10,
    SKIN_LEAST_Q8_OHM,
    SKIN_MEAN_Q4_OHM,
    SKIN_MV,
    STANDS_TICKS,
)

_ZERO_UA = const(50)
_QUIET_TICKS = const(10)
_FIRST_TICKS = const(-5)  # how long the first current of a drive may be late once all voltage is there


@micropython.viper
def settle(s: ptr32):
    """Count the ticks for which neither command nor current has been there: the output filter has run out."""
    s[QUIET_TICKS] += 1
    if s[COMMAND_UV] != 0 or s[CURRENT_UA] > _ZERO_UA:
        s[QUIET_TICKS] = 0
    if s[QUIET_TICKS] > _QUIET_TICKS:
        s[QUIET_TICKS] = _QUIET_TICKS


@micropython.viper
def at_zero(s: ptr32) -> int:
    """1 when nothing has been commanded and nothing has flowed for 10 ms; the electrodes may keep their own 2 V."""
    return int(s[QUIET_TICKS] >= _QUIET_TICKS)


@micropython.viper
def rest(s: ptr32):
    """Forget the drive: the next one starts at zero."""
    s[COMMAND_UV] = 0
    s[HOLD_UV] = 0
    s[REFERENCE_UA] = 0
    s[LEVEL_Q8_UA] = 0
    s[SERIES_OHM] = 0
    s[ARRIVED] = 0
    s[DEFICIT_SLOW_Q6_UA] = 0
    s[SKIN_LEAST_Q8_OHM] = 0
    s[LEAVING] = 0
    s[SERIES_FIRST_OHM] = 0
    s[REST_OHM] = 0
    s[SHARE_Q10] = 0
    s[CLAMPED] = 0
    s[FOLLOW_Q8_UA] = 0
    s[ELECTRODES_MV] = 0
    s[HALF_MV] = 0
    s[HALF_UA] = 0
    s[FALLING_TICKS] = 0
    s[OPEN_TICKS] = _FIRST_TICKS
    s[BEND_OHM] = 0
    s[SKIN_MV] = 0
    s[SKIN_MEAN_Q4_OHM] = 0
    s[STANDS_TICKS] = 0
    s[SERIES_LEAST_Q8_OHM] = 0
    s[SERIES_MEAN_Q8_OHM] = 0


@micropython.viper
def change_over(s: ptr32, mode: int):
    """Enter `mode`, with all forgotten, once nothing is left of the one before."""
    if int(at_zero(s)):
        rest(s)
        s[CONTACT_TICKS] = 0
        s[MODE] = mode
