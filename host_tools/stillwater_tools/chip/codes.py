"""What the converter reads of a board, one conversion at a time: scales, noise, the four wide codes, and the board's dither.

The sum of a reading's sixteen conversions is what boards/virtual/channels.py gives for the reading at once. The dither, on
both current channels, is a triangle of chip time, there whether the firmware makes it or not; its period is sixteen rounds of three
conversions. Knows no pin's level.
"""

from types import SimpleNamespace

from stillwater_tools.chip.circuit import Circuit
from stillwater_tools.firmware_tables import firmware_module

_RAW_PER_CODE = 16
_HALF_RAW = 7  # a code is met half a code below it; a reading that a wide code swallows lies on its upper edge
_DITHER_US = 96
_TEMPERATURE_CHANNEL = 4
FIRST_PIN = 26
_CODES = 4096


class Codes:
    """`stuck`: channel -> code that it gives whatever is there."""

    def __init__(self, board: SimpleNamespace, circuit: Circuit) -> None:
        self.stuck: dict[int, int] = {}
        self._board, self._circuit, self._parts = board, circuit, circuit.parts
        self._channels, self._slots = firmware_module("virtual.channels"), firmware_module("virtual.state")
        self._noise = firmware_module("virtual.noise")
        self._noise_raw: int = 4 * self._channels.NOISE_RAW  # of one: sixteen are that of a sum

    def of(self, channel: int, now_us: float) -> int:
        """The code of one conversion."""
        if channel in self.stuck:
            return self.stuck[channel]
        raw = self._ideal_raw(channel) + self._noise_now_raw()
        if channel + FIRST_PIN in (self._board.PIN_ADC_A, self._board.PIN_ADC_B):
            raw += self._dither_now_raw(now_us)
        swallowed_raw = int(self._channels.swallow(raw, self._parts[self._slots.STEP_RAW], self._channels.POINT_RAW))
        return (swallowed_raw + _HALF_RAW) // _RAW_PER_CODE

    def _ideal_raw(self, channel: int) -> int:
        """Before the converter, in sixteenths of a code."""
        pin, parts, stage_na = channel + FIRST_PIN, self._parts, self._circuit.stage_na
        if pin == self._board.PIN_ADC_A:
            return self._current_raw(self._slots.A_ZERO_RAW, self._slots.A_SIGN, self._slots.A_RAW_Q34, stage_na)
        if pin == self._board.PIN_ADC_B:
            return self._current_raw(self._slots.B_ZERO_RAW, self._slots.B_SIGN, self._slots.B_RAW_Q34, stage_na)
        if pin == self._board.PIN_ADC_V:
            return int(self._channels.v_ideal_raw(parts, self._circuit.terminal_uv))
        return self._slow_raw(channel)

    def _current_raw(self, zero_slot: int, sign_slot: int, scale_slot: int, stage_na: int) -> int:
        return int(self._parts[zero_slot] + self._parts[sign_slot] * (stage_na * self._parts[scale_slot] >> 34))

    def _slow_raw(self, channel: int) -> int:
        """Supply, or the chip's temperature: 0.706 V at 27 C, -1.721 mV a degree (RP2040 data sheet, section 4.9.5)."""
        if channel == _TEMPERATURE_CHANNEL:
            mv = 706 - 1.721 * (self._parts[self._slots.TEMPERATURE_DECI_C] / 10 - 27)
            return int(mv * _CODES * _RAW_PER_CODE / self._board.ADC_REFERENCE_MV)
        return int(self._parts[self._slots.SUPPLY_MV] * 8192 // self._board.SUPPLY_MV_Q13)

    def _noise_now_raw(self) -> int:
        self._parts[self._slots.SEED] = self._noise.next_seed(self._parts[self._slots.SEED])
        return int(self._noise.bell_q10(self._parts[self._slots.SEED])) * self._noise_raw >> 10

    def _dither_now_raw(self, now_us: float) -> int:
        """Round its mean."""
        turn = now_us / _DITHER_US % 1
        return int(self._board.DITHER_RAW * (abs(2 * turn - 1) - 0.5))
