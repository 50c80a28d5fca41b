"""Gain and zero of each channel from the points of a calibration, and why they may not be used. Knows no unit and no meter.

A line by least squares; what is refused: too few points or too narrow, a gain or a zero beyond what the board's parts allow, points that
are on no line, channels that disagree once they are calibrated, an INA228 that the meter does not confirm. The bounds of gain and zero
are the firmware's, which judges them once more.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from stillwater_tools.calibrate.points import CHANNELS, Point, Scales
from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.problems import Problem

POINTS_LEAST = 5  # UNSOURCED: a line through fewer hides a meter misread
SPAN_LEAST_UA = 8000  # derived: 25 uA of noise and steps are 0.3 % of it
OFF_MOST = {"A": 40.0, "B": 40.0, "V": 150.0}  # uA, uA, mV; derived: what straightening leaves of a wide code, see circuit.md
AGREE_UA = 60.0  # derived: both channels' OFF_MOST, which do not add at the same point
INA228_PERCENT, INA228_UA = 1.0, 20.0  # INA228 data sheet +-0.05 %, shunt 0.1 %, meter's own; offset
_PPM = 1_000_000
_UNITS = {"A": "uA", "B": "uA", "V": "mV"}
_WHERE = "calibration"


@dataclass(frozen=True)
class Fit:
    """A channel: true = gain * seen + offset. `off` is the largest distance from the line, uA or mV."""

    channel: str
    gain_ppm: int
    zero_raw: int
    gain: float
    offset: float
    off: float

    def calibrated(self, seen: float) -> float:
        """What it tells from now on, uA or mV."""
        return self.gain * seen + self.offset


def fit(points: Sequence[Point], scales: Scales) -> list[Fit]:
    """A Fit for each channel. At least two different points."""
    return [_fit(channel, points, scales) for channel in CHANNELS]


def too_few(points: Sequence[Point]) -> list[Problem]:
    """Why no line can be drawn."""
    driven = [point for point in points if point.target_ua > 0]
    if len(driven) < POINTS_LEAST:
        return [Problem(_WHERE, "points", len(driven), f"must be at least {POINTS_LEAST} with current", "measure them all")]
    span_ua = max(point.meter.current_ua for point in driven) - min(point.meter.current_ua for point in points)
    if span_ua < SPAN_LEAST_UA:
        return [Problem(_WHERE, "span", f"{span_ua:.0f} uA", f"must be at least {SPAN_LEAST_UA} uA", "look at the meter's range and unit")]
    if len({point.seen(channel) for channel in CHANNELS for point in driven}) < len(driven):
        return [Problem(_WHERE, "points", len(driven), "the unit's channels do not move", "have the board repaired")]
    return []


def problems(points: Sequence[Point], fits: Sequence[Fit], scales: Scales) -> list[Problem]:
    """Everything for which this calibration must not be used; empty when it may."""
    limits = firmware_module("stillwater.safety.limits")
    found = []
    for one in fits:
        found += _beyond(f"gain of {one.channel}", one.gain_ppm, _PPM, limits.CALIBRATION_GAIN_PPM, "ppm")
        found += _beyond(f"zero of {one.channel}", one.zero_raw, scales.zero_raw(one.channel), limits.CALIBRATION_ZERO_RAW, "1/16 count")
        if one.off > OFF_MOST[one.channel]:
            value, bound = f"{one.off:.0f} {_UNITS[one.channel]}", f"off a straight line, must be at most {OFF_MOST[one.channel]:.0f}"
            found.append(Problem(_WHERE, f"linearity of {one.channel}", value, bound, "look at the readings, one may be mistyped; repeat"))
    return [*found, *_disagreeing(points, fits), *_unconfirmed(points)]


def _fit(channel: str, points: Sequence[Point], scales: Scales) -> Fit:
    seen, true = [float(point.seen(channel)) for point in points], [point.true(channel) for point in points]
    gain, offset = statistics.linear_regression(seen, true)
    off = max(abs(gain * here + offset - there) for here, there in zip(seen, true, strict=True))
    shift_raw = offset / (gain * scales.per_raw(channel)) if gain else 0.0
    return Fit(channel, round(gain * _PPM), round(scales.zero_raw(channel) - shift_raw), gain, offset, off)


def _beyond(key: str, value: int, middle: int, most: int, unit: str) -> list[Problem]:
    if abs(value - middle) <= most:
        return []
    bound = f"{unit}, must be {middle - most}..{middle + most}"
    return [Problem(_WHERE, key, value, bound, "look at the meter's reading and unit, and at the load; else a part of the board is wrong")]


def _disagreeing(points: Sequence[Point], fits: Sequence[Fit]) -> list[Problem]:
    """A against B, which have to tell the same of one current."""
    a, b = fits[0], fits[1]
    apart_ua = max(abs(a.calibrated(point.a_ua) - b.calibrated(point.b_ua)) for point in points)
    if apart_ua <= AGREE_UA:
        return []
    bound = f"must be at most {AGREE_UA:.0f} uA"
    return [Problem(_WHERE, "A against B", f"{apart_ua:.0f} uA", bound, "repeat; else one of the shunts or amplifiers is wrong")]


def _unconfirmed(points: Sequence[Point]) -> list[Problem]:
    """The INA228, which has a reference of its own: it and the meter cannot both be right when they differ."""
    for point in points:
        apart_ua, most_ua = abs(point.ina228_ua - point.meter.current_ua), INA228_UA + point.meter.current_ua * INA228_PERCENT / 100
        if apart_ua > most_ua:
            bound = f"from the meter at {point.target_ua} uA, must be at most {most_ua:.0f}"
            return [Problem(_WHERE, "INA228", f"{apart_ua:.0f} uA", bound, "look at the meter's reading and unit; else at its shunt")]
    return []
