"""A PI current loop, as most iontophoresis units have, and two ways to notice that a hand has left. Knows no impedance.

The parameters' order is that of the table: proportional_ohm, integral_ohm_per_ms, share_percent, below_ms, and for the
threshold on dI/dt fall_percent, over_ms. An ohm times a microampere is a microvolt.
"""

from typing import Any

from numba.extending import register_jitable

from stillwater_tools.campaign.rivals.memory import (
    BELOW_MS,
    COMMAND_UV,
    CURRENT_UA,
    HISTORY_MS,
    HISTORY_UA,
    MODE,
    MODE_DRIVE,
    OUTPUT_MAX_UV,
    OUTPUT_UV,
    SET_UA,
    TICKS,
    command,
    cut,
)

_PROPORTIONAL_OHM, _INTEGRAL_OHM_PER_MS, _SHARE_PERCENT, _BELOW_MS, _FALL_PERCENT, _OVER_MS = range(6)


@register_jitable
def pi_cut(s: Any, r: Any, p: Any) -> None:
    """Hold the set current; cut on an open circuit."""
    if s[MODE] == MODE_DRIVE:
        steer(s, r, p[_PROPORTIONAL_OHM], p[_INTEGRAL_OHM_PER_MS])
        if looks_open(s, r, p[_SHARE_PERCENT], p[_BELOW_MS]):
            cut(s)


def pi_didt(s: Any, r: Any, p: Any) -> None:
    """Hold the set current; cut on an open circuit or when the current falls by a part of it within some milliseconds."""
    pi_cut(s, r, p)
    if falls(s, r, p[_FALL_PERCENT], int(p[_OVER_MS])):
        cut(s)


@register_jitable
def steer(s: Any, r: Any, proportional_ohm: float, integral_ohm_per_ms: float) -> None:
    """One sample of the loop; its integral begins at the hold's voltage and winds up no further than the actuator goes."""
    error_ua = r[SET_UA] - s[CURRENT_UA]
    r[OUTPUT_UV] = min(max(r[OUTPUT_UV] + integral_ohm_per_ms * error_ua, 0.0), float(s[OUTPUT_MAX_UV]))
    command(s, r[OUTPUT_UV] + proportional_ohm * error_ua)


@register_jitable
def looks_open(s: Any, r: Any, share_percent: float, below_ms: float) -> bool:
    """True when the voltage has been at its limit, or the current below its share, for long enough."""
    is_open = s[COMMAND_UV] >= s[OUTPUT_MAX_UV] or s[CURRENT_UA] * 100 < share_percent * r[SET_UA]
    r[BELOW_MS] = r[BELOW_MS] + 1 if is_open else 0.0
    return bool(r[BELOW_MS] >= below_ms)


@register_jitable
def falls(s: Any, r: Any, fall_percent: float, over_ms: int) -> bool:
    """True when the current is so much below what it was over_ms ago, percent of the set current."""
    now = int(r[TICKS])
    before_ua = r[HISTORY_UA + (now - over_ms) % HISTORY_MS]
    r[HISTORY_UA + now % HISTORY_MS] = s[CURRENT_UA]
    r[TICKS] = now + 1
    return bool((before_ua - s[CURRENT_UA]) * 100 > fall_percent * r[SET_UA])
