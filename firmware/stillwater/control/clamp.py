"""The clamp: holds the voltage over the leaving limb's skin, whatever its wet area does.

    V = HOLD - REST * (LEVEL - I) + (SERIES - SERIES_LEVEL) * I

What the rest of the circuit no longer needs, because less current flows, is taken from the command in the same tick; what
its water needs more, because the limb touches less of it, is added. The command rises slowly and falls at once. Knows
nothing of why the current changed.
"""

import micropython
from micropython import const

from stillwater.control.regulator import FIRST_RISE_UV, regulator
from stillwater.control.state import (
    AHEAD_UA,
    ARRIVED,
    BEND_OHM,
    CLAMPED,
    CLAMPED_SLOWLY,
    COMMAND_UV,
    CURRENT_UA,
    DEFICIT_SLOW_Q6_UA,
    HOLD_UV,
    LEVEL_Q8_UA,
    OPEN_TICKS,
    REFERENCE_UA,
    REST_OHM,
    SERIES_LEVEL_OHM,
    SERIES_OHM,
)

_EXCESS_SHIFT = const(6)
_EXCESS_UA = const(15)  # three standard deviations of the current channel's noise
_RISE_UV = const(1500)
_SLOW_SHIFT = const(2)  # 2 ms are nearer to what skin does, and let slow skin (20 ms) dip by 14 % for noise; 4 ms by 4 %
_FAST_SHIFT = const(4)
_SLOWLY_SHIFT = const(9)  # 2 % in 10 ms
_DEVIATION_MAX_UA = const(30000)
_SERIES_MOST_OHM = const(20000)
_SKIN_MOST_OHM = const(30000)


@micropython.viper
def deficit_ua(s: ptr32) -> int:
    """Microamperes by which the current is below its level while the clamp holds, else 0."""
    deficit = (s[LEVEL_Q8_UA] >> 8) - s[AHEAD_UA]
    if deficit < 0 or s[CLAMPED] == 0:
        deficit = 0
    if deficit > _DEVIATION_MAX_UA:
        deficit = _DEVIATION_MAX_UA
    return deficit


@micropython.viper
def excess_ua(s: ptr32) -> int:
    """Microamperes by which the current is above the reference's band (0 inside it)."""
    excess = s[CURRENT_UA] - s[REFERENCE_UA] - (s[REFERENCE_UA] >> _EXCESS_SHIFT) - _EXCESS_UA
    if excess < 0:
        excess = 0
    if excess > _DEVIATION_MAX_UA:
        excess = _DEVIATION_MAX_UA
    return excess


@micropython.viper
def slow_deficit_ua(s: ptr32, deficit: int) -> int:
    """The deficit of the last 4 ms: skin is a capacitance too, and answers no faster."""
    s[DEFICIT_SLOW_Q6_UA] += ((deficit << 6) - s[DEFICIT_SLOW_Q6_UA]) >> _SLOW_SHIFT
    return s[DEFICIT_SLOW_Q6_UA] >> 6


@micropython.viper
def skin_ohm(s: ptr32, deficit: int) -> int:
    """Resistance by which the other limb's skin answers a deficit: along its curve, steeper the less current is left."""
    part_q10 = (deficit << 10) // ((s[LEVEL_Q8_UA] >> 8) + 1)
    if part_q10 > 1024:
        part_q10 = 1024
    ohm = s[REST_OHM] + (s[BEND_OHM] * part_q10 >> 10)
    if ohm > _SKIN_MOST_OHM:
        ohm = _SKIN_MOST_OHM
    return ohm


@micropython.viper
def water_uv(s: ptr32) -> int:
    """What the water needs more than it did at the level, uV: a limb that leaves touches less of it."""
    more_ohm = s[SERIES_OHM] - s[SERIES_LEVEL_OHM]
    if s[CLAMPED] == 0 or more_ohm < 0:
        more_ohm = 0
    if more_ohm > _SERIES_MOST_OHM:
        more_ohm = _SERIES_MOST_OHM
    current_ua = s[AHEAD_UA]
    if current_ua < 0:
        current_ua = 0
    return (more_ohm >> 1) * current_ua


@micropython.viper
def command(s: ptr32):
    """Set COMMAND_UV from the holding voltage and the measured current.

    What is resistance is taken back at once, 15/16 of it, for at exactly all of it the loop would never settle; what
    is the other limb's skin follows with the skin's own slowness.
    """
    deficit = int(deficit_ua(s))
    fast_ohm = s[SERIES_OHM] - (s[SERIES_OHM] >> _FAST_SHIFT)
    if fast_ohm > s[REST_OHM]:
        fast_ohm = s[REST_OHM]
    command_uv = s[HOLD_UV] - fast_ohm * (deficit + int(excess_ua(s)))
    command_uv -= (int(skin_ohm(s, deficit)) - fast_ohm) * int(slow_deficit_ua(s, deficit))
    command_uv += int(water_uv(s))
    highest_uv = s[COMMAND_UV] + _RISE_UV
    if s[OPEN_TICKS] < 0:
        highest_uv = s[COMMAND_UV] + FIRST_RISE_UV
    if command_uv > highest_uv:
        command_uv = highest_uv
    if s[CLAMPED] == CLAMPED_SLOWLY:
        lowest_uv = s[COMMAND_UV] - (s[COMMAND_UV] >> _SLOWLY_SHIFT)
        if command_uv < lowest_uv:
            command_uv = lowest_uv
    if command_uv < 0:
        command_uv = 0
    s[COMMAND_UV] = command_uv


@micropython.viper
def clamp(s: ptr32):
    """Move the holding voltage, while the clamp holds it in a hold only down, and make the command."""
    if s[CLAMPED] == 0 or s[ARRIVED] == 0 or s[CURRENT_UA] > s[REFERENCE_UA]:
        regulator(s)
    command(s)
