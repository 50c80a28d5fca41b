"""Sees the current fall: whether a limb may be leaving, how fast, and where the current will be in a moment.

A fall is told from skin that wanders by its speed or by its depth. Knows no voltage.
"""

import micropython
from micropython import const

from stillwater.control.state import (
    AHEAD_UA,
    CLAMPED,
    CLAMPED_FAST,
    CLAMPED_SLOWLY,
    CURRENT_SLOW_Q6_UA,
    CURRENT_UA,
    FALLING_TICKS,
    FOLLOW_Q8_UA,
    LAST_UA,
    LEAVING,
    LEVEL_Q8_UA,
    MODE,
    MODE_STOP,
    SERIES_LEVEL_OHM,
    SERIES_OHM,
    SHARE_Q10,
    STOP_STEP_Q8_UA,
)

# Fast: 3 % of what is skin, and three standard deviations of the channel's noise, below the last 64 ms.
_FAST_SHIFT = const(15)
_FAST_UA = const(12)
# Slow: 6 % of what is skin below the level, three standard deviations of skin that wanders by 2 %.
_SLOW_SHIFT = const(14)
_SLOW_UA = const(4)
_FASTER_SHIFT = const(5)  # 3 % in 16 ms: more than the clamp itself does to a slow fall
_FALL_NOISE_UA = const(10)
# Of a stop's own fall half is left out, once it is no fast one: all of it costs density, none lets each fall feed the next.
_STOP_HALF_SHIFT = const(9)
_STOP_SLOW_TICKS = const(10)
_FALL_MOST_UA = const(30000)
_LEAD_Q2 = const(6)  # 1.5 ticks: the output filter and the tick itself lag by 1.65
_FALLING_SHIFT = const(5)
_FALLING_UA = const(30)
_FALLING_MOST_TICKS = const(400)


@micropython.viper
def look_ahead(s: ptr32):
    """Set AHEAD_UA: a current that falls is taken as far as it will have fallen when the output has followed.

    What a slow stop itself takes away is no limb that leaves.
    """
    fall_ua = s[LAST_UA] - s[CURRENT_UA] - _FALL_NOISE_UA
    if s[MODE] == MODE_STOP and s[FALLING_TICKS] > _STOP_SLOW_TICKS:
        fall_ua -= s[STOP_STEP_Q8_UA] >> _STOP_HALF_SHIFT
    if fall_ua < 0:
        fall_ua = 0
    if fall_ua > _FALL_MOST_UA:
        fall_ua = _FALL_MOST_UA
    s[AHEAD_UA] = s[CURRENT_UA] - (fall_ua * _LEAD_Q2 >> 2)
    s[LAST_UA] = s[CURRENT_UA]


@micropython.viper
def is_fast(s: ptr32) -> int:
    """1 when the current is further below that of the last 64 ms than a hand that trembles makes it."""
    before_ua = s[FOLLOW_Q8_UA] >> 8
    return int(s[CURRENT_UA] < before_ua - (before_ua * s[SHARE_Q10] >> _FAST_SHIFT) - _FAST_UA)


@micropython.viper
def is_deep(s: ptr32, slow_ua: int) -> int:
    """1 when the current of the last 16 ms is further below its level than skin wanders."""
    level_ua = s[LEVEL_Q8_UA] >> 8
    return int(slow_ua < level_ua - (level_ua * s[SHARE_Q10] >> _SLOW_SHIFT) - _SLOW_UA)


@micropython.viper
def begins_fast(s: ptr32) -> int:
    """1 when a fast fall begins; it is measured from there, so what skin had wandered before is not taken back with it."""
    fast = int(is_fast(s))
    if fast != 0 and s[FOLLOW_Q8_UA] < s[LEVEL_Q8_UA]:
        s[LEVEL_Q8_UA] = s[FOLLOW_Q8_UA]
    return fast


@micropython.viper
def judge_fall(s: ptr32):
    """Set CLAMPED from when the current falls fast or deep until it is back at its level; a slow fall may become a fast one."""
    slow_ua = s[CURRENT_SLOW_Q6_UA] >> 6
    clamped = s[CLAMPED]
    if clamped == 0:
        if int(begins_fast(s)):
            clamped = CLAMPED_FAST
        elif int(is_deep(s, slow_ua)) | s[LEAVING]:
            clamped = CLAMPED_SLOWLY
        s[SERIES_LEVEL_OHM] = s[SERIES_OHM]
    elif slow_ua >= (s[LEVEL_Q8_UA] >> 8) - _SLOW_UA:
        clamped = 0
    elif s[CURRENT_UA] < slow_ua - (slow_ua >> _FASTER_SHIFT):
        clamped = CLAMPED_FAST
    s[CLAMPED] = clamped


@micropython.viper
def count_fall(s: ptr32):
    """Count for how long the current has been 3 % below its level: how fast a limb leaves."""
    level_ua = s[LEVEL_Q8_UA] >> 8
    s[FALLING_TICKS] += 1
    if s[CURRENT_UA] > level_ua - (level_ua >> _FALLING_SHIFT) - _FALLING_UA:
        s[FALLING_TICKS] = 0
    if s[FALLING_TICKS] > _FALLING_MOST_TICKS:
        s[FALLING_TICKS] = _FALLING_MOST_TICKS


@micropython.viper
def fall(s: ptr32):
    """All of it, in a drive."""
    judge_fall(s)
    count_fall(s)
