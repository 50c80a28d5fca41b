"""The least bath that boards/virtual/BATH.md allows: 3 kohm when both limbs are in. No skin, no electrodes."""

from array import array

import micropython
from micropython import const

RESISTANCE_OHM = const(0)
SKIN_1_UV = const(1)
SKIN_2_UV = const(2)
SKIN_1_OHM = const(3)
SKIN_2_OHM = const(4)
SERIES_OHM = const(5)
LEVEL_1 = const(6)
STEP_US = const(250)
OPEN_OHM = const(100000000)
_WET_OHM = const(3000)


def start(patient):
    b = array("i", [0] * 8)
    b[RESISTANCE_OHM] = b[SERIES_OHM] = OPEN_OHM
    b[LEVEL_1] = b[LEVEL_1 + 1] = 1000
    return b


@micropython.viper
def wet(b: ptr32, wet_1_ppm: int, wet_2_ppm: int):
    b[SERIES_OHM] = OPEN_OHM
    if wet_1_ppm > 0 and wet_2_ppm > 0:
        b[SERIES_OHM] = _WET_OHM
    b[RESISTANCE_OHM] = b[SERIES_OHM]


@micropython.viper
def look(b: ptr32) -> int:
    return 0


@micropython.viper
def advance(b: ptr32, current_na: int):
    b[SKIN_1_UV] = 0


@micropython.viper
def held_uv(b: ptr32) -> int:
    return 0


@micropython.viper
def drift(b: ptr32):
    b[SKIN_2_UV] = 0


def pour(b, which, permille):
    b[LEVEL_1 + which] = permille


def level(b, which):
    return b[LEVEL_1 + which]
