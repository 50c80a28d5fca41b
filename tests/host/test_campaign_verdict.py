"""Percentiles, their bounds and the verdict, from rows that are known; and what is kept is what was written."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stillwater_tools.campaign import store
from stillwater_tools.campaign.curves import survival
from stillwater_tools.campaign.demands_kept import still_findings, vm_finding
from stillwater_tools.campaign.page import campaign_page
from stillwater_tools.campaign.softstop import joined, kept, worst
from stillwater_tools.campaign.summary import summary, table_rows, tail
from stillwater_tools.campaign.verdict import verdict
from stillwater_tools.campaign.work import FIELDS, FIRMWARE, NOW, columns_of
from stillwater_tools.problems import InputError

REMOVAL = {
    "kind": "removal", "shape": "linear", "limbs": "1", "away_ms": 0, "is_hand": True, "current_ua": 10_000, "before_ua": 10_000.0,
    "density_ratio": 1.1, "fall_10ms_ua": 1000.0, "last_charge_uc": 0.5, "felt_stays": 0.5, "felt_leaves": 0.4, "felt": 0.5,
}
RETURN = {
    "kind": "return", "shape": "slap", "limbs": "1", "over_ms": 300, "is_hand": True, "current_ua": 10_000, "before_ua": 10_000.0,
    "met_ua": 100.0, "felt": 0.3,
}


def removals(count, law, over_ms, **figures):
    """Equal removals of as many sittings."""
    least = {"felt_clairvoyant": 0.5}
    return [REMOVAL | least | figures | {"id": f"removal-{n}-{over_ms}", "sitting": n, "held_out": n % 5 == 4, "law": law,
                                         "over_ms": over_ms} for n in range(count)]


def returns(count, law, away_ms, **figures):
    """Equal returns of as many sittings."""
    return [RETURN | figures | {"id": f"return-{n}-{away_ms}", "sitting": n, "held_out": n % 5 == 4, "law": law, "away_ms": away_ms}
            for n in range(count)]


def campaign(own=None, oracle=None, rival=None, met_ua=100.0):
    """Rows of a small campaign in which every law has the same figures, but for what is given."""
    told = []
    for over_ms in (50, 200, 1000):
        told += removals(40, FIRMWARE, over_ms, **(own or {})) + removals(40, NOW, over_ms, **(oracle or {}))
        told += removals(20, "pi-cut", over_ms, **({"density_ratio": 9.0} | (rival or {})))
    for away_ms in (5, 500):
        told += returns(40, FIRMWARE, away_ms, met_ua=met_ua) + returns(40, NOW, away_ms, met_ua=0.0)
    return columns_of(told)


def failing(columns):
    """What does not hold, by the beginning of its name."""
    return [finding.what for finding in verdict(columns, None, None) if finding.holds is False]


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 5000), st.integers(0, 1000))
def test_a_tails_bounds_are_round_it(count, seed):
    end = tail(np.random.default_rng(seed).exponential(size=count))
    assert end.low <= end.value <= end.high
    assert end.count == count
    assert math.isfinite(end.high) == (count > 3687)  # 0.999 ^ n below 2.5 %


def test_a_tails_bounds_miss_the_truth_as_seldom_as_they_say():
    random, truth = np.random.default_rng(7), -math.log(1 - 0.95)
    ends = [tail(random.exponential(size=400), 95) for _ in range(600)]
    missed = sum(not end.low <= truth <= end.high for end in ends)
    assert missed / len(ends) < 0.07


def test_when_all_is_well_all_holds():
    assert failing(campaign()) == []


@pytest.mark.parametrize("own, told", [
    ({"felt": 0.61}, "felt"), ({"density_ratio": 1.61}, "peak density"), ({"fall_10ms_ua": 1301.0}, "fall in 10 ms"),
    ({"fall_10ms_ua": 2001.0}, "fall in 10 ms, removals >= 300 ms"), ({"last_charge_uc": 1.01}, "charge of the last 5 %"),
    ({"density_ratio": 3.1}, "excess density below the best rival's"),
])
def test_each_figure_that_is_beyond_its_bound_fails_its_row(own, told):
    assert any(what.startswith(told) for what in failing(campaign(own)))


def test_what_stays_just_within_its_bound_holds():
    own = {"felt": 0.59, "density_ratio": 1.149, "fall_10ms_ua": 1299.0, "last_charge_uc": 0.59}
    assert failing(campaign(own, rival={"fall_10ms_ua": 1300.0})) == []


def test_a_gentler_density_bought_with_a_steeper_fall_is_no_win_over_a_rival():
    assert failing(campaign({"fall_10ms_ua": 1200.0}, rival={"fall_10ms_ua": 1100.0}))[0].startswith("excess density")


def test_one_return_of_all_that_meets_too_much_fails_and_a_sooner_one_may_meet_as_much_where_the_oracle_is_near_zero():
    columns = campaign()
    columns["met_ua"][np.flatnonzero((columns["away_ms"] == 500) & (columns["law"] == FIRMWARE))[7]] = 201.0
    assert failing(columns) == ["current met when back after 30 ms or more, all cases"]
    assert failing(campaign(met_ua=199.0)) == []


def test_a_row_that_fails_tells_by_how_much_and_whether_the_oracle_would_hold():
    found = verdict(campaign({"density_ratio": 1.38}), None, None)
    (row,) = [finding for finding in found if finding.what == "peak density, removals >= 100 ms, p99.9"]
    assert row.note == "1.20 x what may be; the oracle of this instant has 1.10 and would hold"
    assert (row.must, row.came, row.holds) == ("<= 1.15 x", "1.38 x", False)


def movement(name, treatments, stops=0, lost=0.1, change=1.5, hours=1000.0):
    """What `stillwater still` keeps of a movement."""
    spread = {"mean": change, "worst": change}
    return {"movement": name, "treatments": treatments, "false_stops": stops, "hours": hours, "false_stops_each_95": (0.0, 0.01),
            "dose_lost_percent": {"mean": lost, "worst": 2 * lost}, "change_10ms_closed_percent": spread, "change_10ms_percent": spread}


@pytest.mark.parametrize("still, holds", [
    ([movement("still", 3000), movement("trembling", 1000)], [True, True, True]),
    ([movement("still", 3000), movement("trembling", 500)], [False, True, True]),
    ([movement("still", 3000), movement("trembling", 9000, stops=9)], [False, True, True]),
    ([movement("still", 4000), movement("typing", 10, lost=0.6)], [True, False, True]),
    ([movement("still", 4000, change=2.1)], [True, True, False]),
    ([movement("still", 4000, hours=900.0)], [True, True, False]),
    (None, [None, None, None]),
])
def test_hands_that_stay_are_judged_by_what_was_kept_of_them(still, holds):
    assert [finding.holds for finding in still_findings(still)] == holds


@pytest.mark.parametrize("replayed, holds", [
    ({"cases": 50, "same": 50, "largest_difference_na": 0}, True), ({"cases": 50, "same": 49, "largest_difference_na": 0}, False),
    ({"cases": 4, "same": 4, "largest_difference_na": 0}, False), (None, None)])
def test_the_replay_on_micropython_is_fifty_cases_or_none(replayed, holds):
    assert vm_finding(replayed).holds is holds


def test_a_summary_tells_held_out_sittings_apart():
    columns = campaign()
    columns["felt"][columns["held_out"]] = 3.0
    told = summary(columns)
    assert told["all"]["removal"][FIRMWARE]["all"]["cases"] == 120
    assert told["held_out"]["removal"][FIRMWARE]["all"]["cases"] == 24
    assert told["all"]["removal"][FIRMWARE]["all"]["unfelt_share"] == pytest.approx(0.8)
    assert told["held_out"]["removal"][FIRMWARE]["all"]["unfelt"] == 0
    rows = {row[:4]: row for row in table_rows(told)}
    assert rows["removal", "all", "felt", FIRMWARE][4:] == ("120", "0.5", "3", "3", "3", "3", "3")


def test_rows_are_kept_as_they_are_with_nothing_for_what_is_not_there(tmp_path):
    columns = campaign()
    store.write_rows(columns, tmp_path / "it's.parquet")
    again = store.read_rows(tmp_path / "it's.parquet")
    assert list(again) == list(FIELDS)
    for name, values in columns.items():
        np.testing.assert_array_equal(again[name], values)
    assert [path.name for path in tmp_path.iterdir()] == ["it's.parquet"]


def test_what_was_kept_stays_when_a_new_file_cannot_be_written(tmp_path):
    store.write_text("before", tmp_path / "told.txt")
    with pytest.raises(UnicodeEncodeError):
        store.write_text("\ud800", tmp_path / "told.txt")
    assert (tmp_path / "told.txt").read_text() == "before"
    assert len(list(tmp_path.iterdir())) == 1


def test_figures_that_are_no_json_are_refused_and_missing_ones_are_none(tmp_path):
    assert store.read_json(tmp_path / "still.json") is None
    (tmp_path / "still.json").write_text("{")
    with pytest.raises(InputError, match=r"still\.json"):
        store.read_json(tmp_path / "still.json")


def test_a_quick_campaign_finds_what_was_kept_above_it(tmp_path):
    store.write_json([1], tmp_path / "still.json")
    assert kept(tmp_path / "quick", "still.json") == kept(tmp_path, "still.json") == [1]
    assert kept(tmp_path, "replay-vm.json") is None


def test_the_worst_are_the_firmwares_own_each_once():
    columns = campaign()
    at = np.flatnonzero((columns["law"] == FIRMWARE) & (columns["kind"] == "removal"))[[3, 8]]
    columns["density_ratio"][at] = (7.0, 8.0)
    columns["fall_10ms_ua"][at[1]] = 9000.0
    told = worst(columns)
    assert [case_id for case_id, _why in told][:2] == [columns["id"][at[1]], columns["id"][at[0]]]
    assert len(dict(told)) == len(told) == 10


def test_no_sitting_at_all_is_an_empty_table():
    assert {name: len(values) for name, values in joined([]).items()} == dict.fromkeys(FIELDS, 0)


def test_a_survival_curve_goes_from_the_largest_to_all_of_them():
    values, share = survival(np.arange(1000.0))
    assert (values[0], share[0]) == (999.0, 0.001)
    assert (values[-1], share[-1]) == (0.0, 1.0)
    assert (np.diff(share) > 0).all()


def test_the_page_needs_no_network_and_has_one_copy_of_its_library():
    columns = campaign()
    page = campaign_page(columns, verdict(columns, None, None), summary(columns), "a < b", [])
    assert "a &lt; b" in page
    assert page.count("plotly.js v") == 1
    assert "<script src=" not in page
