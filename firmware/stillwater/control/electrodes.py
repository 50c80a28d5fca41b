"""The electrodes' own voltage, found on the way up, and what it leaves of the held voltage to both skins. Knows no resistance."""

import micropython
from micropython import const

from stillwater.control.state import (
    ARRIVED,
    CURRENT_UA,
    ELECTRODES_MV,
    HALF_MV,
    HALF_UA,
    HELD_MV,
    REFERENCE_UA,
    TARGET_UA,
)

# Polarisation of the electrodes: ideal 1.2 V, steel 1.5..2.5 V.
_ELECTRODES_LEAST_MV = const(1200)
_ELECTRODES_MOST_MV = const(2500)
# Their own voltage still grows with a small current, which puts the line too low: by some 0.25 V at 2 mA, by nothing from 17 mA on.
_GROWING_NW = const(600000)
_GROWN_MV = const(35)
_SLOPE_MOST_OHM = const(30000)  # keeps the product with the current inside 2^30


@micropython.viper
def growing_mv(current_ua: int) -> int:
    """By how much the line through half and whole current finds the electrodes too low; current_ua above 0."""
    growing = _GROWING_NW // current_ua - _GROWN_MV
    if growing < 0:
        growing = 0
    return growing


@micropython.viper
def learn_electrodes(s: ptr32):
    """Find ELECTRODES_MV: where the line through half of the way up and here meets zero current.

    Skin that bends with voltage makes it too high, so it stays within what electrodes can have; what is too low is taken for
    skin, and a clamp that answers for more skin than there is runs away from any wander of it: seen at 2 to 3 mA.
    """
    current_ua = s[CURRENT_UA]
    if s[REFERENCE_UA] * 2 <= s[TARGET_UA] or s[HALF_UA] == 0:
        s[HALF_MV] = s[HELD_MV]
        s[HALF_UA] = current_ua
    electrodes_mv = s[ELECTRODES_MV]
    if current_ua - s[HALF_UA] > (current_ua >> 2) and s[ARRIVED] == 0:
        slope_ohm = (s[HELD_MV] - s[HALF_MV]) * 1000 // (current_ua - s[HALF_UA])
        if slope_ohm > _SLOPE_MOST_OHM:
            slope_ohm = _SLOPE_MOST_OHM
        if slope_ohm < 0:
            slope_ohm = 0
        electrodes_mv = s[HELD_MV] - slope_ohm * current_ua // 1000
        electrodes_mv += int(growing_mv(current_ua))
    if electrodes_mv < _ELECTRODES_LEAST_MV:
        electrodes_mv = _ELECTRODES_LEAST_MV
    if electrodes_mv > _ELECTRODES_MOST_MV:
        electrodes_mv = _ELECTRODES_MOST_MV
    s[ELECTRODES_MV] = electrodes_mv


@micropython.viper
def skin_mv(s: ptr32) -> int:
    """Voltage over both skins, mV, 0 or more."""
    skin = s[HELD_MV] - s[ELECTRODES_MV]
    if skin < 0:
        skin = 0
    return skin
