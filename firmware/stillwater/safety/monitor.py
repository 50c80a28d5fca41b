"""Judges every sample before control sees it; a violation cuts in the same tick and its first cause is kept.

Knows raw counts, the board's scales and `limits.py`. Trusts neither control nor treatment: it has its own block, its
own scales, its own memory of what was commanded.
"""

import micropython

from stillwater.safety.bounds import (
    channels_differ,
    charge_exceeded,
    current_rose,
    current_while_off,
    electrodes_touch,
    output_differs,
    over_current,
    over_prescribed,
    supply_lost,
    tick_late,
    wrong_sign,
)
from stillwater.safety.converter import saturated, scale, silent, stuck
from stillwater.safety.faults import (
    ADC_SATURATED,
    ADC_SILENT,
    ADC_STUCK,
    CHANNELS_DIFFER,
    CHARGE_LIMIT,
    COMPARATOR,
    CURRENT_ROSE,
    CURRENT_WHILE_OFF,
    ELECTRODES_TOUCH,
    OUTPUT_DIFFERS,
    OVER_CURRENT,
    OVER_PRESCRIBED,
    SUPPLY_LOST,
    TICK_LATE,
    WRONG_SIGN,
)
from stillwater.safety.slots import (
    CUT,
    FAULT,
    FAULT_A_RAW,
    FAULT_B_RAW,
    FAULT_V_RAW,
    GUARD_A_RAW,
    GUARD_B_RAW,
    GUARD_LATCH,
    GUARD_V_RAW,
)


@micropython.viper
def trip(g: ptr32, code: int):
    """Cut; keep the code and the raw counts if it is the first."""
    if g[CUT] == 0:
        g[CUT] = 1
        g[FAULT] = code
        g[FAULT_A_RAW] = g[GUARD_A_RAW]
        g[FAULT_B_RAW] = g[GUARD_B_RAW]
        g[FAULT_V_RAW] = g[GUARD_V_RAW]


@micropython.viper
def judge_converter(g: ptr32):
    """A converter that lies is told apart from a current that is wrong."""
    if int(stuck(g)):
        trip(g, ADC_STUCK)
    if int(saturated(g)):
        trip(g, ADC_SATURATED)
    if int(silent(g)):
        trip(g, ADC_SILENT)


@micropython.viper
def judge_current(g: ptr32):
    """What flows, against every bound it has; the hardware's own trips first."""
    if g[GUARD_LATCH]:
        trip(g, COMPARATOR)
    if int(over_current(g)):
        trip(g, OVER_CURRENT)
    if int(over_prescribed(g)):
        trip(g, OVER_PRESCRIBED)
    if int(current_while_off(g)):
        trip(g, CURRENT_WHILE_OFF)
    if int(electrodes_touch(g)):
        trip(g, ELECTRODES_TOUCH)
    if int(current_rose(g)):
        trip(g, CURRENT_ROSE)
    if int(charge_exceeded(g)):
        trip(g, CHARGE_LIMIT)


@micropython.viper
def judge_circuit(g: ptr32):
    """What the board did, against what it was told."""
    if int(channels_differ(g)):
        trip(g, CHANNELS_DIFFER)
    if int(output_differs(g)):
        trip(g, OUTPUT_DIFFERS)
    if int(wrong_sign(g)):
        trip(g, WRONG_SIGN)
    if int(tick_late(g)):
        trip(g, TICK_LATE)
    if int(supply_lost(g)):
        trip(g, SUPPLY_LOST)


@micropython.viper
def judge(g: ptr32):
    """One sample: sets CUT, and FAULT with the first cause (0 none)."""
    scale(g)
    judge_converter(g)
    judge_current(g)
    judge_circuit(g)
