"""What a board must be able to do, beyond each value's own range: every rule yields its violations.

A violation is (key, value, bound, remedy). Limits come from the firmware's limits.py. Knows no file.
"""

from collections.abc import Iterator
from typing import Any

from stillwater_tools.boards.scales import TOP_RAW, Scale, current_scale, step_raw, supply_scale, voltage_scale
from stillwater_tools.boards.schema import Board
from stillwater_tools.firmware_tables import firmware_module

Violation = tuple[str, Any, str, str]
_LARGEST_INTEGER = 1 << 30  # beyond it MicroPython on the chip allocates
_WIDE_CODES = 4
_BORROWED_GPIO = 15
_REFERENCE_UV = 163_840  # full scale of the INA228's shunt voltage, data sheet table 8-1
_ZERO_LOW_RAW = 1000  # 50 mV: ten offsets of an amplifier above the rail
_ZERO_HIGH_RAW = 64000  # as far below SATURATED_RAW


def limits() -> Any:
    """The firmware's limits."""
    return firmware_module("stillwater.safety.limits")


def pins_differ(board: Board) -> Iterator[Violation]:
    """A pin has one use."""
    owner: dict[int, str] = {}
    for name, gpio in board.pins.model_dump().items():
        if gpio in owner:
            yield f"pins.{name}", gpio, f"is already pins.{owner[gpio]}", "give each signal a GPIO of its own"
        owner.setdefault(gpio, name)


def borrowed_left_free(board: Board) -> Iterator[Violation]:
    """The chip's USB stack borrows a pin for a millisecond each time a host enumerates it."""
    for name, gpio in board.pins.model_dump().items():
        if gpio == _BORROWED_GPIO:
            yield f"pins.{name}", gpio, "is borrowed by USB while it enumerates (RP2040 erratum E5)", "use another GPIO"


def slices_differ(board: Board) -> Iterator[Violation]:
    """RP2040: GPIO 2k and 2k+1, and again 16 further on, share a PWM slice and so a frequency."""
    pwm, dither = board.pins.pwm, board.pins.dither
    if pwm >> 1 & 7 == dither >> 1 & 7:
        yield "pins.dither", dither, f"shares PWM slice {dither >> 1 & 7} with pins.pwm = {pwm}", "give it a GPIO of another slice"


def i2c_pair(board: Board) -> Iterator[Violation]:
    """RP2040: SDA on GPIO 4k or 4k+2, SCL on the next one."""
    sda, scl = board.pins.i2c_sda, board.pins.i2c_scl
    if sda % 2 or scl % 4 != sda % 4 + 1:
        yield "pins.i2c_sda", sda, f"with i2c_scl = {scl} is no pair of one controller", "use 4k and 4k+1, or 4k+2 and 4k+3"


def zeros_lifted(board: Board) -> Iterator[Violation]:
    """A channel that is dead must not read as a current of zero."""
    for key, scale in _current_scales(board):
        if not _ZERO_LOW_RAW <= scale.zero_raw <= _ZERO_HIGH_RAW:
            bound = f"puts zero at raw {scale.zero_raw}, must be {_ZERO_LOW_RAW}..{_ZERO_HIGH_RAW}"
            yield f"{key}.zero_mv", getattr(board, key).zero_mv, bound, "lift zero off the converter's rails"


def over_current_seen(board: Board) -> Iterator[Violation]:
    """Both channels must tell a current above OVER_CURRENT_UA before they saturate or fall silent."""
    needed_ua = limits().OVER_CURRENT_UA
    for key, scale in _current_scales(board):
        reach_ua = scale.largest(limits().SILENT_RAW, limits().SATURATED_RAW)
        if reach_ua <= needed_ua:
            bound = f"lets the converter reach {reach_ua} uA, must be above OVER_CURRENT_UA = {needed_ua} uA"
            yield f"{key}.gain", getattr(board, key).gain, bound, "lower gain or shunt_ohm, or move zero_mv"


def reference_reaches(board: Board) -> Iterator[Violation]:
    """The INA228 must tell the current at which its alert trips."""
    reach_ma = int(_REFERENCE_UV / board.reference.shunt_ohm / 1000)
    if reach_ma <= board.reference.alert_ma:
        bound = f"lets the INA228 reach {reach_ma} mA, must be above alert_ma = {board.reference.alert_ma}"
        yield "reference.shunt_ohm", board.reference.shunt_ohm, bound, "lower it"


def output_seen(board: Board) -> Iterator[Violation]:
    """The voltage channel must tell the largest output."""
    reach_mv = voltage_scale(board).largest(0, TOP_RAW)
    if reach_mv <= board.output.maximum_mv:
        bound = f"lets the converter reach {reach_mv} mV, must be above output.maximum_mv = {board.output.maximum_mv}"
        yield "voltage.divider_ratio", board.voltage.divider_ratio, bound, "raise the ratio, or move zero_mv"


def supply_seen(board: Board) -> Iterator[Violation]:
    """The supply's channel must tell its nominal voltage."""
    reach_mv = supply_scale(board).largest(0, TOP_RAW)
    if reach_mv <= board.supply.nominal_mv:
        bound = f"lets the converter reach {reach_mv} mV, must be above nominal_mv = {board.supply.nominal_mv}"
        yield "supply.divider_ratio", board.supply.divider_ratio, bound, "raise the ratio"


def output_reached(board: Board) -> Iterator[Violation]:
    """The PWM cannot command more than its full scale."""
    output = board.output
    if output.maximum_mv > output.full_scale_mv:
        bound = f"must be at most full_scale_mv = {output.full_scale_mv}"
        yield "output.maximum_mv", output.maximum_mv, bound, "lower it"


def probe_harmless(board: Board) -> Iterator[Violation]:
    """Shorted, the probe gives no more than PROBE_MAX_UA."""
    probe_ua = board.output.probe_mv * 1000 // board.output.probe_ohm
    if probe_ua > limits().PROBE_MAX_UA:
        bound = f"at probe_mv = {board.output.probe_mv} gives {probe_ua} uA, at most PROBE_MAX_UA = {limits().PROBE_MAX_UA}"
        yield "output.probe_ohm", board.output.probe_ohm, bound, "raise probe_ohm or lower probe_mv"


def hardware_trips_last(board: Board) -> Iterator[Violation]:
    """Limiter, comparator and alert act above the guard's own bound and below what makers allow."""
    over_ma = limits().OVER_CURRENT_UA // 1000
    output = board.output
    trips = (("output.limiter_ma", output.limiter_ma), ("output.comparator_ma", output.comparator_ma))
    for key, value in (*trips, ("reference.alert_ma", board.reference.alert_ma)):
        if not over_ma < value <= 35:
            yield key, value, f"must be {over_ma + 1}..35 mA", "choose the parts that set it anew"


def supply_ordered(board: Board) -> Iterator[Violation]:
    """Lost is below low is below nominal."""
    supply = board.supply
    if not supply.lost_mv < supply.low_mv < supply.nominal_mv:
        bound = f"must lie between lost_mv = {supply.lost_mv} and nominal_mv = {supply.nominal_mv}"
        yield "supply.low_mv", supply.low_mv, bound, "put the three in order"


def products_small(board: Board) -> Iterator[Violation]:
    """Counts times scale stay below 2^30, so that a tick never allocates."""
    counts = TOP_RAW + _WIDE_CODES * step_raw(board)
    keys = (*_current_scales(board), ("voltage", voltage_scale(board)), ("supply", supply_scale(board)))
    for key, scale in keys:
        if scale.q <= 0 or counts * scale.q >= _LARGEST_INTEGER:
            bound = f"makes {counts} counts x {scale.q} which must be 1..2^30"
            key_name = "divider_ratio" if key in ("voltage", "supply") else "gain"
            remedy = "lower the ratio" if key_name == "divider_ratio" else "raise gain or shunt_ohm"
            yield f"{key}.{key_name}", getattr(getattr(board, key), key_name), bound, remedy


def _current_scales(board: Board) -> tuple[tuple[str, Scale], ...]:
    return (
        ("current_a", current_scale(board, board.current_a)),
        ("current_b", current_scale(board, board.current_b)),
    )


RULES = (
    pins_differ, borrowed_left_free, slices_differ, i2c_pair, zeros_lifted, over_current_seen, reference_reaches, output_seen,
    supply_seen, output_reached, probe_harmless, hardware_trips_last, supply_ordered, products_small,
)
