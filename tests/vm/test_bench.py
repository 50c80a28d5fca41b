"""A unit on the bench, on real MicroPython: current flows only through what is a dummy load, and ends at zero, whatever ends it."""

import pytest

from stillwater.bench.calibration import POINTS_UA
from stillwater.safety.limits import BATH_TEST_UA, CALIBRATION_MOST_UA, PROBE_MAX_UA
from stillwater_tools.build.assemble import assemble
from support.bench_played import CTRL_C, GO_ON, played

_PER_UA = 1000
_ERROR_UA = 60  # of a channel that is not calibrated yet, at these currents


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    return assemble(tmp_path_factory.mktemp("build"))


def test_a_calibration_stands_at_each_point_and_ends_with_nothing_flowing(build, tmp_path):
    lines = played(build, tmp_path, ("calibration", 1000))
    points = [line for line in lines if line["bench"] == "point"]
    assert [line["target_ua"] for line in points] == [0, *POINTS_UA]
    assert all(abs(line["meter_na"] / _PER_UA - line["target_ua"]) <= _ERROR_UA for line in points)
    end = lines[-1]
    assert (end["what"], end["now_na"], end["contacts"]) == ("done", 0, 0)
    assert end["most_na"] <= (CALIBRATION_MOST_UA + _ERROR_UA) * _PER_UA


_NO_LOAD = [
    ("a person with both hands in", {"touch_ohm": 0}, "load at the probe", PROBE_MAX_UA),
    ("too much of a resistor", {"touch_ohm": 1700}, "load", BATH_TEST_UA + _ERROR_UA),
    ("too little of one", {"touch_ohm": 600}, "load", BATH_TEST_UA + _ERROR_UA),
    ("nothing", {"touch_ohm": 1000000}, "contact", PROBE_MAX_UA),
    ("a short", {"touch_ohm": 1}, "contact", BATH_TEST_UA + _ERROR_UA),
    ("a zero that no part explains", {"a_zero_raw": 62900}, "zero of A", 0),
]


@pytest.mark.parametrize("parts, what, most_ua", [row[1:] for row in _NO_LOAD], ids=[row[0] for row in _NO_LOAD])
def test_what_is_no_dummy_load_is_refused_before_more_flows_than_a_treatment_looks_with(build, tmp_path, parts, what, most_ua):
    end = played(build, tmp_path, ("calibration", 1000), **parts)[-1]
    assert (end["what"], end["now_na"] <= 0, end["contacts"]) == (what, True, 0)
    assert end["most_na"] <= most_ua * _PER_UA


@pytest.mark.parametrize("answers, what", [(GO_ON + CTRL_C, "the meter's reading"), (GO_ON + b"?", "the meter's reading")])
def test_a_computer_that_says_no_ends_it_softly(build, tmp_path, answers, what):
    lines = played(build, tmp_path, ("calibration", 1000), answers)
    assert [line["target_ua"] for line in lines if line["bench"] == "point"] == [0, *POINTS_UA[:2]]
    assert (lines[-1]["what"], lines[-1]["now_na"], lines[-1]["contacts"]) == (what, 0, 0)


@pytest.mark.parametrize("ohm", [0, 799, 1201, 3000])
def test_a_load_that_a_person_could_be_is_not_even_named(build, tmp_path, ohm):
    end = played(build, tmp_path, ("calibration", ohm))[-1]
    assert (end["what"], end["value"], end["most_na"]) == ("load", ohm, 0)


_BROKEN = [
    ({"relays open"}, {"welded": 1}), ({"bridge at -1"}, {"bridge_stuck": 1}), ({"supply"}, {"supply_mv": 10000}),
    ({"temperature"}, {"temperature_deci_c": 800}), ({"B against A", "INA228 against A"}, {"a_gain_ppm": 1060000}),
    ({"B against A"}, {"b_gain_ppm": 940000}),
]


@pytest.mark.parametrize("checks, parts", _BROKEN, ids=[next(iter(row[1])) for row in _BROKEN])
def test_a_self_test_names_what_is_broken(build, tmp_path, checks, parts):
    lines = played(build, tmp_path, ("selftest", 1000, 0), **parts)
    failed = {line["name"] for line in lines if line["bench"] == "check" and not line["is_ok"]}
    assert failed - {"calibrated"} == checks
    assert lines[-1]["now_na"] == 0


@pytest.mark.parametrize("parts, fault", [({"welded": 3}, "current-while-off"), ({"adc_fault": 2}, "adc-saturated")])
def test_what_the_guard_cuts_ends_a_self_test_with_the_faults_name(build, tmp_path, parts, fault):
    end = played(build, tmp_path, ("selftest", 1000, 0), **parts)[-1]
    assert (end["what"], end["text"]) == ("guard", fault)


def test_a_self_test_of_a_whole_unit_finds_only_that_it_is_not_calibrated(build, tmp_path):
    lines = played(build, tmp_path, ("selftest", 1000, 1), b"y")
    checks = {line["name"]: line for line in lines if line["bench"] == "check"}
    assert [name for name, line in checks.items() if not line["is_ok"]] == ["calibrated"]
    assert {"display", "buzzer", "button start", "button less", "button more", "flash", "journal"} <= set(checks)
    assert lines[-1]["what"] == "done"


def test_a_person_who_sees_no_picture_and_hears_no_beep_fails_both(build, tmp_path):
    lines = played(build, tmp_path, ("selftest", 0, 1), b"n")
    assert {line["name"] for line in lines if line["bench"] == "check" and not line["is_ok"]} == {"calibrated", "display", "buzzer"}
