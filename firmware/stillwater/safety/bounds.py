"""The bounds of current, voltage and time, one function each: 1 when violated in this tick.

Each holds its figure from `limits.py`. Knows nothing of what is done about a violation.
"""

import micropython

from stillwater.safety.converter import lasting
from stillwater.safety.limits import (
    CHANNELS_DIFFER_PERCENT,
    CHANNELS_DIFFER_TICKS,
    CHANNELS_DIFFER_UA,
    CURRENT_WHILE_OFF_TICKS,
    CURRENT_WHILE_OFF_UA,
    OUTPUT_DIFFERS_MV,
    OUTPUT_DIFFERS_PERCENT,
    OUTPUT_DIFFERS_TICKS,
    OVER_CURRENT_UA,
    OVER_PRESCRIBED_TICKS,
    OVER_PRESCRIBED_UA,
    RISE_PER_QUARTER_SECOND_UA,
    RISE_PER_TICK_UA,
    SHORT_MIN_UA,
    SHORT_OHM,
    SHORT_TICKS,
    SUPPLY_LOST_TICKS,
    TICK_LATE_US,
    WRONG_SIGN_TICKS,
)
from stillwater.safety.slots import (
    A_UA,
    B_UA,
    CHARGE_NC,
    DIFFER_COUNT,
    EXPECTED_1_MV,
    EXPECTED_2_MV,
    GUARD_BRIDGE,
    GUARD_BRIDGE_SENSED,
    GUARD_CEILING_UA,
    GUARD_CHARGE_MAX_UC,
    GUARD_CHARGE_UC,
    GUARD_COMMAND_UV,
    GUARD_CONTACTS,
    GUARD_LATE_US,
    GUARD_SUPPLY_LOST_MV,
    GUARD_SUPPLY_MV,
    LAST_UA,
    OFF_COUNT,
    OUTPUT_COUNT,
    OVER_PRESCRIBED_COUNT,
    QUARTER_LEAST_UA,
    QUARTER_TICKS,
    QUARTER_UA,
    SHORT_COUNT,
    SIGN_COUNT,
    SUPPLY_COUNT,
    V_MV,
)


@micropython.viper
def larger_ua(g: ptr32) -> int:
    """The larger of both channels: a bound holds for either."""
    larger = g[A_UA]
    if g[B_UA] > larger:
        larger = g[B_UA]
    return larger


@micropython.viper
def over_current(g: ptr32) -> int:
    """Above what any treatment may ever give: one sample is enough."""
    return int(int(larger_ua(g)) > OVER_CURRENT_UA)


@micropython.viper
def over_prescribed(g: ptr32) -> int:
    """Above this treatment's own ceiling by more than regulation can err."""
    over = int(int(larger_ua(g)) > g[GUARD_CEILING_UA] + OVER_PRESCRIBED_UA)
    return int(lasting(g, OVER_PRESCRIBED_COUNT, over, OVER_PRESCRIBED_TICKS))


@micropython.viper
def current_rose(g: ptr32) -> int:
    """Up within one tick, or above the lowest of the last 250..500 ms, by more than any command can cause."""
    current_ua = int(larger_ua(g))
    if current_ua < g[QUARTER_LEAST_UA]:
        g[QUARTER_LEAST_UA] = current_ua
    lowest_ua = g[QUARTER_LEAST_UA]
    if g[QUARTER_UA] < lowest_ua:
        lowest_ua = g[QUARTER_UA]
    rose = int(current_ua - g[LAST_UA] > RISE_PER_TICK_UA) | int(current_ua - lowest_ua > RISE_PER_QUARTER_SECOND_UA)
    g[LAST_UA] = current_ua
    g[QUARTER_TICKS] += 1
    if g[QUARTER_TICKS] >= 250:
        g[QUARTER_TICKS] = 0
        g[QUARTER_UA] = g[QUARTER_LEAST_UA]
        g[QUARTER_LEAST_UA] = current_ua
    return rose


@micropython.viper
def channels_differ(g: ptr32) -> int:
    """A against B: one of the two shunts or channels is wrong."""
    difference_ua = g[A_UA] - g[B_UA]
    if difference_ua < 0:
        difference_ua = 0 - difference_ua
    allowed_ua = CHANNELS_DIFFER_UA + int(larger_ua(g)) * CHANNELS_DIFFER_PERCENT // 100
    return int(lasting(g, DIFFER_COUNT, int(difference_ua > allowed_ua), CHANNELS_DIFFER_TICKS))


@micropython.viper
def output_differs(g: ptr32) -> int:
    """Measured voltage against the command through the output filter's two poles of half a tick."""
    g[EXPECTED_1_MV] += ((g[GUARD_COMMAND_UV] // 1000 - g[EXPECTED_1_MV]) * 7) >> 3
    g[EXPECTED_2_MV] += ((g[EXPECTED_1_MV] - g[EXPECTED_2_MV]) * 7) >> 3
    difference_mv = g[V_MV] - g[EXPECTED_2_MV]
    if difference_mv < 0:
        difference_mv = 0 - difference_mv
    allowed_mv = OUTPUT_DIFFERS_MV + g[EXPECTED_2_MV] * OUTPUT_DIFFERS_PERCENT // 100
    return int(lasting(g, OUTPUT_COUNT, int(difference_mv > allowed_mv), OUTPUT_DIFFERS_TICKS))


@micropython.viper
def current_while_off(g: ptr32) -> int:
    """Current with the contacts open, more than the probe can give with only the probe on, or none armed."""
    closed = int(g[GUARD_CONTACTS] == 2) & int(g[GUARD_CEILING_UA] > 0)
    flows = int(closed == 0) & int(int(larger_ua(g)) > CURRENT_WHILE_OFF_UA)
    return int(lasting(g, OFF_COUNT, flows, CURRENT_WHILE_OFF_TICKS))


@micropython.viper
def electrodes_touch(g: ptr32) -> int:
    """Less resistance than any body has (mV below uA x ohm / 1000)."""
    current_ua = int(larger_ua(g))
    low = int(current_ua > SHORT_MIN_UA) & int(g[V_MV] * 1000 < current_ua * SHORT_OHM)
    return int(lasting(g, SHORT_COUNT, low, SHORT_TICKS))


@micropython.viper
def wrong_sign(g: ptr32) -> int:
    """The bridge does not stand where it was sent, with the contacts closed."""
    wrong = int(g[GUARD_CONTACTS] > 0) & int(g[GUARD_BRIDGE_SENSED] != g[GUARD_BRIDGE])
    return int(lasting(g, SIGN_COUNT, wrong, WRONG_SIGN_TICKS))


@micropython.viper
def charge_exceeded(g: ptr32) -> int:
    """More charge than the treatment may ever give; counts whatever flows."""
    current_ua = int(larger_ua(g))
    if current_ua > 0:
        g[CHARGE_NC] += current_ua
        g[GUARD_CHARGE_UC] += g[CHARGE_NC] // 1000
        g[CHARGE_NC] = g[CHARGE_NC] % 1000
    return int(g[GUARD_CHARGE_UC] > g[GUARD_CHARGE_MAX_UC])


@micropython.viper
def tick_late(g: ptr32) -> int:
    """Control was blind for too long, with the contacts closed."""
    return int(g[GUARD_CONTACTS] > 0) & int(g[GUARD_LATE_US] > TICK_LATE_US)


@micropython.viper
def supply_lost(g: ptr32) -> int:
    """The supply is about to leave, with the contacts closed."""
    low = int(g[GUARD_CONTACTS] > 0) & int(g[GUARD_SUPPLY_MV] < g[GUARD_SUPPLY_LOST_MV])
    return int(lasting(g, SUPPLY_COUNT, low, SUPPLY_LOST_TICKS))
