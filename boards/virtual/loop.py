"""Simulated time: a millisecond of board and bath, then the firmware's sample, again and again, with its trace.

Compiled as one by numba; stepped by MicroPython. Knows no scene and no treatment.
"""

import micropython

from stillwater.control.state import COMMAND_UV, CURRENT_UA, MODE, REFERENCE_UA
from stillwater.hot import sample
from stillwater.safety.slots import FAULT, GUARD_LATE_US
from virtual.bath import SERIES_OHM, SKIN_1_OHM, SKIN_1_UV, SKIN_2_OHM, SKIN_2_UV, drift, wet
from virtual.limbs import LIMB, WET_PPM, follow
from virtual.port import read, write
from virtual.stage import millisecond
from virtual.state import BRIDGE, DOSE_UC, PEAK_SKIN_NA, SKIN_SUM_NA, TERMINAL_UV, TREATMENT_STATE


@micropython.viper
def world(t: ptr32, b: ptr32, w: ptr32, now_ms: int):
    """One millisecond of limbs, bath and board."""
    follow(w)
    wet(b, w[WET_PPM], w[LIMB + WET_PPM])
    millisecond(t, b)
    if now_ms % 20 == 0:
        drift(b)


@micropython.viper
def tick(s: ptr32, g: ptr32, c: ptr32, t: ptr32, b: ptr32, late_us: int):
    """One sample of the firmware on this board."""
    g[GUARD_LATE_US] = late_us
    read(s, g, t, b)
    sample(s, g, c)
    write(s, g, t)


@micropython.viper
def record(row: ptr32, at: int, s: ptr32, g: ptr32):
    """What the firmware believes, into the row that begins at `at` (columns: trace.py)."""
    row[at + 12] = s[CURRENT_UA]
    row[at + 13] = s[REFERENCE_UA]
    row[at + 14] = s[COMMAND_UV]
    row[at + 15] = s[MODE]
    row[at + 17] = g[FAULT]


@micropython.viper
def record_truth(row: ptr32, at: int, t: ptr32, b: ptr32, w: ptr32):
    """What is true, into the row that begins at `at`."""
    row[at + 1] = t[SKIN_SUM_NA] >> 2
    row[at + 2] = w[WET_PPM]
    row[at + 3] = w[LIMB + WET_PPM]
    row[at + 4] = t[PEAK_SKIN_NA]
    row[at + 5] = t[TERMINAL_UV]
    row[at + 6] = b[SKIN_1_UV]
    row[at + 7] = b[SKIN_2_UV]
    row[at + 8] = b[SKIN_1_OHM]
    row[at + 9] = b[SKIN_2_OHM]
    row[at + 10] = b[SERIES_OHM]
    row[at + 11] = t[BRIDGE]
    row[at + 16] = t[TREATMENT_STATE]
    row[at + 18] = t[DOSE_UC]


@micropython.viper
def span(s: ptr32, g: ptr32, c: ptr32, t: ptr32, b: ptr32, w: ptr32, row: ptr32, now_ms: int, ms: int, late_us: int):
    """Run `ms` milliseconds from now_ms on, a tick in each unless late_us is 0; the first is late_us after the last."""
    for k in range(ms):
        world(t, b, w, now_ms + k)
        if late_us:
            tick(s, g, c, t, b, late_us)
            late_us = 1000
        at = k * 19
        row[at] = now_ms + k
        record_truth(row, at, t, b, w)
        record(row, at, s, g)
