"""The bench's work on the chip, in service mode: current flows through a dummy load only, and whatever ends the work ends in a reset."""

import json

import pytest

from stillwater.safety.limits import PROBE_MAX_UA
from stillwater_tools.chip.console import hear, start, type_in
from stillwater_tools.chip.files import packed
from stillwater_tools.chip.machine import Machine
from stillwater_tools.chip.unit import Unit
from support.built import BOARD, without_main
from support.journal_chip import watched_na
from virtual.state import TOUCH_OHM

_WORK = 'from stillwater.bench.on_unit import run\nrun("calibration", 1000)'
_FIRST_UA = 1000
_ERROR_UA = 60  # of channels that are not calibrated yet
_POINT_MS, _END_MS = 30_000, 15_000
_PER_UA = 1000

pytestmark = pytest.mark.long


def begun(image, touch_ohm):
    """A unit with a resistor (0: none) at its terminals that has begun to calibrate: unit, machine, where its words begin."""
    machine = Machine(image, packed(without_main()))
    unit = Unit(machine, BOARD)
    unit.circuit.parts[TOUCH_OHM] = touch_ohm
    machine.boot()
    since = start(machine, _WORK)
    return unit, machine, since


def ended(unit, machine, since, most_ms=_END_MS):
    """The unit's last line; it has reset, and nothing is driven."""
    hear(machine, b'"end"', most_ms, since)
    told = json.loads(hear(machine, b"}", 200, machine.usb.said.rfind(b"{")))
    machine.until(lambda: machine.resets > 0, 1000, "the unit resets")
    machine.run_ms(20)
    assert (unit.circuit.is_enabled, unit.circuit.contacts) == (False, (False, False))
    return told


def test_the_first_point_stands_in_the_load_and_a_computer_that_stops_ends_it(image, figure):
    unit, machine, since = begun(image, 1000)
    told = hear(machine, b'"target_ua": %d' % _FIRST_UA, _POINT_MS, since)
    true_ua = unit.circuit.stage_na / _PER_UA
    figure("calibration through 1 kohm: current at the point of 1 mA", f"{true_ua:.0f} uA")
    assert true_ua == pytest.approx(_FIRST_UA, abs=_ERROR_UA)
    assert b'"ohm"' in told
    type_in(machine, b"?")
    assert ended(unit, machine, since)["what"] == "the meter's reading"


def test_a_person_with_both_hands_in_is_never_taken_for_a_load(image):
    unit, machine, since = begun(image, 0)
    for limb in range(2):
        unit.move(limb, 1.0)
    seen_na = watched_na(unit)
    assert ended(unit, machine, since, _POINT_MS)["what"] == "load at the probe"
    assert max(seen_na.values()) <= PROBE_MAX_UA * _PER_UA
