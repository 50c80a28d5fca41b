"""Dose counts what flowed; time stands still while nothing does."""

from hypothesis import given, settings
from hypothesis import strategies as st

from stillwater.safety.limits import RAMP_DOWN_UA_PER_S
from stillwater.treatment.dose import Dose, down_uc
from stillwater.treatment.states import NO, WHOLE


@given(st.lists(st.integers(0, 500), max_size=200), st.integers(0, 40_000_000))
def test_dose_is_the_charge_that_flowed_since_the_start(steps_uc, before_uc):
    dose = Dose(18_000_000, 20)
    dose.step(before_uc, 20, True, NO)
    charge_uc = before_uc
    for step_uc in steps_uc:
        charge_uc += step_uc
        dose.step(charge_uc, 20, True, WHOLE)
    assert dose.given_uc == sum(steps_uc)
    assert dose.hold_ms == 20 * len(steps_uc)


def test_time_stands_still_in_a_pause():
    dose = Dose(18_000_000, 20)
    for _ in range(1000):
        dose.step(0, 20, True, NO)
    assert (dose.time_ms, dose.hold_ms, dose.left_ms()) == (0, 0, 20 * 60_000)


@given(st.integers(1000, 25_000))
def test_going_down_gives_what_a_triangle_holds(current_ua):
    seconds = current_ua / RAMP_DOWN_UA_PER_S
    assert abs(down_uc(current_ua) - current_ua * seconds / 2) <= 1


@settings(max_examples=30, deadline=None)
@given(st.integers(20, 500).map(lambda steps: 50 * steps), st.integers(5, 30))
def test_going_down_when_due_ends_within_one_per_cent_of_the_dose(current_ua, minutes):
    dose = Dose(current_ua * minutes * 60, minutes)
    charge_uc = 0
    dose.step(0, 20, True, WHOLE)
    while not dose.is_due(100, current_ua):
        charge_uc += current_ua * 20 // 1000
        dose.step(charge_uc, 20, True, WHOLE)
    assert abs(dose.given_uc + down_uc(current_ua) - dose.prescribed_uc) <= dose.prescribed_uc // 100


def test_time_ends_a_treatment_that_dose_does_not():
    dose = Dose(18_000_000, 20)
    while not dose.is_due(100, 5000):
        dose.step(0, 20, True, WHOLE)
    assert 20 * 60_000 <= dose.time_ms <= 20 * 60_000 * 103 // 100


def test_what_flows_before_a_treatment_is_not_its_dose():
    dose = Dose(18_000_000, 20)
    for charge_uc in range(0, 100_000, 100):
        dose.step(charge_uc, 20, False, NO)
    dose.step(100_000, 20, True, WHOLE)
    assert dose.given_uc <= 100
