"""The picture of the circuit: which part of the voltage is skin, which is all the rest.

The chopper opens eight times a second for some 30 us; what the voltage channel reads then is E + v1 + v2, for
the skins' capacitances hold theirs while every resistive drop is gone (current interrupt). From it comes the
resistance in series, and the rest that the clamp must compensate when one limb leaves: the series resistance
and the other limb's skin along its own curve. Knows no target.
"""

import micropython
from micropython import const

from stillwater.control.electrodes import learn_electrodes, skin_mv
from stillwater.control.state import (
    BEND_OHM,
    CLAMPED,
    CURRENT_UA,
    ELECTRODES_MV,
    HELD_FRESH,
    HELD_MV,
    LEVEL_Q8_UA,
    OUTPUT_MV,
    REFERENCE_UA,
    REST_OHM,
    SERIES_OHM,
    SHARE_Q10,
    SKIN_MV,
    SKIN_WANDER_Q4_OHM,
    TICKS,
)
from stillwater.control.wants import INTERRUPT_TICKS
from stillwater.control.watch import watch

_SHARE_LEAST_Q10 = const(20)
# The leaving skin is taken as a third of both, less than the half it most likely is: the gentle side (stillwater sweep).
OTHER_SHARE_Q10 = const(676)
# Skin falls with voltage as 1 / (1 + (v / V0)^2), V0 5..30 V: 62500 = 8000^2 / 1024. Nearer to its lower end: the other limb's
# skin taken as stiffer than it is makes the clamp run away downwards, which is felt; as softer, only density rises (sweep).
_CURVE_MV2_PER_Q10 = const(62500)
_LEARN_SHIFT = const(1)
_MEASURABLE_UA = const(300)
_SKIN_MAX_MV = const(16000)
_REST_MOST_Q10 = const(985)  # of all there is: some skin there must be
_REST_MOST_OHM = const(30000)  # keeps REST * current inside 2^30


@micropython.viper
def first_step_ohm(skin_mv: int, static_ohm: int) -> int:
    """What a skin of static_ohm answers to a small change: its dynamic resistance; skin_mv of both limbs 0..60000."""
    one_mv = skin_mv >> 1
    if one_mv > _SKIN_MAX_MV:
        one_mv = _SKIN_MAX_MV
    bend_q10 = one_mv * one_mv // _CURVE_MV2_PER_Q10
    return static_ohm * (1024 + bend_q10) // (1024 + 3 * bend_q10)


@micropython.viper
def learn_series(s: ptr32):
    """Take a fresh interrupt into SERIES_OHM, half at a time; mV and uA to ohm."""
    series_ohm = (s[OUTPUT_MV] - s[HELD_MV]) * 1000 // s[CURRENT_UA]
    if series_ohm < 0:
        series_ohm = 0
    if s[SERIES_OHM] == 0:
        s[SERIES_OHM] = series_ohm
    s[SERIES_OHM] += (series_ohm - s[SERIES_OHM]) >> _LEARN_SHIFT


@micropython.viper
def most_rest_ohm(s: ptr32, current_ua: int) -> int:
    """The most that may be compensated: some skin is left, and sixteen times what skin wanders by, or wander would move the clamp."""
    all_ohm = (s[OUTPUT_MV] - s[ELECTRODES_MV]) * 1000 // current_ua
    most_ohm = all_ohm * _REST_MOST_Q10 >> 10
    steady_ohm = all_ohm - s[SKIN_WANDER_Q4_OHM]  # sixteenths of an ohm: read as ohms they are sixteen times as many
    if most_ohm > steady_ohm:
        most_ohm = steady_ohm
    return most_ohm


@micropython.viper
def learn_rest(s: ptr32):
    """Find REST_OHM: the series resistance and the other limb's skin, never so much that no skin would be left."""
    current_ua = s[CURRENT_UA]
    skin = int(skin_mv(s))
    static_ohm = ((skin * OTHER_SHARE_Q10) >> 10) * 1000 // current_ua
    first_ohm = int(first_step_ohm(skin, static_ohm))
    s[BEND_OHM] = static_ohm - first_ohm
    rest_ohm = s[SERIES_OHM] + first_ohm
    most_ohm = int(most_rest_ohm(s, current_ua))
    if rest_ohm > most_ohm:
        rest_ohm = most_ohm
    if rest_ohm > _REST_MOST_OHM:
        rest_ohm = _REST_MOST_OHM
    if rest_ohm < 0:
        rest_ohm = 0
    s[REST_OHM] = rest_ohm
    share_q10 = (skin << 10) // (s[OUTPUT_MV] + 1)
    if share_q10 < _SHARE_LEAST_Q10:
        share_q10 = _SHARE_LEAST_Q10
    if share_q10 > 1024:
        share_q10 = 1024
    s[SHARE_Q10] = share_q10
    s[SKIN_MV] = skin


@micropython.viper
def steady(s: ptr32) -> int:
    """1 when the current is neither below its level nor ahead of a reference that falls."""
    near = 0
    if s[CURRENT_UA] * 64 >= (s[LEVEL_Q8_UA] >> 8) * 63 and s[CURRENT_UA] * 63 <= s[REFERENCE_UA] * 64 + 6400:
        near = 1
    return near


@micropython.viper
def impedance(s: ptr32):
    """Learn from each interrupt; the rest only while no limb leaves."""
    if s[HELD_FRESH] != 0 and s[CURRENT_UA] > _MEASURABLE_UA:
        learn_series(s)
        if s[TICKS] % INTERRUPT_TICKS == 1:  # while the clamp holds there are more interrupts
            watch(s, int(skin_mv(s)) * 1000 // s[CURRENT_UA])
        if s[CLAMPED] == 0:
            learn_electrodes(s)
            if int(steady(s)):
                learn_rest(s)
