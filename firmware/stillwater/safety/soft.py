"""Soft faults: what is wrong but does not hurt at once. Judged 50 times a second; ends in a ramp to zero.

Knows limits and the readings it is given. Each row of CHECKS: fault, how long it must last, the condition.
"""

from stillwater.safety.faults import MAIN_SILENT, NONE, REFERENCE_DRIFT, SUPPLY_LOW, TEMPERATURE, USB_POWER, WATER_LOW
from stillwater.safety.limits import (
    MAIN_SILENT_MS,
    REFERENCE_DIFFERS_MS,
    REFERENCE_DIFFERS_PERCENT,
    REFERENCE_DIFFERS_UA,
    SUPPLY_LOW_MS,
    TEMPERATURE_MAX_DECI_C,
    WATER_LOW_MS,
    WATER_LOW_PERCENT,
)


class Readings:
    """What the checks look at, filled by app: uA, mV, ohm, ms, tenths of a degree."""

    current_ua = 0
    reference_ua = 0  # the INA228's, over the same 20 ms
    supply_mv = 0
    supply_low_mv = 0
    series_ohm = 0
    series_first_ohm = 0
    temperature_deci_c = 0
    silent_ms = 0
    usb_power = False


def reference_drifts(r):
    """Channel A against the INA228, which has a reference of its own."""
    allowed_ua = REFERENCE_DIFFERS_UA + r.reference_ua * REFERENCE_DIFFERS_PERCENT // 100
    return abs(r.current_ua - r.reference_ua) > allowed_ua


def supply_low(r):
    """Supply below what the board file calls low."""
    return r.supply_mv < r.supply_low_mv


def water_low(r):
    """The series resistance has risen since the hold began: water is running out of a tray."""
    return r.series_first_ohm > 0 and r.series_ohm * 100 > r.series_first_ohm * (100 + WATER_LOW_PERCENT)


def too_warm(r):
    """Inside of the case too warm."""
    return r.temperature_deci_c > TEMPERATURE_MAX_DECI_C


def usb_power(r):
    """USB has been plugged in: it is not isolated on this board."""
    return r.usb_power


def main_silent(r):
    """The main loop came back after too long: the tick has begun to ramp down already."""
    return r.silent_ms > MAIN_SILENT_MS


CHECKS = (
    (MAIN_SILENT, 0, main_silent),
    (REFERENCE_DRIFT, REFERENCE_DIFFERS_MS, reference_drifts),
    (SUPPLY_LOW, SUPPLY_LOW_MS, supply_low),
    (WATER_LOW, WATER_LOW_MS, water_low),
    (TEMPERATURE, 0, too_warm),
    (USB_POWER, 0, usb_power),
)


class SoftWatch:
    """Judges readings; `fault` is the first cause (0 none) until it is cleared."""

    def __init__(self):
        self.fault = NONE
        self._lasted_ms = [0] * len(CHECKS)

    def step(self, readings, period_ms):
        """Judge once, `period_ms` after the last time; the fault that stands."""
        for row, (code, lasting_ms, violated) in enumerate(CHECKS):
            if not violated(readings):
                self._lasted_ms[row] = 0
                continue
            self._lasted_ms[row] += period_ms
            if self._lasted_ms[row] >= lasting_ms and self.fault == NONE:
                self.fault = code
        return self.fault

    def clear(self):
        """Forget the fault; it comes back if its cause has not gone."""
        self.fault = NONE
        self._lasted_ms = [0] * len(CHECKS)
