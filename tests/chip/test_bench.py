"""The bench's work on the chip, in service mode: current flows through a dummy load only, whatever ends the work ends in a reset, and
what a calibration measures makes the channels true.
"""

from datetime import datetime, timezone

import pytest

from stillwater.bench.calibration import POINTS_UA
from stillwater.control import state
from stillwater.safety.limits import PROBE_MAX_UA
from stillwater_tools import given
from stillwater_tools.calibrate.points import Reading
from stillwater_tools.calibrate.run import judged
from stillwater_tools.chip.console import execute
from support import driven_chip
from support.bench_chip import Bench
from support.bench_played import GO_ON
from support.built import without_main
from support.journal_chip import watched_na
from virtual import channels
from virtual.state import A_GAIN_PPM, A_ZERO_RAW, B_GAIN_PPM, B_ZERO_RAW, V_GAIN_PPM

_LOAD_OHM = 1000
_CALIBRATION = ("calibration", _LOAD_OHM)
_FIRST_ERROR_UA = 60  # of channels that are not calibrated yet
_WRONG_PPM, _WRONG_RAW = {A_GAIN_PPM: 30_000, B_GAIN_PPM: -25_000, V_GAIN_PPM: 20_000}, {A_ZERO_RAW: 90, B_ZERO_RAW: -70}
_TRUE_UA = 15  # of 1 mA: what straightening leaves of a wide code, and the reading's noise
_STANDS = f"""
while s[{state.REFERENCE_UA}] < {driven_chip.TARGET_UA}:
    time.sleep_ms(1)
    s[{state.SILENT_TICKS}] = 0
time.sleep_ms(200)
s[{state.SILENT_TICKS}] = 0
print(s[{state.CURRENT_SLOW_Q6_UA}] >> 6)
"""
_PER_UA = 1000


@pytest.mark.long
def test_the_first_point_stands_in_the_load_and_a_computer_that_stops_ends_it(image, figure):
    bench = Bench(image, _CALIBRATION, _LOAD_OHM)
    first_ua = [bench.until("point")["target_ua"] for _ in range(2)]
    true_ua = bench.unit.circuit.stage_na / _PER_UA
    figure("calibration through 1 kohm: current at the point of 1 mA", f"{true_ua:.0f} uA")
    assert first_ua == [0, POINTS_UA[0]]
    assert true_ua == pytest.approx(POINTS_UA[0], abs=_FIRST_ERROR_UA)
    bench.say(b"?")
    assert bench.ended()["what"] == "the meter's reading"


def test_a_person_with_both_hands_in_is_never_taken_for_a_load(image):
    bench = Bench(image, _CALIBRATION, 0)
    for limb in range(2):
        bench.unit.move(limb, 1.0)
    seen_na = watched_na(bench.unit)
    assert bench.ended()["what"] == "load at the probe"
    assert max(seen_na.values()) <= PROBE_MAX_UA * _PER_UA


# The journal has one segment of eight: the rest is made when the unit is idle for the first time.
@pytest.mark.parametrize("is_set, missed", [(False, ["calibrated", "journal's room", "clock"]), (True, ["calibrated", "journal's room"])])
def test_a_new_unit_misses_in_its_self_test_what_it_has_not_been_given(image, is_set, missed):
    bench = Bench(image, ("selftest", 0, False), 0)
    if is_set:
        bench.unit.clock.put_right(datetime(2027, 1, 1, tzinfo=timezone.utc))
    checks = []
    while (line := bench.until("check"))["bench"] == "check":
        checks.append(line)
    assert line["what"] == "done"
    assert [check["name"] for check in checks if not check["is_ok"]] == missed
    assert len(checks) > 15


@pytest.mark.long
def test_after_a_calibration_a_board_that_was_3_per_cent_off_tells_the_true_current(image, figure):
    begin, points = calibrated(image)
    certificate = judged(begin, points, "nobody", "the bath's own truth", _LOAD_OHM)
    held = {given.file_of(given.CALIBRATION): certificate.for_unit()}
    before_ua, after_ua = (apart_ua(driven_chip.driven(image, {**without_main(), **files}, spoilt)) for files in ({}, held))
    figure("current told against the true one, a board 3 % off", f"{before_ua:.0f} uA", "")
    figure("the same once it is calibrated on the chip", f"{after_ua:.0f} uA", f"<= {_TRUE_UA} uA of 1,000")
    assert [line["target_ua"] for line, _ in points] == [0, *POINTS_UA]
    assert before_ua > 2 * _TRUE_UA
    assert after_ua <= _TRUE_UA


def apart_ua(driven):
    """How far the unit is off in what it tells of a current that stands."""
    told_ua = int(execute(driven.machine, _STANDS))
    return abs(told_ua - driven.unit.circuit.stage_na / _PER_UA)


def calibrated(image):
    """The unit's first line, and each point's with what is true then: current and voltage at the terminals."""
    bench = Bench(image, _CALIBRATION, _LOAD_OHM, spoilt)
    begin, points = bench.until("begin"), []
    while len(points) <= len(POINTS_UA):
        line = bench.until("point")
        assert line["bench"] == "point", line
        circuit = bench.unit.circuit
        points.append((line, Reading(circuit.stage_na / _PER_UA, circuit.terminal_uv / 1000)))
        if line["target_ua"]:
            bench.say(GO_ON)
    assert bench.ended()["what"] == "done"
    return begin, points


def spoilt(parts):
    """Gains and zeros of a board as it comes from the factory, within what its parts allow."""
    for slot, ppm in _WRONG_PPM.items():
        parts[slot] += ppm
    for slot, raw in _WRONG_RAW.items():
        parts[slot] += raw
    channels.rescale(parts)
