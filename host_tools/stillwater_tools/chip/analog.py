"""What the chip's converter sees: its inputs as a function of channel and time, held when a conversion begins.

The emulator's own round robin loses its way after each conversion; the converter here counts its rounds as the data sheet
says. Knows codes, no circuit.
"""

from collections.abc import Callable

from rp2040py.peripherals import adc as emulated

from stillwater_tools.chip.machine import Machine

CHANNELS = 5
CODE_MOST = 4095
_CONVERSION_NS = 2000


class _Converter(emulated.RPADC):
    """The emulated converter; its channel is set by nobody but the round robin, which is done here."""

    @property
    def _active_channel(self) -> int:
        return (self.cs >> emulated.CS_AINSEL_SHIFT) & emulated.CS_AINSEL_MASK

    @_active_channel.setter
    def _active_channel(self, _channel: int) -> None:
        wanted = (self.cs >> emulated.CS_RROBIN_SHIFT) & emulated.CS_RROBIN_MASK
        rounds = (self._active_channel + step for step in range(1, CHANNELS + 1))
        following = next(channel % CHANNELS for channel in rounds if wanted >> channel % CHANNELS & 1)
        self.cs &= ~(emulated.CS_AINSEL_MASK << emulated.CS_AINSEL_SHIFT)
        self.cs |= following << emulated.CS_AINSEL_SHIFT


class Analog:
    """Feeds the converter from code_of(channel), limited to 0..4095; `conversions` counts those of each channel."""

    def __init__(self, machine: Machine, code_of: Callable[[int], int]) -> None:
        self.conversions = [0] * CHANNELS
        self._code_of = code_of
        self._adc = machine.mcu.adc
        self._adc.__class__ = _Converter
        self._adc.on_adc_read = self._begin

    def _begin(self, channel: int) -> None:
        self.conversions[channel] += 1
        self._adc.current_channel = channel
        self._adc.channel_values[channel] = max(0, min(CODE_MOST, self._code_of(channel)))
        self._adc.sample_alarm.schedule(_CONVERSION_NS)
