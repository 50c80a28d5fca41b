"""The second measure is Weiss's law, the clairvoyant is judged on its own current, and only what a constant is for moves with it."""

import numpy as np
import pytest

from stillwater_tools.campaign.felt import Senses
from stillwater_tools.campaign.sensitivity import AS_THEY_ARE, INDEX_S, TRIED, all_senses, rows_of
from stillwater_tools.campaign.weiss import index

STEP = 2000.0


def fallen(over_ms, by=STEP):
    """Rest, a straight fall, rest."""
    return np.concatenate((np.full(300, 10_000.0), np.linspace(10_000.0, 10_000.0 - by, over_ms + 1), np.full(300, 10_000.0 - by)))


def test_a_step_of_the_threshold_has_index_one():
    assert index(fallen(0), STEP) == pytest.approx(1 / 1.005)


def test_a_pulse_of_a_millisecond_needs_half_as_much_again_as_a_step():
    pulse = np.zeros(400)
    pulse[200] = STEP
    assert index(pulse, STEP) == pytest.approx(1 / 1.5)


def test_a_slope_counts_with_what_it_moves_in_the_longest_window():
    assert index(fallen(1000, 5 * STEP), STEP) == pytest.approx(0.5 / 1.005, rel=0.01)
    assert index(fallen(100, 5 * STEP), STEP) < index(fallen(10, 5 * STEP), STEP)


def test_what_falls_in_the_first_millisecond_is_a_change_too():
    assert index(np.concatenate(([STEP], np.zeros(200))), STEP) == pytest.approx(1 / 1.005)


def test_every_constant_is_moved_alone_and_its_default_once():
    told = all_senses()
    assert told[AS_THEY_ARE] == Senses()
    assert len(told) == 1 + sum(len(values) - 1 for values in TRIED.values())
    for name, values in TRIED.items():
        assert getattr(Senses(), name) in values
        assert sum(getattr(one, name) != getattr(Senses(), name) for one in told.values()) == len(values) - 1


def test_rows_tell_tails_shares_and_ratios():
    removals = {"firmware": [0.5, 0.9, 2.4], "now": [0.4, 0.8, 1.6], "clairvoyant": [0.3, 0.7, 1.2]}
    told = {AS_THEY_ARE: {**removals, "return": [0.1, 1.5]}, INDEX_S: {**removals, "firmware": [0.7, 1.2, 3.0]}}
    as_they_are, index_s = rows_of(told)
    assert as_they_are["firmware"]["below_1_percent"] == pytest.approx(66.67)
    assert as_they_are["return"]["below_1_percent"] == 50
    assert as_they_are["ratio_to_clairvoyant"] == pytest.approx(2.0, rel=0.01)
    assert as_they_are["ratio_to_now"] == pytest.approx(1.5, rel=0.01)
    assert index_s["rank_correlation"] == 1
