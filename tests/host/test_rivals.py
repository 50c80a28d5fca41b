"""Laws that others use: each does what its name says, on plain slots and, compiled, on the virtual board."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from stillwater_tools.campaign.rivals import RIVALS, tuned
from stillwater_tools.campaign.rivals.constant_voltage import constant_voltage
from stillwater_tools.campaign.rivals.current_loop import pi_cut, pi_didt
from stillwater_tools.campaign.rivals.lead_off import lead_off
from stillwater_tools.campaign.rivals.memory import (
    COMMAND_UV,
    CURRENT_UA,
    MODE,
    MODE_DRIVE,
    MODE_OFF,
    OUTPUT_MAX_UV,
    OUTPUT_MV,
    OUTPUT_UV,
    remember,
)
from stillwater_tools.firmware_tables import PROJECT, firmware_module

SET_UA = 10_000
HOLD_UV = 30_000_000
MOST_UV = 60_000_000
LOOP = [300.0, 50.0]  # ohm, ohm per ms


@pytest.fixture
def s():
    """Control's block in a hold of 10 mA at 30 V."""
    control = firmware_module("stillwater.control.state")
    block = [0] * control.SLOTS
    block[control.CURRENT_SLOW_Q6_UA] = SET_UA * 64
    block[CURRENT_UA], block[COMMAND_UV], block[OUTPUT_MV] = SET_UA, HOLD_UV, HOLD_UV // 1000
    block[OUTPUT_MAX_UV], block[MODE] = MOST_UV, MODE_DRIVE
    return block


def samples(law, s, r, p, current_ua, count=1):
    """Let the law see a current for some samples, with the voltage that it commanded; in which of them it was cut, or None."""
    for number in range(1, count + 1):
        s[CURRENT_UA] = current_ua
        s[OUTPUT_MV] = s[COMMAND_UV] // 1000
        law(s, r, p)
        if s[MODE] == MODE_OFF:
            return number
    return None


LAWS = {
    "pi-cut": (pi_cut, [*LOOP, 50.0, 10.0]),
    "pi-didt": (pi_didt, [*LOOP, 50.0, 10.0, 20.0, 5.0]),
    "constant-voltage": (constant_voltage, [50.0, 1.0]),
    "lead-off": (lead_off, [*LOOP, 50.0, 5.0]),
}


@pytest.mark.parametrize("name", LAWS)
def test_a_law_takes_over_without_a_step(name, s):
    law, p = LAWS[name]
    assert samples(law, s, remember(s), p, SET_UA) is None
    assert s[COMMAND_UV] == HOLD_UV


@pytest.mark.parametrize("name", LAWS)
def test_what_is_cut_stays_cut(name, s):
    law, p = LAWS[name]
    r = remember(s)
    assert samples(law, s, r, p, 0, 1000)
    samples(law, s, r, p, SET_UA)
    assert (s[COMMAND_UV], s[MODE]) == (0, MODE_OFF)


@pytest.mark.parametrize("name", ["pi-cut", "pi-didt", "lead-off"])
def test_a_current_loop_raises_its_voltage_when_current_falls(name, s):
    law, p = LAWS[name]
    samples(law, s, remember(s), p, SET_UA - 100)
    assert s[COMMAND_UV] == HOLD_UV + 100 * 300 + 100 * 50


def test_a_current_loop_winds_up_no_further_than_the_actuator_goes(s):
    r = remember(s)
    samples(pi_cut, s, r, [*LOOP, 50.0, 1000.0], SET_UA // 2, 500)
    assert s[COMMAND_UV] == MOST_UV
    samples(pi_cut, s, r, [*LOOP, 50.0, 1000.0], SET_UA + 1000, 1)
    assert s[COMMAND_UV] == MOST_UV - 1000 * (300 + 50)


@pytest.mark.parametrize("below_ms", [1, 7])
def test_an_open_circuit_is_cut_after_its_time(below_ms, s):
    p = [0.0, 0.0, 50.0, float(below_ms)]
    assert samples(pi_cut, s, remember(s), p, SET_UA // 2, 50) is None  # at its share: not below
    assert samples(pi_cut, s, remember(s), p, SET_UA // 2 - 1, 50) == below_ms


def test_an_open_circuit_shows_as_voltage_at_its_limit_too(s):
    s[COMMAND_UV] = MOST_UV
    assert samples(pi_cut, s, remember(s), [*LOOP, 50.0, 4.0], int(SET_UA * 0.9), 50) == 4


def test_a_moment_below_the_share_is_no_open_circuit(s):
    r, p = remember(s), [0.0, 0.0, 50.0, 3.0]
    for _ in range(10):
        assert samples(pi_cut, s, r, p, 0, 2) is None
        assert samples(pi_cut, s, r, p, SET_UA) is None


@pytest.mark.parametrize("fall_percent, cut", [(19, True), (21, False)])
def test_a_fall_faster_than_its_threshold_is_cut(fall_percent, cut, s):
    r, p = remember(s), [0.0, 0.0, 10.0, 100.0, float(fall_percent), 10.0]
    for sample in range(1, 31):  # 2 % of the set current each millisecond: 20 % in 10
        samples(pi_didt, s, r, p, SET_UA - 200 * sample)
    assert (s[MODE] == MODE_OFF) == cut


def test_constant_voltage_stays_whatever_current_flows_above_its_share(s):
    samples(constant_voltage, s, remember(s), [50.0, 1.0], int(SET_UA * 0.51), 500)
    assert s[COMMAND_UV] == HOLD_UV


def test_constant_voltage_gives_way_above_its_current_limit_and_comes_back(s):
    r = remember(s)
    samples(constant_voltage, s, r, [50.0, 1.0], SET_UA * 2, 5)
    assert s[COMMAND_UV] < HOLD_UV / 2
    samples(constant_voltage, s, r, [50.0, 1.0], SET_UA, 200)
    assert s[COMMAND_UV] == pytest.approx(HOLD_UV, rel=1e-3)


@pytest.mark.parametrize("fall_ms", [1, 40])
def test_constant_voltage_is_taken_away_over_its_time(fall_ms, s):
    r = remember(s)
    assert samples(constant_voltage, s, r, [50.0, float(fall_ms)], SET_UA // 4, 200) == pytest.approx(fall_ms, abs=1)


@pytest.mark.parametrize("above_percent, cut", [(40, True), (60, False)])
def test_lead_off_is_an_impedance_above_its_baseline(above_percent, cut, s):
    r, p = remember(s), [0.0, 0.0, float(above_percent), 5.0]
    assert (samples(lead_off, s, r, p, int(SET_UA / 1.5), 100) is not None) == cut


def test_lead_off_is_no_change_of_current_and_voltage_alike(s):
    r, p = remember(s), [0.0, 0.0, 5.0, 5.0]
    s[COMMAND_UV] = HOLD_UV // 2
    r[OUTPUT_UV] = HOLD_UV / 2
    assert samples(lead_off, s, r, p, SET_UA // 2, 100) is None


@pytest.mark.parametrize("name", [name for name, rival in RIVALS.items() if rival.parameters])
def test_what_was_tuned_is_in_the_range_that_the_tuner_was_given(name):
    parameters = tuned(name)
    assert list(parameters) == [one.name for one in RIVALS[name].parameters]
    assert all(one.low * 0.999 <= parameters[one.name] <= one.high * 1.001 for one in RIVALS[name].parameters)


# What needs the compiled firmware runs in a process of its own: the choice is made when the firmware is first imported.


@pytest.fixture(scope="module")
def played():
    """Figures of a limb that leaves evenly over 300 ms, of nobody moving, and of the search, by rival."""
    environment = {**os.environ, "STILLWATER_NUMBA": "1", "PYTHONPATH": str(PROJECT / "host_tools")}
    done = subprocess.run([sys.executable, __file__], env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_a_constant_current_multiplies_density_as_the_hand_leaves(played):
    ideal = played["ideal-current"]
    assert ideal["ratio_half_wet"] == pytest.approx(2, rel=0.01)
    assert ideal["density_ratio"] > 10
    assert all(played[name]["density_ratio"] < ideal["density_ratio"] for name in LAWS)


@pytest.mark.parametrize("name", RIVALS)
def test_a_rival_keeps_the_current_of_the_hold_while_nobody_moves(name, played):
    assert played[name]["still_mode"] == MODE_DRIVE
    assert played[name]["still_error"] < (1e-4 if name == "ideal-current" else 0.05)


@pytest.mark.parametrize("name", LAWS)
def test_a_rival_begins_where_the_firmware_stands(name, played):
    assert played[name]["first"] == played["firmware"]["first"]


@pytest.mark.parametrize("name", RIVALS)
def test_a_rival_drives_what_the_firmware_drove(name, played):
    assert played[name]["still_ua"] == pytest.approx(played["firmware"]["still_ua"], rel=0.02)


@pytest.mark.parametrize("name", RIVALS)
def test_no_rival_interrupts_the_current(name, played):
    assert played[name]["interrupts"] == 0


@pytest.mark.parametrize("name", LAWS)
def test_a_rival_has_cut_once_the_limb_is_out(name, played):
    assert played[name]["last_mode"] == MODE_OFF
    assert played[name]["last_na"] < 100  # what an open contact leaks


def test_constant_voltage_keeps_the_terminals_voltage_until_it_is_taken_away(played):
    assert played["constant-voltage"]["drifts_uv"] < 300_000


def test_the_search_finds_the_bottom_of_a_bowl_and_no_more_often_than_it_may(played):
    assert played["search"]["evaluations"] == 200
    assert played["search"]["point"] == pytest.approx([0.2, 0.7, 0.4], abs=0.05)
    assert played["search"]["again"] == played["search"]["point"]


def main():
    """Print what `played` needs."""
    from stillwater_tools.campaign import engine
    from stillwater_tools.campaign.draw import WHOLE_PPM, Case, sitting
    from stillwater_tools.campaign.felt import Senses
    from stillwater_tools.campaign.figures import removal_figures
    from stillwater_tools.campaign.rivals.play import play

    wet = np.concatenate((np.ones(200), np.linspace(1, 0, 301), np.zeros(400))) * WHOLE_PPM
    leaves = Case("linear", (0,), 300, "linear", np.stack((wet, np.full(len(wet), WHOLE_PPM)), axis=1).astype(np.int32), 200)
    still = Case("still", (), 0, "still", np.full((5000, 2), WHOLE_PPM, dtype=np.int32), 5000)
    held = engine.hold(sitting(2))
    own = engine.play(held, leaves)
    firmware = {"first": int(own["skin_na"][0]), "still_ua": float(engine.in_ua(own)[0][1:200].mean())}
    told = {"search": searched(), "firmware": firmware}
    for name in RIVALS:
        columns, rest = play(held, leaves, name), play(held, still, name)
        skin_ua, peak_ua = engine.in_ua(columns)
        figures = removal_figures(skin_ua, peak_ua, leaves, held.sitting.areas_mm2, Senses())
        still_ua = engine.in_ua(rest)[0]
        told[name] = {
            "density_ratio": figures["density_ratio"],
            "ratio_half_wet": float(2 * skin_ua[350] / skin_ua[1]),
            "first": int(columns["skin_na"][0]),
            "last_na": int(abs(columns["skin_na"][-1])),
            "last_mode": int(columns["mode"][-1]),
            "still_mode": int(rest["mode"][-1]),
            "still_ua": float(skin_ua[1:200].mean()),
            "still_error": float(np.abs(still_ua[1:] / still_ua[1] - 1).max()),
            "interrupts": int((still_ua[1:] * 1000 < 0.98 * rest["peak_na"][1:]).sum()),
            "drifts_uv": int(np.ptp(columns["terminal_uv"][:210])),
        }
    print(json.dumps(told))


def searched():
    """What the search makes of a bowl, twice."""
    from stillwater_tools.campaign.rivals.tune import search

    seen = []

    def bowl(point):
        seen.append(point)
        return float(((point - [0.2, 0.7, 0.4]) ** 2).sum())

    first = [search(bowl, 3, np.random.default_rng(5), 200)[0].tolist() for _ in range(2)]
    return {"evaluations": len(seen) // 2, "point": first[0], "again": first[1]}


if __name__ == "__main__":
    main()
