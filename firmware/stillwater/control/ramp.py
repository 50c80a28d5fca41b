"""The reference current: where the setpoint stands on its way to the target.

Never faster than its slope, never below zero, never far ahead of what flows. Knows nothing of voltage.
"""

import micropython
from micropython import const

from stillwater.control.state import (
    CURRENT_UA,
    FORCE_DOWN,
    MODE_DRIVE,
    RAMP_FAST_UA_PER_S,
    REFERENCE_REST,
    REFERENCE_UA,
    REQUEST,
    SILENT_LIMIT_TICKS,
    SILENT_TICKS,
    SLOPE_UA_PER_S,
    TARGET_UA,
)

_LEAD_UA = const(1000)  # a reference that runs ahead of the current would find it again with a jump


@micropython.viper
def step_ua(s: ptr32, slope_ua_per_s: int) -> int:
    """Microamperes that a slope allows in this tick; the remainder is carried to the next."""
    carried = s[REFERENCE_REST] + slope_ua_per_s
    s[REFERENCE_REST] = carried % 1000
    return carried // 1000


@micropython.viper
def ramp(s: ptr32):
    """Move REFERENCE_UA towards TARGET_UA; to zero, fast, when forced or when the main loop is silent."""
    target_ua = s[TARGET_UA]
    slope_ua_per_s = s[SLOPE_UA_PER_S]
    if s[REQUEST] != MODE_DRIVE:
        target_ua = 0
    if s[FORCE_DOWN] != 0 or s[SILENT_TICKS] > s[SILENT_LIMIT_TICKS]:
        target_ua = 0
        slope_ua_per_s = s[RAMP_FAST_UA_PER_S]
    allowed_ua = int(step_ua(s, slope_ua_per_s))
    difference_ua = target_ua - s[REFERENCE_UA]
    if difference_ua > allowed_ua:
        difference_ua = allowed_ua
    if difference_ua > 0 and s[REFERENCE_UA] > s[CURRENT_UA] + _LEAD_UA:
        difference_ua = 0
    if difference_ua < 0 - allowed_ua:
        difference_ua = 0 - allowed_ua
    s[REFERENCE_UA] += difference_ua
