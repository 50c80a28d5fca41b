"""Soft faults: each at its bound, and the first cause stays."""

import pytest

from stillwater.safety import faults, limits
from stillwater.safety.soft import Readings, SoftWatch

_PERIOD_MS = 20


def after(lasting_ms, **values):
    """The fault that stands when readings have lasted so long."""
    readings, watch = Readings(), SoftWatch()
    readings.supply_mv, readings.supply_low_mv = 12_000, 10_500
    for name, value in values.items():
        setattr(readings, name, value)
    for _ in range(max(1, lasting_ms // _PERIOD_MS)):
        watch.step(readings, _PERIOD_MS)
    return watch.fault


_DRIFT = {"current_ua": 10_000, "reference_ua": 11_000}
_CASES = [
    (faults.REFERENCE_DRIFT, limits.REFERENCE_DIFFERS_MS, _DRIFT),
    (faults.SUPPLY_LOW, 60, {"supply_mv": 10_499}),
    (faults.WATER_LOW, limits.WATER_LOW_MS, {"series_ohm": 1301, "series_first_ohm": 1000}),
    (faults.TEMPERATURE, _PERIOD_MS, {"temperature_deci_c": limits.TEMPERATURE_MAX_DECI_C + 1}),
    (faults.USB_POWER, _PERIOD_MS, {"usb_power": True}),
    (faults.MAIN_SILENT, _PERIOD_MS, {"silent_ms": limits.MAIN_SILENT_MS + 1}),
]
_FINE = [
    {"current_ua": 10_000, "reference_ua": 10_700}, {"supply_mv": 10_500}, {"series_ohm": 1300, "series_first_ohm": 1000},
    {"series_ohm": 9000, "series_first_ohm": 0}, {"temperature_deci_c": limits.TEMPERATURE_MAX_DECI_C},
    {"silent_ms": limits.MAIN_SILENT_MS}]


@pytest.mark.parametrize("fault, lasting_ms, values", _CASES)
def test_a_soft_fault_stands_when_it_has_lasted(fault, lasting_ms, values):
    assert after(lasting_ms, **values) == fault
    if lasting_ms > _PERIOD_MS:
        assert after(lasting_ms - _PERIOD_MS, **values) == faults.NONE


@pytest.mark.parametrize("values", _FINE)
def test_what_is_at_the_bound_is_no_fault(values):
    assert after(20_000, **values) == faults.NONE


def test_the_first_soft_cause_stays_until_it_is_cleared():
    readings, watch = Readings(), SoftWatch()
    readings.temperature_deci_c = 800
    watch.step(readings, _PERIOD_MS)
    readings.temperature_deci_c, readings.silent_ms = 300, 900
    assert watch.step(readings, _PERIOD_MS) == faults.TEMPERATURE
    watch.clear()
    assert watch.step(readings, _PERIOD_MS) == faults.MAIN_SILENT
