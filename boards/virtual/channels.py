"""The converter's channels and the INA228: from true current and voltage to what a port reads.

Sums of 16 conversions of 12 bit (0..65520), noise, gain, offset, the four wide codes of the RP2040 (erratum E11), which the
board's dither smears on both current channels. What the voltage channel reads while the chopper is open is a sum of fewer.
Knows no firmware.
"""

import micropython
from micropython import const

from virtual.noise import bell_q10, next_seed
from virtual.state import (
    A_GAIN_PPM,
    A_RAW_Q34,
    A_SIGN,
    A_UA_Q14,
    A_ZERO_RAW,
    ADC_FAULT,
    ADC_GAIN_PPM,
    B_GAIN_PPM,
    B_RAW_Q34,
    B_SIGN,
    B_UA_Q14,
    B_ZERO_RAW,
    REFERENCE_COUNT,
    REFERENCE_SUM_UA,
    SEED,
    STAGE_NA,
    STEP_RAW,
    V_GAIN_PPM,
    V_MV_Q13,
    V_RAW_Q34,
    V_SIGN,
    V_ZERO_RAW,
)

_TOP_RAW = const(65520)
NOISE_RAW = const(7)  # 1.4 LSB a conversion, sum of 16, in sixteenths (pico-adc.markomo.me)
HELD_NOISE_RAW = const(14)  # derived: of a sum of 4, as large
POINT_RAW = const(2)  # a dither that is none
_STUCK = const(1)
_SATURATED = const(2)
_SILENT = const(3)


@micropython.viper
def below(x_raw: int, step_raw: int) -> int:
    """What a wide code of step_raw swallows of all readings from its begin to x_raw, summed."""
    total = 0
    if x_raw >= step_raw:
        total = step_raw * x_raw - step_raw * step_raw // 2
    elif x_raw > 0:
        total = x_raw * x_raw // 2
    return total


@micropython.viper
def swallow(x_raw: int, step_raw: int, dither_raw: int) -> int:
    """What the converter gives for x_raw, mean of a dither: each wide code below swallows step_raw."""
    swallowed = 0
    half_raw = dither_raw >> 1
    for k in range(4):
        above_raw = x_raw - 8200 - 16384 * k - step_raw * k
        if above_raw >= half_raw + step_raw:
            swallowed += step_raw
        elif above_raw > 0 - half_raw:
            swallowed += (int(below(above_raw + half_raw, step_raw)) - int(below(above_raw - half_raw, step_raw))) // dither_raw
    return x_raw - swallowed


@micropython.viper
def noisy(t: ptr32, ideal_raw: int, noise_raw: int) -> int:
    """What lies at the converter's input: an ideal reading and noise of noise_raw."""
    t[SEED] = int(next_seed(t[SEED]))
    return ideal_raw + (int(bell_q10(t[SEED])) * noise_raw >> 10)


@micropython.viper
def converted(t: ptr32, input_raw: int, dither_raw: int, held_raw: int) -> int:
    """A channel's reading of its input under a dither; held_raw is what it is stuck at."""
    raw = int(swallow(input_raw, t[STEP_RAW], dither_raw))
    if raw < 0:
        raw = 0
    if raw > _TOP_RAW:
        raw = _TOP_RAW
    if t[ADC_FAULT] == _STUCK:
        raw = held_raw
    if t[ADC_FAULT] == _SATURATED:
        raw = _TOP_RAW
    if t[ADC_FAULT] == _SILENT:
        raw = 0
    return raw


@micropython.viper
def a_ideal_raw(t: ptr32) -> int:
    """Channel A before the converter."""
    return t[A_ZERO_RAW] + t[A_SIGN] * (t[STAGE_NA] * t[A_RAW_Q34] >> 34)


@micropython.viper
def b_ideal_raw(t: ptr32) -> int:
    """Channel B before the converter."""
    return t[B_ZERO_RAW] + t[B_SIGN] * (t[STAGE_NA] * t[B_RAW_Q34] >> 34)


@micropython.viper
def v_ideal_raw(t: ptr32, voltage_uv: int) -> int:
    """The voltage channel before the converter."""
    return t[V_ZERO_RAW] + t[V_SIGN] * (voltage_uv * t[V_RAW_Q34] >> 34)


def rescale(t):
    """Find the channels' scales anew from the board's and from what is wrong with their gains."""
    adc_ppm = int(t[ADC_GAIN_PPM])
    a_ppm = int(t[A_GAIN_PPM]) * adc_ppm // 1000000
    t[A_RAW_Q34] = (1 << 34) * 16384 // 1000 * a_ppm // (1000000 * int(t[A_UA_Q14]))
    b_ppm = int(t[B_GAIN_PPM]) * adc_ppm // 1000000
    v_ppm = int(t[V_GAIN_PPM]) * adc_ppm // 1000000
    t[B_RAW_Q34] = (1 << 34) * 16384 // 1000 * b_ppm // (1000000 * int(t[B_UA_Q14]))
    t[V_RAW_Q34] = (1 << 34) * 8192 // 1000 * v_ppm // (1000000 * int(t[V_MV_Q13]))


@micropython.viper
def reference_gather(t: ptr32):
    """The INA228 averages by itself."""
    t[REFERENCE_SUM_UA] += t[STAGE_NA] // 1000
    t[REFERENCE_COUNT] += 1


def reference_ua(t):
    """The INA228's average current since it was last asked, uA (0 when nothing was gathered)."""
    mean_ua = t[REFERENCE_SUM_UA] // max(1, t[REFERENCE_COUNT])
    t[REFERENCE_SUM_UA] = 0
    t[REFERENCE_COUNT] = 0
    return mean_ua
