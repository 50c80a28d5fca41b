"""The picture of the circuit: which part of the voltage is skin, which is all the rest.

The chopper opens ten times a second for some 30 us; what the voltage channel reads then is E + v1 + v2, for
the skins' capacitances hold theirs while every resistive drop is gone (current interrupt). From it comes the
resistance in series, and the rest that the clamp must compensate when one limb leaves: the series resistance
and the other limb's skin along its own curve. Knows no target.
"""

import micropython
from micropython import const

from stillwater.control.state import (
    ARRIVED,
    CURRENT_UA,
    HELD_FRESH,
    HELD_MV,
    LEAVING,
    LEVEL_Q8_UA,
    OUTPUT_MV,
    REFERENCE_UA,
    REST_OHM,
    SERIES_OHM,
    SKIN_LEAST_OHM,
)

# Polarisation of the electrodes: ideal 1.2 V, steel 1.5..2.5 V; the low end never takes skin for electrode.
_ELECTRODES_MV = const(1200)
# The leaving skin is taken as 0.4 of both, a fifth less than half: the gentle side (see the design's table).
_OTHER_SHARE_Q10 = const(614)
# Skin falls with voltage as 1 / (1 + (v / 12 V)^2): 140625 = 12000^2 / 1024.
_CURVE_MV2_PER_Q10 = const(140625)
# Inside the band the level goes with the current, 64 ms; below it falls by 1.5 % a second.
BAND_SHIFT = const(9)
BAND_UA = const(10)  # two standard deviations of the channel's noise
_FOLLOW_SHIFT = const(6)
_FORGET_SHIFT = const(16)
_DRYING_SHIFT = const(14)  # the least may rise by 0.06 % a second
_MEASURABLE_UA = const(300)
_SKIN_MAX_MV = const(16000)
_REST_MOST_Q10 = const(950)  # of all there is: some skin there must be
_REST_MOST_OHM = const(30000)  # keeps REST * current inside 2^30


@micropython.viper
def other_skin_ohm(skin_mv: int, current_ua: int) -> int:
    """Dynamic resistance of the skin of the limb that stays, ohm; skin_mv of both 0..60000, current > 0."""
    one_mv = skin_mv >> 1
    if one_mv > _SKIN_MAX_MV:
        one_mv = _SKIN_MAX_MV
    bend_q10 = one_mv * one_mv // _CURVE_MV2_PER_Q10
    static_ohm = ((skin_mv * _OTHER_SHARE_Q10) >> 10) * 1000 // current_ua
    return static_ohm * (1024 + bend_q10) // (1024 + 3 * bend_q10)


@micropython.viper
def learn_series(s: ptr32):
    """Take a fresh interrupt into SERIES_OHM, a quarter at a time; mV and uA to ohm."""
    series_ohm = (s[OUTPUT_MV] - s[HELD_MV]) * 1000 // s[CURRENT_UA]
    if series_ohm < 0:
        series_ohm = 0
    if s[SERIES_OHM] == 0:
        s[SERIES_OHM] = series_ohm
    s[SERIES_OHM] += (series_ohm - s[SERIES_OHM]) >> 2


@micropython.viper
def learn_rest(s: ptr32):
    """Find REST_OHM: the series resistance and the other limb's skin, never so much that no skin would be left."""
    current_ua = s[CURRENT_UA]
    skin_mv = s[HELD_MV] - _ELECTRODES_MV
    if skin_mv < 0:
        skin_mv = 0
    rest_ohm = s[SERIES_OHM] + int(other_skin_ohm(skin_mv, current_ua))
    most_ohm = ((s[OUTPUT_MV] * _REST_MOST_Q10) >> 10) * 1000 // current_ua
    if rest_ohm > most_ohm:
        rest_ohm = most_ohm
    if rest_ohm > _REST_MOST_OHM:
        rest_ohm = _REST_MOST_OHM
    if rest_ohm < 0:
        rest_ohm = 0
    s[REST_OHM] = rest_ohm


@micropython.viper
def watch_skin(s: ptr32):
    """Tell a limb that leaves over seconds from skin that wanders: its resistance rises and stays risen.

    LEAVING is 1 while both skins together have 1/6 more than their least in this hold; skin that dries takes hours.
    """
    skin_ohm = (s[HELD_MV] - _ELECTRODES_MV) * 1000 // s[CURRENT_UA]
    if skin_ohm < 0:
        skin_ohm = 0
    least_ohm = s[SKIN_LEAST_OHM] + (s[SKIN_LEAST_OHM] >> _DRYING_SHIFT)
    if skin_ohm < least_ohm or least_ohm == 0 or s[ARRIVED] == 0:
        least_ohm = skin_ohm
    s[SKIN_LEAST_OHM] = least_ohm
    s[LEAVING] = int(skin_ohm - least_ohm > least_ohm // 6 + 3)


@micropython.viper
def follow(s: ptr32):
    """Keep LEVEL near the current while it wanders inside the band; below it, forget slowly: that gives a lift back.

    While a limb is leaving nothing is given back.
    """
    level_q8 = s[LEVEL_Q8_UA]
    current_q8 = s[CURRENT_UA] << 8
    if current_q8 > level_q8:
        level_q8 += (current_q8 - level_q8) >> _FOLLOW_SHIFT
    elif s[LEAVING] == 0:
        if current_q8 > level_q8 - (level_q8 >> BAND_SHIFT) - (BAND_UA << 8):
            level_q8 += (current_q8 - level_q8) >> _FOLLOW_SHIFT
        else:
            level_q8 -= (level_q8 >> _FORGET_SHIFT) + 1
    if level_q8 > s[REFERENCE_UA] << 8:
        level_q8 = s[REFERENCE_UA] << 8
    if level_q8 < 0:
        level_q8 = 0
    s[LEVEL_Q8_UA] = level_q8


@micropython.viper
def steady(s: ptr32) -> int:
    """1 when the current is neither below its level nor ahead of a reference that falls."""
    near = 0
    if s[CURRENT_UA] * 64 >= (s[LEVEL_Q8_UA] >> 8) * 63 and s[CURRENT_UA] * 63 <= s[REFERENCE_UA] * 64 + 6400:
        near = 1
    return near


@micropython.viper
def impedance(s: ptr32):
    """Follow the level, and learn from each interrupt; the rest only while no limb leaves."""
    follow(s)
    if s[HELD_FRESH] != 0 and s[CURRENT_UA] > _MEASURABLE_UA:
        learn_series(s)
        watch_skin(s)
        if int(steady(s)):
            learn_rest(s)
