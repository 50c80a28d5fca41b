"""The campaign's own parts: the same number draws the same, profiles are what they say, figures follow from known currents."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stillwater_tools.campaign.draw import AFTER_MS, NEVER_MS, STILL_MS, WHOLE_PPM, Case, back, drawn, removal, sitting
from stillwater_tools.campaign.felt import Senses
from stillwater_tools.campaign.figures import removal_figures, return_figures
from stillwater_tools.firmware_tables import firmware_module

AREAS_MM2 = (16_500, 16_500)
numbers = st.integers(0, 100_000)
indices = st.integers(0, 1000)


@settings(max_examples=50, deadline=None)
@given(numbers)
def test_a_drawn_patient_is_within_the_ranges_and_always_the_same(number):
    one = sitting(number)
    firmware_module("virtual.patient").complete(one.patient)
    assert one == sitting(number)
    assert 2_000 <= one.current_ua <= (15_000 if one.is_hand else 20_000)
    assert abs(one.a_gain_ppm - 1_000_000) <= 10_000 >= abs(one.adc_gain_ppm - 1_000_000)


def test_one_sitting_in_five_is_held_out():
    assert [number for number in range(20) if sitting(number).is_held_out] == [4, 9, 14, 19]


@settings(max_examples=50, deadline=None)
@given(numbers, indices)
def test_a_drawn_removal_begins_whole_and_moves_its_own_limbs_only(number, index):
    case = removal(number, index)
    assert (case.profile[: case.still_ms] == WHOLE_PPM).all()
    assert STILL_MS <= case.still_ms <= 2 * STILL_MS
    assert 30 <= case.over_ms <= 3000
    assert 0 <= case.profile.min() <= case.profile.max() <= WHOLE_PPM
    for limb in range(2):
        assert (case.profile[:, limb] < WHOLE_PPM).any() == (limb in case.limbs)


@settings(max_examples=50, deadline=None)
@given(numbers, indices)
def test_a_drawn_return_is_out_before_it_touches(number, index):
    case = back(number, index)
    (limb,) = case.limbs
    wet = case.profile[:, limb]
    assert (wet[case.touch_ms - case.away_ms : case.touch_ms] == 0).all()
    assert wet[case.touch_ms :].max() > 0
    assert ("restart" in case.shape) == (case.answer_ms != NEVER_MS)


@settings(max_examples=20, deadline=None)
@given(numbers, indices)
def test_an_id_gives_its_case_again(number, index):
    for case in (removal(number, index), back(number, index)):
        one, again = drawn(case.id)
        assert (one.number, again.id) == (number, case.id)
        assert np.array_equal(again.profile, case.profile)


def test_a_given_shape_takes_the_place_of_ours_and_is_clipped():
    case = removal(3, 1, shape=lambda random, over_ms: np.linspace(1.5, -0.5, over_ms))
    assert case.shape == "given"
    assert case.profile[case.still_ms, case.limbs[0]] == WHOLE_PPM
    assert case.profile.min() == 0


@pytest.mark.parametrize("nonsense", ["", "removal", "removal-1", "removal-1-x", "arrival-1-2", "removal-1-2-3", "removal--1-2"])
def test_what_names_no_case_is_refused(nonsense):
    with pytest.raises(ValueError, match="no case"):
        drawn(nonsense)


def linear(over_ms):
    """A limb that leaves evenly."""
    wet = np.concatenate((np.ones(STILL_MS), np.linspace(1, 0, over_ms), np.zeros(AFTER_MS)))
    profile = np.stack((wet * WHOLE_PPM, np.full(len(wet), WHOLE_PPM)), axis=1).astype(np.int32)
    return Case("linear", (0,), over_ms, "linear", profile, STILL_MS), wet


def test_a_current_that_follows_the_wet_area_keeps_density_and_the_leaving_limb_feels_nothing():
    case, wet = linear(300)
    told = removal_figures(10_000 * wet, 10_000 * wet, case, AREAS_MM2, Senses())
    assert told["density_ratio"] == pytest.approx(1, abs=0.01)
    assert told["fall_10ms_ua"] == pytest.approx(10_000 / 30, rel=0.05)
    assert told["last_charge_uc"] == pytest.approx(10 * 0.025 * 15, rel=0.1)  # 10 mA, 2.5 % in the mean of 15 ms
    assert told["felt_leaves"] == pytest.approx(0, abs=0.05)
    assert told["felt"] == told["felt_stays"] > 0.1


def test_a_current_that_does_not_follow_multiplies_density_and_is_felt():
    case, wet = linear(300)
    stays_on = np.where(wet > 0, 10_000.0, 0.0)
    told = removal_figures(stays_on, stays_on, case, AREAS_MM2, Senses())
    assert told["density_ratio"] > 15
    assert told["fall_10ms_ua"] == pytest.approx(10_000)
    assert told["felt_leaves"] > 2


@pytest.mark.parametrize("step_ua", [500, 2000, 6000])
def test_a_step_of_the_whole_current_is_felt_in_thresholds(step_ua):
    case, wet = linear(300)
    step = np.where(np.arange(len(wet)) < 2 * STILL_MS, 10_000.0 + step_ua, 10_000.0)
    told = removal_figures(step, step, case, AREAS_MM2, Senses())
    assert told["felt_stays"] == pytest.approx(step_ua / 2000, rel=0.05)


def test_a_return_meets_what_flows_from_its_touch_on_and_the_ramp_after_it_is_its_own():
    case, _wet = linear(300)
    back_again = Case("return", (0,), 300, "slap", case.profile, STILL_MS, 100, touch_ms=500)
    current_ua = np.concatenate((np.full(500, 9_000.0), np.full(50, 150.0), np.full(50, 20.0), np.full(100, 3_000.0)))
    is_ramp = np.arange(len(current_ua)) >= 550
    told = return_figures(current_ua, current_ua, is_ramp, back_again, Senses())
    assert told["met_ua"] == 150
    assert return_figures(current_ua, current_ua, is_ramp & False, back_again, Senses())["met_ua"] == 3_000
