"""Sixteen rounds of A, B and V, brought into memory by DMA while the processor does something else.

Begun some time before the tick, found finished by it. Knows converter and DMA, no board.
"""

import micropython
from micropython import const

from stillwater.port.registers import (
    ADC,
    ADC_CS,
    ADC_FCS,
    ADC_FIFO,
    CS_CHANNEL_SHIFT,
    CS_ON,
    CS_READY,
    CS_ROUND_SHIFT,
    CS_START_MANY,
    DMA,
    DMA_BUSY,
    DMA_CHANNEL_WORDS,
    DMA_CTRL,
    DMA_WRITE_AND_START,
    FCS_EMPTY,
    FCS_OFF,
    FCS_TO_DMA,
    GPIO_OF_CHANNEL_0,
)
from stillwater.port.slots import BURST, CONVERSIONS, DMA_CHANNEL, NOT_YET, ROUND_CS

# A page of flash being programmed stops everything for 0.3 ms; then burst and tick begin at once and the tick waits 96 us.
# A look takes 0.1 us: longer than 150 us is no burst.
_LOOKS_MOST = const(1500)


def round_of(pins):
    """What the converter's CS has to be for a burst over some pins (26..29), and each pin's place in a round.

    A round goes from the lowest channel to the highest, and begins with the one that CS names.
    """
    channels = [pin - GPIO_OF_CHANNEL_0 for pin in pins]
    mask = sum([1 << channel for channel in channels])
    start = CS_ON | CS_START_MANY | min(channels) << CS_CHANNEL_SHIFT | mask << CS_ROUND_SHIFT
    return start, [sorted(channels).index(channel) for channel in channels]


@micropython.viper
def begin(p: ptr32):
    """Start the rounds; the last place tells when they have ended."""
    raws = ptr32(p[BURST])
    raws[CONVERSIONS - 1] = NOT_YET
    word = DMA
    dma = ptr32((word + p[DMA_CHANNEL] * DMA_CHANNEL_WORDS) << 2)
    word = ADC
    adc = ptr32(word << 2)
    adc[ADC_FCS] = FCS_TO_DMA
    dma[DMA_WRITE_AND_START] = p[BURST]
    adc[ADC_CS] = p[ROUND_CS]


@micropython.viper
def wait(p: ptr32):
    """Let the rounds end, for 150 us at most; they mostly have."""
    word = DMA
    dma = ptr32((word + p[DMA_CHANNEL] * DMA_CHANNEL_WORDS) << 2)
    looks = 0
    while dma[DMA_CTRL] & DMA_BUSY != 0 and looks < _LOOKS_MOST:
        looks += 1


@micropython.viper
def finish(p: ptr32):
    """Stop the converter and empty its fifo, so that single conversions and the next burst begin clean."""
    wait(p)
    word = ADC
    adc = ptr32(word << 2)
    adc[ADC_CS] = CS_ON
    while adc[ADC_CS] & CS_READY == 0:
        pass
    while adc[ADC_FCS] & FCS_EMPTY == 0:
        adc[ADC_FIFO]  # reading takes a word out
    adc[ADC_FCS] = FCS_OFF


@micropython.viper
def gathered(p: ptr32, at: int) -> int:
    """Sum of a channel's sixteen conversions, 0..65520, by its place in a round; 0, a dead channel, if the burst is not whole."""
    raws = ptr32(p[BURST])
    total_raw = 0
    k = at
    while k < CONVERSIONS:
        total_raw += raws[k]
        k += 3
    if raws[CONVERSIONS - 1] == NOT_YET:
        total_raw = 0
    return total_raw
