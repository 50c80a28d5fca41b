"""A word that outlives every reset but the loss of power: the watchdog's scratch register 0, which neither boot ROM, SDK nor
MicroPython use (they take 4 to 7). Knows no meaning. RP2040 data sheet, section 4.7.6.
"""

import micropython

from stillwater.port.registers import WATCHDOG, WATCHDOG_SCRATCH_0


@micropython.viper
def kept() -> int:
    """The word that was left; 0 after power-on."""
    word = WATCHDOG
    watchdog = ptr32(word << 2)
    return watchdog[WATCHDOG_SCRATCH_0]


@micropython.viper
def keep(value: int):
    """Leave a word, 0..2^30-1."""
    word = WATCHDOG
    watchdog = ptr32(word << 2)
    watchdog[WATCHDOG_SCRATCH_0] = value
