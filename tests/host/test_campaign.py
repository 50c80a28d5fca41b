"""The campaign's own parts: the same seed draws the same, profiles are what they say, figures follow from known currents."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stillwater_tools.campaign.draw import AFTER_MS, STILL_MS, WHOLE_PPM, Removal, removal, sitting
from stillwater_tools.campaign.felt import felt
from stillwater_tools.firmware_tables import firmware_module


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 100_000))
def test_a_drawn_patient_is_within_the_ranges_and_always_the_same(seed, number):
    drawn = sitting(seed, number)
    firmware_module("virtual.patient").complete(drawn.patient)
    assert drawn == sitting(seed, number)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 100))
def test_a_drawn_removal_begins_whole_and_ends_out(seed, number, index):
    drawn = removal(seed, number, index)
    assert (drawn.profile[:STILL_MS] == WHOLE_PPM).all()
    assert drawn.profile.min() >= 0
    assert drawn.profile.max() <= WHOLE_PPM
    for limb in range(2):
        assert drawn.profile[-1, limb] == (0 if limb in drawn.limbs else WHOLE_PPM)


def columns(current_ua):
    """Columns of a trace in which this current flows."""
    return {"skin_na": np.asarray(current_ua * 1000, dtype=np.int32), "peak_na": np.asarray(current_ua * 1000, dtype=np.int32)}


def linear(over_ms):
    """A limb that leaves evenly."""
    wet = np.concatenate((np.ones(STILL_MS), np.linspace(1, 0, over_ms), np.zeros(AFTER_MS)))
    profile = np.stack((wet * WHOLE_PPM, np.full(len(wet), WHOLE_PPM)), axis=1).astype(np.int32)
    return Removal((0,), over_ms, "linear", profile), wet


def test_a_current_that_follows_the_wet_area_keeps_density():
    drawn, wet = linear(300)
    figures = felt(columns(10_000 * wet), drawn, (16_500, 16_500))
    assert figures["density_ratio"] == pytest.approx(1, abs=0.01)
    assert figures["fall_10ms_ua"] == pytest.approx(10_000 / 30, rel=0.05)
    assert figures["s_leaves"] == pytest.approx(0, abs=0.01)


def test_a_current_that_does_not_follow_multiplies_density_and_is_felt():
    drawn, wet = linear(300)
    figures = felt(columns(np.where(wet > 0, 10_000.0, 0)), drawn, (16_500, 16_500))
    assert figures["density_ratio"] > 15
    assert figures["s_leaves"] > 2
    assert figures["fall_10ms_ua"] == pytest.approx(10_000)


def test_a_step_of_the_threshold_has_index_one():
    drawn, wet = linear(300)
    step = np.where(np.arange(len(wet)) < 200, 12_000.0, 10_000.0)
    assert felt(columns(step), drawn, (16_500, 16_500))["s_stays"] == pytest.approx(1, abs=0.01)
