"""From counts to microamperes and millivolts.

Knows the board's scales (slots) and the converter's four wide codes. Knows nothing of what the figures mean.
"""

import micropython
from micropython import const

from stillwater.control.state import (
    A_RAW,
    A_SIGN,
    A_UA_Q14,
    A_ZERO_RAW,
    CHARGE_REST_NC,
    CHARGE_UC,
    CURRENT_SLOW_Q6_UA,
    CURRENT_UA,
    DITHER_RAW,
    HELD_FRESH,
    HELD_MV,
    HELD_RAW,
    OUTPUT_MV,
    STEP_RAW,
    V_MV_Q13,
    V_RAW,
    V_SIGN,
    V_ZERO_RAW,
)

# Codes 512, 1536, 2560 and 3584 of the RP2040's converter are wide (erratum E11), here in sixteenths. On the current channels
# the board spreads the sixteen conversions of a reading over DITHER_RAW, so that none of them hides a change. On the voltage
# channel nothing does but its noise: an interrupt's few conversions could not wait until a dither has gone round.
_WIDE_1 = const(8200)
_WIDE_2 = const(24584)
_WIDE_3 = const(40968)
_WIDE_4 = const(57352)
_SPREAD_RAW = const(32)  # what the noise of a reading's conversions, 1.4 LSB each, smears the foot of a wide code over


@micropython.viper
def swallowed(raw: int, code_raw: int, step_raw: int, dither_raw: int) -> int:
    """What a wide code at code_raw has swallowed of a reading: a part of step_raw where the dither straddles the code."""
    begins_raw = code_raw + (step_raw >> 1) - (dither_raw >> 1)
    lost = (raw - begins_raw) * step_raw // (dither_raw - step_raw)
    if lost < 0:
        lost = 0
    if lost > step_raw:
        lost = step_raw
    return lost


@micropython.viper
def straighten(s: ptr32, raw: int, dither_raw: int) -> int:
    """Put back what the wide codes below `raw` (0..65520) have swallowed; dither_raw must be more than a step."""
    step_raw = s[STEP_RAW]
    lost = int(swallowed(raw, _WIDE_1, step_raw, dither_raw)) + int(swallowed(raw, _WIDE_2, step_raw, dither_raw))
    return raw + lost + int(swallowed(raw, _WIDE_3, step_raw, dither_raw)) + int(swallowed(raw, _WIDE_4, step_raw, dither_raw))


@micropython.viper
def millivolts(s: ptr32, raw: int) -> int:
    """Millivolts of a reading of the voltage channel; the sign is the board's."""
    straight_raw = int(straighten(s, raw, s[STEP_RAW] + _SPREAD_RAW))
    return (s[V_SIGN] * (straight_raw - s[V_ZERO_RAW]) * s[V_MV_Q13]) >> 13


@micropython.viper
def sense(s: ptr32):
    """Fill CURRENT_UA, OUTPUT_MV, HELD_MV, the slow current (16 ms) and the charge."""
    counts = s[A_SIGN] * (int(straighten(s, s[A_RAW], s[DITHER_RAW])) - s[A_ZERO_RAW])
    current_ua = (counts * s[A_UA_Q14]) >> 14
    s[CURRENT_UA] = current_ua
    s[OUTPUT_MV] = int(millivolts(s, s[V_RAW]))
    if s[HELD_FRESH]:
        s[HELD_MV] = int(millivolts(s, s[HELD_RAW]))
    s[CURRENT_SLOW_Q6_UA] += current_ua * 4 - (s[CURRENT_SLOW_Q6_UA] >> 4)
    charge_nc = s[CHARGE_REST_NC] + current_ua
    s[CHARGE_UC] += charge_nc // 1000
    s[CHARGE_REST_NC] = charge_nc % 1000
