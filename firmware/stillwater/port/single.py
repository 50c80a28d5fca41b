"""Single conversions between two bursts: supply, temperature, and the voltage that skins and electrodes hold.

Knows converter and chopper. Asks for no current and judges none.
"""

import micropython
from board import CHOPPER_OPEN_LEVEL, PIN_ADC_SUPPLY, PIN_ADC_V, PIN_CHOPPER, SUPPLY_MV_Q13
from micropython import const

from stillwater.control.state import HELD_FRESH, HELD_RAW
from stillwater.control.wants import interrupt_due
from stillwater.port.registers import (
    ADC,
    ADC_CS,
    ADC_RESULT,
    CHANNEL_TEMPERATURE,
    CS_CHANNEL_SHIFT,
    CS_ON,
    CS_READY,
    CS_START_ONE,
    GPIO_OF_CHANNEL_0,
    SIO,
    SIO_CLEAR,
    SIO_SET,
    TIMER,
    TIMER_NOW_US,
)
from stillwater.port.slots import SUPPLY_RAW, TEMPERATURE_RAW
from stillwater.safety.slots import GUARD_SUPPLY_MV

_TEMPERATURE_TICKS = const(64)
_SETTLE_US = const(20)  # from opening to the first conversion: the drop over all that is resistive has gone, skin holds
_HELD_CONVERSIONS = const(4)  # more would read better, but each takes 0.2 % of the millisecond away from the current


@micropython.viper
def converted(channel: int) -> int:
    """One conversion, 0..4095, of channel 0..4; takes 2 us."""
    word = ADC
    adc = ptr32(word << 2)
    adc[ADC_CS] = CS_ON | CS_START_ONE | channel << CS_CHANNEL_SHIFT
    while adc[ADC_CS] & CS_READY == 0:
        pass
    return adc[ADC_RESULT]


@micropython.viper
def read_supply(g: ptr32, p: ptr32):
    """The supply into both blocks; the first conversion after a change of channel is thrown away."""
    converted(PIN_ADC_SUPPLY - GPIO_OF_CHANNEL_0)
    p[SUPPLY_RAW] = int(converted(PIN_ADC_SUPPLY - GPIO_OF_CHANNEL_0)) << 4
    g[GUARD_SUPPLY_MV] = p[SUPPLY_RAW] * SUPPLY_MV_Q13 >> 13


@micropython.viper
def read_temperature(p: ptr32, ticks: int):
    """The chip's own temperature, every 64 ms."""
    if ticks % _TEMPERATURE_TICKS == 0:
        converted(CHANNEL_TEMPERATURE)
        p[TEMPERATURE_RAW] = int(converted(CHANNEL_TEMPERATURE))


@micropython.viper
def wait_us(wanted_us: int):
    """Stand still for 0..1000 us."""
    word = TIMER
    timer = ptr32(word << 2)
    began_us = timer[TIMER_NOW_US]
    while timer[TIMER_NOW_US] - began_us < wanted_us:
        pass


@micropython.viper
def held() -> int:
    """Open the chopper for some 30 us and read the terminals: four conversions, times four to be raw counts as V."""
    word = SIO
    sio = ptr32(word << 2)
    sio[SIO_CLEAR - CHOPPER_OPEN_LEVEL] = 1 << PIN_CHOPPER
    wait_us(_SETTLE_US)
    total = 0
    k = 0
    while k < _HELD_CONVERSIONS:
        total += int(converted(PIN_ADC_V - GPIO_OF_CHANNEL_0))
        k += 1
    sio[SIO_SET + CHOPPER_OPEN_LEVEL] = 1 << PIN_CHOPPER
    return total << 2


@micropython.viper
def interrupt(s: ptr32):
    """Fill HELD_RAW in the ticks in which control wants it."""
    s[HELD_FRESH] = int(interrupt_due(s))
    if s[HELD_FRESH]:
        s[HELD_RAW] = int(held())
