"""Simulated time: a millisecond of board and bath, then the firmware's sample, again and again, with its trace.

Compiled as one by numba; stepped by MicroPython. Knows no scene and no treatment.
"""

import micropython
from stillwater.control.state import CURRENT_UA, MODE, REFERENCE_UA
from stillwater.hot import sample
from stillwater.safety.slots import FAULT, GUARD_LATE_US
from virtual.bath import SERIES_OHM, SKIN_1_OHM, SKIN_1_UV, SKIN_2_OHM, SKIN_2_UV, drift, wet
from virtual.limbs import LIMB, WET_PPM, follow
from virtual.port import read, write
from virtual.stage import millisecond
from virtual.state import BRIDGE, SKIN_SUM_UA, TERMINAL_UV


@micropython.viper
def world(t: ptr32, b: ptr32, w: ptr32, now_ms: int):
    """One millisecond of limbs, bath and board."""
    follow(w)
    wet(b, w[WET_PPM], w[LIMB + WET_PPM])
    millisecond(t, b)
    if now_ms % 20 == 0:
        drift(b)


@micropython.viper
def tick(s: ptr32, g: ptr32, t: ptr32, b: ptr32, late_us: int):
    """One sample of the firmware on this board."""
    g[GUARD_LATE_US] = late_us
    read(s, g, t, b)
    sample(s, g)
    write(s, g, t)


@micropython.viper
def density_na_cm2(current_ua: int, wet_ppm: int, area_mm2: int) -> int:
    """Current per wet area of a limb, 0 when none is wet."""
    wet_mm2 = area_mm2 * wet_ppm // 1000000
    density = 0
    if wet_mm2 > 0:
        density = current_ua * 100000 // wet_mm2
    return density


@micropython.viper
def record(row: ptr32, at: int, now_ms: int, s: ptr32, g: ptr32):
    """What the firmware believes, into the row that begins at `at`."""
    row[at] = now_ms
    row[at + 12] = s[CURRENT_UA]
    row[at + 13] = s[REFERENCE_UA]
    row[at + 14] = s[MODE]
    row[at + 16] = g[FAULT]


@micropython.viper
def record_truth(row: ptr32, at: int, t: ptr32, b: ptr32):
    """What is true, into the row that begins at `at`; AREA slots are the bath's own (0 where it has none)."""
    row[at + 1] = t[SKIN_SUM_UA]
    row[at + 6] = t[TERMINAL_UV] // 1000
    row[at + 7] = b[SKIN_1_UV] // 1000
    row[at + 8] = b[SKIN_2_UV] // 1000
    row[at + 9] = b[SKIN_1_OHM]
    row[at + 10] = b[SKIN_2_OHM]
    row[at + 11] = b[SERIES_OHM]
    row[at + 17] = t[BRIDGE]
