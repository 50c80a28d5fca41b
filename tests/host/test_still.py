"""Hands that stay in the water: figures follow from known currents, movements do what their names say, a hand that leaves is a stop."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from stillwater_tools.campaign.movements import FULL_PERMILLE, MOVEMENTS, WHOLE_PPM, movement
from stillwater_tools.campaign.still_figures import bounds, print_still, summary, write
from stillwater_tools.campaign.tally import WINDOW_MS, Tally
from stillwater_tools.firmware_tables import PROJECT

SET_UA = 10_000.0
MS = 1_200_000
SEED = 5


def figures(current_ua, closed_ua=None, block_ms=1000):
    """What a tally makes of a current that goes by in blocks."""
    tally = Tally(SET_UA)
    closed_ua = current_ua if closed_ua is None else closed_ua
    for at in range(0, len(current_ua), block_ms):
        tally.take(current_ua[at : at + block_ms], closed_ua[at : at + block_ms])
    return {**tally.figures(), "hold_s": tally.hold_s, "highest_part": tally.highest_part}


def held(ms=100_000):
    """The set current."""
    return np.full(ms, SET_UA)


def test_a_current_that_stands_still_loses_and_changes_nothing():
    told = figures(held())
    assert told.pop("hold_s") == 100
    assert told.pop("highest_part") == 1
    assert set(told.values()) == {0}


def test_a_dip_costs_its_area_and_its_time():
    current_ua = held()
    current_ua[50_000:51_000] *= 0.9
    told = figures(current_ua)
    assert told["dose_lost_percent"] == pytest.approx(0.1)
    assert told["dose_missing_percent"] == pytest.approx(0.1)
    assert told["below_percent_of_time"] == pytest.approx(1)
    assert told["change_10ms_percent"] == pytest.approx(10)
    assert told["change_at_s"] == 50


def test_what_is_too_much_makes_good_what_is_missing_but_not_what_was_lost():
    current_ua = held()
    current_ua[10_000:11_000] *= 0.96
    current_ua[20_000:21_000] *= 1.04
    told = figures(current_ua)
    assert told["dose_lost_percent"] == pytest.approx(0.04)
    assert told["dose_missing_percent"] == pytest.approx(0)
    assert told["below_percent_of_time"] == 0


def test_nothing_counts_before_the_current_has_arrived():
    ramp = np.linspace(0, 0.985 * SET_UA, 30_000)
    told = figures(np.concatenate((ramp, held(10_000))))
    assert told["hold_s"] == 10
    assert told["dose_lost_percent"] == told["change_10ms_percent"] == 0
    never = figures(ramp)
    assert never["hold_s"] == 0
    assert never["highest_part"] == pytest.approx(0.985)


def test_the_chopper_counts_as_change_of_the_mean_but_not_of_the_closed_current():
    current_ua = held()
    current_ua[::100] *= 0.97
    told = figures(np.concatenate((held(1), current_ua)), held(100_001))
    assert told["change_10ms_percent"] == pytest.approx(3)
    assert told["change_10ms_closed_percent"] == 0


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 400))
def test_the_largest_change_is_that_of_any_two_moments_no_more_than_10_ms_apart_however_the_blocks_fall(seed, block_ms):
    current_ua = SET_UA * (1 + np.cumsum(np.random.default_rng(seed).normal(0, 0.003, 500)))
    current_ua[0] = SET_UA
    windows = np.lib.stride_tricks.sliding_window_view(np.concatenate((np.full(WINDOW_MS, SET_UA), current_ua)), WINDOW_MS + 1)
    largest = (windows.max(axis=1) - windows.min(axis=1)).max()
    assert figures(current_ua, block_ms=block_ms)["change_10ms_percent"] == pytest.approx(largest / SET_UA * 100)


def whole(name, number):
    """A movement over a whole treatment."""
    return movement(name, number, MS, SEED).block(0, MS)


@pytest.mark.parametrize("name", MOVEMENTS)
def test_a_movement_is_always_the_same_wherever_it_is_looked_at_and_stays_within_the_water(name):
    at_once = whole(name, 3)
    again = movement(name, 3, MS, SEED)
    assert (again.block(777_000, 10_000) == at_once[777_000:787_000]).all()
    assert (again.block(0, 10_000) == at_once[:10_000]).all()
    assert at_once[:, :2].min() >= 0.7 * WHOLE_PPM
    assert at_once[:, :2].max() <= WHOLE_PPM
    assert at_once[:, 2].min() >= 0.85 * FULL_PERMILLE
    assert at_once[:, 2].max() <= FULL_PERMILLE


@pytest.mark.parametrize("name", ["trembling", "shifting", "typing", "warming", "drying"])
def test_another_number_moves_in_another_way(name):
    assert (whole(name, 3) != whole(name, 4)).any()


def test_who_is_still_does_not_move():
    assert (whole("still", 3) == (WHOLE_PPM, WHOLE_PPM, FULL_PERMILLE)).all()


@pytest.mark.parametrize("number", range(8))
def test_who_trembles_does_so_4_to_12_times_a_second_by_1_to_5_percent_and_now_and_then_not(number):
    wet = whole("trembling", number)[:, :2] / WHOLE_PPM
    limb = int(wet.min(axis=0).argmin())
    seconds = wet[:, limb].reshape(-1, 1000)
    depths = np.ptp(seconds, axis=1)
    assert 0.01 <= depths.max() <= 0.05
    assert 0.1 < (depths == 0).mean() < 0.9
    wave = wet[:, limb] - wet[:, limb].mean()
    hz = np.fft.rfftfreq(MS, 0.001)[1000:]  # from 0.8 Hz on: what is slower is going on and off
    assert 4 <= hz[np.abs(np.fft.rfft(wave))[1000:].argmax()] <= 12


@pytest.mark.parametrize("number", range(8))
def test_who_shifts_does_so_every_10_to_60_seconds_within_2_seconds_to_no_less_than_85_percent(number):
    for limb in range(2):
        wet = whole("shifting", number)[:, limb] / WHOLE_PPM
        moving = np.flatnonzero(np.diff(wet))
        begins = moving[np.concatenate(([True], np.diff(moving) > 400))]
        ends = moving[np.concatenate((np.diff(moving) > 400, [True]))]
        assert 0.85 <= wet.min() < 1
        assert (ends - begins).max() <= 2001
        assert MS / 60_000 / 2 <= len(begins) <= 2 * MS / 10_000
        assert np.diff(begins).max() <= 85_000  # a rest of 20 s, and 60 s to the next


@pytest.mark.parametrize("number", range(8))
def test_who_types_bumps_2_to_6_times_a_second_by_1_to_4_percent_and_rests_between(number):
    wet = whole("typing", number)[:, :2] / WHOLE_PPM
    limb = int(wet.min(axis=0).argmin())
    assert (wet[:, 1 - limb] == 1).all()
    touches = np.flatnonzero((wet[1:, limb] < 1) & (wet[:-1, limb] == 1))
    gaps_ms = np.diff(touches)
    in_burst = gaps_ms[gaps_ms < 1000]
    assert 0.96 <= wet.min() <= 0.99
    assert in_burst.min() >= 160
    assert in_burst.max() <= 502
    assert (gaps_ms > 2000).sum() > 10


@pytest.mark.parametrize("number", range(8))
def test_water_that_warms_does_so_over_minutes_and_once(number):
    told = whole("warming", number)
    level = told[:, 2]
    assert level[0] == 900
    assert level[-1] == FULL_PERMILLE
    assert (np.diff(level) >= 0).all()
    assert 100_000 < (level == FULL_PERMILLE).argmax() - (level > 900).argmax() < 600_000
    assert (told[:, :2] == WHOLE_PPM).all()


def test_water_that_sinks_takes_level_and_area_with_it_to_the_end():
    told = whole("sinking", 3)
    assert (np.diff(told, axis=0) <= 0).all()
    assert told[-1, 2] == 850
    assert told[-1, :2] == pytest.approx([0.93 * WHOLE_PPM] * 2, abs=2)


def test_hands_that_dry_shift_and_end_with_a_tenth_less():
    dried, shifted = whole("drying", 3), movement("drying", 3, MS, SEED).lies[0].over(np.arange(MS))
    assert np.ptp(shifted) > 0.02
    assert dried[:, 0] / WHOLE_PPM == pytest.approx(shifted * np.linspace(1, 0.9, MS), abs=1e-5)


@pytest.mark.parametrize("events, trials", [(0, 1000), (1, 1000), (7, 40), (40, 40)])
def test_the_bounds_are_the_chances_at_which_so_many_or_more_and_so_few_or_less_are_one_in_forty(events, trials):
    low, high = bounds(events, trials)
    assert binom.sf(events - 1, trials, low) == pytest.approx(0.025) or events == low == 0
    assert binom.cdf(events, trials, high) == pytest.approx(0.025) or (events == trials and high == 1)


def row(number, reached=True, false_stop=False, lost=0.0):
    """A treatment's row."""
    spread = dict.fromkeys(("dose_missing_percent", "below_percent_of_time", "change_10ms_percent", "change_10ms_closed_percent"), 0.0)
    return {"seed": SEED, "number": number, "movement": "still", "minutes": 20, "reached": reached, "false_stop": false_stop,
            "hold_s": 1800.0 if reached else 0.0, "dose_lost_percent": lost, **spread}


def test_a_summary_leaves_out_who_was_not_reached_but_no_stop(tmp_path, capsys):
    told = summary([row(0, lost=0.1), row(1, lost=0.3), row(2, reached=False), row(3, reached=False, false_stop=True)])
    assert (told["treatments"], told["left_out"], told["hours"]) == (3, 1, 1.0)
    assert (told["false_stops"], told["stopped"]) == (1, [3])
    assert told["dose_lost_percent"] == {"mean": 0.2, "worst": 0.3, "worst_number": 1}
    write([told], tmp_path / "bench" / "still.json")
    assert json.loads((tmp_path / "bench" / "still.json").read_text())[0]["seed"] == SEED
    print_still([told, summary([row(4, reached=False)])])
    assert "0.20 / 0.30" in capsys.readouterr().out  # whole, 80 columns wide


_ONE_OF_EACH = """
import json
from stillwater_tools.campaign import movements, still

movements.MOVEMENTS["leaving"] = lambda random, ms: movements.Movement(left=movements.line((60_000, 1), (60_300, 0)))
rows = [still.treatment(0, name, 1) for name in ("still", "still", "warming", "leaving")]
print(json.dumps(rows))
"""


@pytest.fixture(scope="module")
def rows():
    """Short treatments under the firmware, compiled, in a process of its own."""
    environment = {**os.environ, "STILLWATER_NUMBA": "1", "PYTHONPATH": str(PROJECT / "host_tools")}
    done = subprocess.run([sys.executable, "-c", _ONE_OF_EACH], env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_a_treatment_is_always_the_same(rows):
    assert rows[0] == rows[1]
    assert rows[0] != rows[2]


def test_a_treatment_arrives_and_holds_for_its_minutes(rows):
    assert rows[0]["reached"] and rows[0]["fault"] == 0
    assert 60 <= rows[0]["hold_s"] <= rows[0]["driven_s"]
    assert rows[0]["dose_missing_percent"] < 5  # not a law of control: a figure in another unit would be far off


def test_a_hand_that_leaves_after_all_is_a_stop_and_ends_the_treatment(rows):
    assert not rows[0]["false_stop"]
    assert rows[3]["false_stop"]
    assert 60 < rows[3]["driven_s"] < 60.4
