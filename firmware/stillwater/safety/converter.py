"""Is the converter telling anything? Stuck, saturated, silent; and the guard's own scaling of its counts.

Does not straighten the converter's wide codes: CHANNELS_DIFFER_UA leaves room for them. Knows no treatment.
"""

import micropython

from stillwater.safety.limits import RAIL_TICKS, SATURATED_RAW, SILENT_RAW, STUCK_TICKS
from stillwater.safety.slots import (
    A_UA,
    B_UA,
    GUARD_A_RAW,
    GUARD_A_SIGN,
    GUARD_A_UA_Q14,
    GUARD_A_ZERO_RAW,
    GUARD_B_RAW,
    GUARD_B_SIGN,
    GUARD_B_UA_Q14,
    GUARD_B_ZERO_RAW,
    GUARD_V_MV_Q13,
    GUARD_V_RAW,
    GUARD_V_SIGN,
    GUARD_V_ZERO_RAW,
    LAST_A_RAW,
    LAST_B_RAW,
    LAST_V_RAW,
    SATURATED_COUNT,
    SILENT_COUNT,
    STUCK_COUNT,
    V_MV,
)


@micropython.viper
def scale(g: ptr32):
    """Fill A_UA, B_UA and V_MV from the raw counts."""
    g[A_UA] = (g[GUARD_A_SIGN] * (g[GUARD_A_RAW] - g[GUARD_A_ZERO_RAW]) * g[GUARD_A_UA_Q14]) >> 14
    g[B_UA] = (g[GUARD_B_SIGN] * (g[GUARD_B_RAW] - g[GUARD_B_ZERO_RAW]) * g[GUARD_B_UA_Q14]) >> 14
    g[V_MV] = (g[GUARD_V_SIGN] * (g[GUARD_V_RAW] - g[GUARD_V_ZERO_RAW]) * g[GUARD_V_MV_Q13]) >> 13


@micropython.viper
def lasting(g: ptr32, counter: int, violated: int, ticks: int) -> int:
    """Count violated ticks in a row in slot `counter`; 1 from the `ticks`-th on."""
    count = g[counter] + 1
    if violated == 0:
        count = 0
    if count > ticks:
        count = ticks
    g[counter] = count
    return int(count >= ticks)


@micropython.viper
def stuck(g: ptr32) -> int:
    """1 when A, B and V repeat to the last sixteenth of a count: noise never does."""
    same = int(g[GUARD_A_RAW] == g[LAST_A_RAW])
    same = same & int(g[GUARD_B_RAW] == g[LAST_B_RAW])
    same = same & int(g[GUARD_V_RAW] == g[LAST_V_RAW])
    g[LAST_A_RAW] = g[GUARD_A_RAW]
    g[LAST_B_RAW] = g[GUARD_B_RAW]
    g[LAST_V_RAW] = g[GUARD_V_RAW]
    return int(lasting(g, STUCK_COUNT, same, STUCK_TICKS))


@micropython.viper
def saturated(g: ptr32) -> int:
    """1 when a current channel stands at the converter's top."""
    high = int(g[GUARD_A_RAW] >= SATURATED_RAW) | int(g[GUARD_B_RAW] >= SATURATED_RAW)
    return int(lasting(g, SATURATED_COUNT, high, RAIL_TICKS))


@micropython.viper
def silent(g: ptr32) -> int:
    """1 when a current channel stands at the converter's bottom, below where the board lifts its zero."""
    low = int(g[GUARD_A_RAW] <= SILENT_RAW) | int(g[GUARD_B_RAW] <= SILENT_RAW)
    return int(lasting(g, SILENT_COUNT, low, RAIL_TICKS))
