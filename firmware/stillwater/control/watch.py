"""Tells a limb that leaves over seconds from skin that wanders: what resists rises, and stays risen.

Water is the first to tell: its resistance spreads from the wet area, it does not wander, and 1 mV of the channel's noise is
little of what a milliampere drops over it. Knows no target and no command.
"""

import micropython
from micropython import const

from stillwater.control.state import (
    ARRIVED,
    CURRENT_UA,
    LEAVING,
    SERIES_LEAST_Q8_OHM,
    SERIES_MEAN_Q8_OHM,
    SERIES_OHM,
    SKIN_LEAST_Q8_OHM,
    SKIN_MEAN_Q4_OHM,
    SKIN_WANDER_Q4_OHM,
)

_SERIES_MEAN_SHIFT = const(1)
_SERIES_SHIFT = const(11)
_SERIES_NOISE_UV = const(19000)  # three standard deviations of the difference of two readings, one of four conversions, halved by the mean
_SERIES_NOISE_UA = const(7)  # the same of the current channel, times what water and body resist
_SINKING_SHIFT = const(11)  # the least may rise by 0.4 % a second: what rests is soon no longer leaving, and water sinks slower
_SKIN_SHIFT = const(3)
_SKIN_NOISE_Q4_OHM = const(48)
_DRYING_SHIFT = const(12)  # 0.2 % a second
_WANDER_SHIFT = const(6)  # 8 s
_WANDER_FIRST_SHIFT = const(6)  # 1.6 %, until it has been seen


@micropython.viper
def learn_wander(s: ptr32, skin_ohm: int):
    """Learn how far skin wanders, from what falls below its mean alone: a limb that leaves only makes it rise."""
    skin_q4 = skin_ohm << 4
    if s[ARRIVED] == 0 or s[SKIN_MEAN_Q4_OHM] == 0:
        s[SKIN_MEAN_Q4_OHM] = skin_q4
        s[SKIN_WANDER_Q4_OHM] = skin_q4 >> _WANDER_FIRST_SHIFT
    below_q4 = s[SKIN_MEAN_Q4_OHM] - skin_q4
    if below_q4 > 0:
        s[SKIN_WANDER_Q4_OHM] += (below_q4 - s[SKIN_WANDER_Q4_OHM]) >> _WANDER_SHIFT
    s[SKIN_MEAN_Q4_OHM] -= below_q4 >> _WANDER_SHIFT


@micropython.viper
def series_noise_uv(series_ohm: int) -> int:
    """How much the drop over the water may seem to rise by both channels' noise, uV."""
    return _SERIES_NOISE_UV + series_ohm * _SERIES_NOISE_UA


@micropython.viper
def water_rises(s: ptr32) -> int:
    """1 while the water resists more than its least by more than noise: skin that wanders has no part in that.

    A limb that has shifted and rests there is no longer leaving: the least rises.
    """
    if s[SERIES_MEAN_Q8_OHM] == 0 or s[ARRIVED] == 0:
        s[SERIES_MEAN_Q8_OHM] = s[SERIES_OHM] << 8
        s[SERIES_LEAST_Q8_OHM] = s[SERIES_OHM] << 8
    s[SERIES_MEAN_Q8_OHM] += ((s[SERIES_OHM] << 8) - s[SERIES_MEAN_Q8_OHM]) >> _SERIES_MEAN_SHIFT
    mean_q8 = s[SERIES_MEAN_Q8_OHM]
    least_q8 = s[SERIES_LEAST_Q8_OHM] + (s[SERIES_LEAST_Q8_OHM] >> _SINKING_SHIFT)
    if mean_q8 < least_q8:
        least_q8 = mean_q8
    s[SERIES_LEAST_Q8_OHM] = least_q8
    noise_q8 = int(series_noise_uv(least_q8 >> 8)) * 256 // s[CURRENT_UA]
    return int(mean_q8 - least_q8 > (least_q8 >> _SERIES_SHIFT) + noise_q8)


@micropython.viper
def skin_rises(s: ptr32, skin_ohm: int) -> int:
    """1 while both skins together have more than their least by an eighth and three times their wander.

    Slower to tell than water, but needs none that resists.
    """
    learn_wander(s, skin_ohm)
    skin_q8 = skin_ohm << 8
    least_q8 = s[SKIN_LEAST_Q8_OHM] + (s[SKIN_LEAST_Q8_OHM] >> _DRYING_SHIFT)
    if skin_q8 < least_q8 or least_q8 == 0 or s[ARRIVED] == 0:
        least_q8 = skin_q8
    s[SKIN_LEAST_Q8_OHM] = least_q8
    above_q4 = (skin_q8 - least_q8) >> 4
    return int(above_q4 > (least_q8 >> 4 + _SKIN_SHIFT) + s[SKIN_WANDER_Q4_OHM] * 3 + _SKIN_NOISE_Q4_OHM)


@micropython.viper
def watch(s: ptr32, skin_ohm: int):
    """Set LEAVING, eight times a second; skin_ohm is the resistance of both skins, 0..250000."""
    s[LEAVING] = int(water_rises(s)) | int(skin_rises(s, skin_ohm))
