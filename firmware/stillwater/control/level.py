"""The level: where the current was before anything moved, which is what a fall is measured against.

In a hold it sinks and rises no faster than skin changes; in a ramp it goes with the current. Knows no voltage.
"""

import micropython
from micropython import const

from stillwater.control.state import ARRIVED, CURRENT_UA, FOLLOW_Q8_UA, LEAVING, LEVEL_Q8_UA, REFERENCE_UA, SHARE_Q10

_FOLLOW_SHIFT = const(6)
# In a hold the level sinks by 3 % a second of what is skin and rises by 12 %.
_SINK_SHIFT = const(17)
_RISE_SHIFT = const(15)


@micropython.viper
def skin_part_q8(s: ptr32, shift: int) -> int:
    """The level's part of skin, shifted down: a slope in skin's own terms, uA in Q8 a tick."""
    return ((s[LEVEL_Q8_UA] >> 8) * s[SHARE_Q10] >> shift) + 1


@micropython.viper
def level(s: ptr32):
    """Move FOLLOW with the current in 64 ms, and LEVEL with FOLLOW; while a limb leaves it does not sink."""
    current_q8 = s[CURRENT_UA] << 8
    if current_q8 < 0:
        current_q8 = 0
    s[FOLLOW_Q8_UA] += (current_q8 - s[FOLLOW_Q8_UA]) >> _FOLLOW_SHIFT
    level_q8 = s[LEVEL_Q8_UA]
    difference_q8 = s[FOLLOW_Q8_UA] - level_q8
    if difference_q8 > 0:
        most_q8 = int(skin_part_q8(s, _RISE_SHIFT))
        if s[ARRIVED] != 0 and difference_q8 > most_q8:
            difference_q8 = most_q8
        level_q8 += difference_q8
    elif s[LEAVING] == 0:
        most_q8 = int(skin_part_q8(s, _SINK_SHIFT))
        if difference_q8 < 0 - most_q8:
            difference_q8 = 0 - most_q8
        level_q8 += difference_q8
    if level_q8 > s[REFERENCE_UA] << 8:
        level_q8 = s[REFERENCE_UA] << 8
    if level_q8 < 0:
        level_q8 = 0
    s[LEVEL_Q8_UA] = level_q8
