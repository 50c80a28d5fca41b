"""A board's scales in the firmware's units: raw is the sum of 16 conversions of 12 bit, 0..65520.

Knows the converter's arithmetic. Knows no limit and no file.
"""

from dataclasses import dataclass

from stillwater_tools.boards.schema import Board, CurrentChannel

TOP_RAW = 65520
_COUNTS = 65536  # 16 conversions x 4096 codes stand for the reference


@dataclass(frozen=True)
class Scale:
    """A channel: raw = zero_raw + sign * (unit << shift) / q, unit being uA or mV."""

    zero_raw: int
    sign: int
    q: int
    shift: int

    def raw(self, unit: int) -> int:
        """Raw that a current (uA) or voltage (mV) gives."""
        return self.zero_raw + self.sign * ((unit << self.shift) // max(1, self.q))

    def largest(self, raw_low: int, raw_high: int) -> int:
        """The largest uA or mV that the channel tells between two raw bounds."""
        span = raw_high - self.zero_raw if self.sign > 0 else self.zero_raw - raw_low
        return (span * self.q) >> self.shift


def current_scale(board: Board, channel: CurrentChannel) -> Scale:
    """Q14 microamperes a raw count."""
    uv_per_raw = board.converter.reference_mv * 1000 / _COUNTS
    ua_per_raw = uv_per_raw / (channel.shunt_ohm * channel.gain)
    return Scale(zero_raw(board, channel.zero_mv), channel.sign, round(ua_per_raw * 16384), 14)


def voltage_scale(board: Board) -> Scale:
    """Q13 millivolts a raw count, of the output voltage."""
    channel = board.voltage
    return Scale(zero_raw(board, channel.zero_mv), channel.sign, _mv_q13(board, channel.divider_ratio), 13)


def supply_scale(board: Board) -> Scale:
    """Q13 millivolts a raw count, of the supply."""
    return Scale(0, 1, _mv_q13(board, board.supply.divider_ratio), 13)


def zero_raw(board: Board, zero_mv: int) -> int:
    """Raw of a channel's zero."""
    return round(zero_mv * _COUNTS / board.converter.reference_mv)


def _mv_q13(board: Board, divider_ratio: float) -> int:
    return round(board.converter.reference_mv / _COUNTS * divider_ratio * 8192)


def step_raw(board: Board) -> int:
    """What one of the converter's four wide codes swallows."""
    return board.converter.wide_code_lsb * board.converter.sum


def dither_raw(board: Board) -> int:
    """Over what a reading's conversions are spread."""
    return board.converter.dither_lsb * board.converter.sum


def pwm_top(board: Board) -> int:
    """The PWM counter's last value: a period is one more."""
    return board.output.clock_khz // board.output.pwm_khz - 1


def uv_per_level(board: Board) -> int:
    """Microvolts of output for one PWM level."""
    return board.output.full_scale_mv * 1000 // (pwm_top(board) + 1)
