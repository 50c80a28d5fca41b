"""What the chip's converter sees: its inputs as a function of channel and time, held when a conversion begins.

Knows codes, no circuit.
"""

from collections.abc import Callable

from stillwater_tools.chip.machine import Machine

CHANNELS = 5
CODE_MOST = 4095
_CONVERSION_NS = 2000


class Analog:
    """Feeds the converter from code_of(channel), limited to 0..4095; `conversions` counts those of each channel."""

    def __init__(self, machine: Machine, code_of: Callable[[int], int]) -> None:
        self.conversions = [0] * CHANNELS
        self._code_of = code_of
        self._adc = machine.mcu.adc
        self._adc.on_adc_read = self._begin

    def _begin(self, channel: int) -> None:
        self.conversions[channel] += 1
        self._adc.current_channel = channel
        self._adc.channel_values[channel] = max(0, min(CODE_MOST, self._code_of(channel)))
        self._adc.sample_alarm.schedule(_CONVERSION_NS)
