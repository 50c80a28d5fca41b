"""The margins are what they say: known loops, the simulated board's own answer, and radius and Nyquist that agree."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stillwater_tools.campaign.linear import Circuit, at_rest, circuit, closed, opened, plant, taps
from stillwater_tools.campaign.margins import figures, radius, summary
from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.run.host import rehearsal

CURRENT_UA = 8_000
STEP_UV = 1_000_000


def bath(skin_ohm, skin_nf=1000.0, series_ohm=2000.0):
    """A circuit with two equal skins, given as they are without voltage."""
    return Circuit(series_ohm, np.array([skin_ohm, skin_ohm]), np.array([skin_nf, skin_nf]), 12e6, 0.05)


def everything_ohm(there):
    """What a lasting change of current changes in voltage, all over the circuit."""
    return (at_rest(there, CURRENT_UA + 1)[4] - at_rest(there, CURRENT_UA - 1)[4]) / 2


def known(*values):
    """A law's answer with these first values."""
    return np.concatenate((values, np.zeros(8 - len(values))))


def test_without_compensation_everything_dies_away():
    told = figures(plant(bath(1000.0), CURRENT_UA), known())
    assert told["radius"] < 1
    assert told["gain_margin"] == float("inf")
    assert told["modulus_margin"] == pytest.approx(1)


@pytest.mark.parametrize("part, grows", [(0.9, False), (1.2, True)])
def test_more_compensation_than_there_is_to_compensate_grows(part, grows):
    there = bath(500.0)
    told = figures(plant(there, CURRENT_UA), known(part * everything_ohm(there)))
    assert (told["radius"] > 1) is grows
    assert (told["gain_margin"] < 1) is grows


def test_a_resistor_has_the_margin_that_paper_gives():
    told = figures(plant(bath(0.0), CURRENT_UA), known(1600.0))
    assert told["gain_margin"] == pytest.approx(2000 / 1600)
    assert told["modulus_margin"] == pytest.approx(1 - 1600 / 2000)


@settings(max_examples=40, deadline=None)
@given(st.floats(50, 3000), st.floats(100, 20_000), st.floats(100, 3000), st.floats(0, 2), st.floats(0, 1500))
def test_at_the_margin_the_spectral_radius_is_one(skin_ohm, skin_nf, fast_ohm, lead, late_ohm):
    answers = plant(bath(skin_ohm, skin_nf), CURRENT_UA)
    law = known(fast_ohm * (1 + lead), late_ohm / 2 - fast_ohm * lead, late_ohm / 2)
    margin = figures(answers, law)["gain_margin"]
    assert radius(closed(answers, law * margin * 0.98)) < 1 < radius(closed(answers, law * margin * 1.02))


def test_the_locus_is_the_ratio_of_closed_to_open_polynomials():
    answers, law = plant(bath(700.0), CURRENT_UA), known(1500.0, -200.0, 90.0)
    z = np.exp(0.3j)
    both = [np.prod(z - np.linalg.eigvals(closed(answers, part * law))) for part in (1, 0)]
    assert opened(answers, law, np.array([0.3]))[0] == pytest.approx(1 - both[0] / both[1])


@pytest.mark.parametrize("skin_nf_per_cm2", [5, 60])
def test_the_plant_answers_a_step_as_the_simulated_board_does(skin_nf_per_cm2):
    board = firmware_module("virtual.state")
    patient = {"skin_now_ohm_cm2": 150_000, "bend_mv": 8000, "skin_nf_per_cm2": skin_nf_per_cm2, "noise_permille": 0}
    case = rehearsal(patient)
    case.t[board.CONTACT_1] = case.t[board.CONTACT_2] = 1
    up_ua, down_ua = stepped_currents_ua(case, STEP_UV), stepped_currents_ua(case, -STEP_UV)
    still_ua = stepped_currents_ua(case, 0)[-1]
    answers = plant(circuit(case.b, 0, 1.0), still_ua)
    state, linear_ua = np.zeros(4), []
    for _ in up_ua:
        *state, current_ua = answers @ [*state, STEP_UV]
        linear_ua.append(current_ua)
    assert np.abs((up_ua - down_ua) / 2 - linear_ua).max() < 0.02 * max(linear_ua)


def stepped_currents_ua(case, step_uv):
    """True currents at the end of each of ten milliseconds after the command has stepped, from a rest at 24 V."""
    world, board = firmware_module("virtual.loop").world, firmware_module("virtual.state")
    t, b, w = case.t[:], case.b[:], case.w[:]
    currents_ua = []
    for ms in range(1, 411):
        w[0] = w[firmware_module("virtual.limbs").LIMB] = 1_000_000 - ms % 2  # a limb that moves: skin is found anew each ms
        t[board.LEVEL_UV] = 24_000_000 + (step_uv if ms > 400 else 0)
        t[board.FED_US] = 10_000
        world(t, b, w, ms * 20 + 1)
        currents_ua.append(t[board.STAGE_NA] / 1000)
    return np.array(currents_ua[400:])


def test_the_law_is_asked_of_the_firmware_tick_itself(monkeypatch):
    control, board = firmware_module("stillwater.control.state"), firmware_module("virtual.state")
    sense, case = firmware_module("stillwater.control.sense").sense, rehearsal()
    last_ua = [0]

    def tick(s):
        sense(s)
        s[control.COMMAND_UV] = 9_000_000 + 1500 * s[control.CURRENT_UA] - 400 * last_ua[0]
        last_ua[0] = s[control.CURRENT_UA]

    monkeypatch.setattr(firmware_module("stillwater.control.tick"), "step", tick)
    case.s[control.REFERENCE_UA] = 8000
    case.t[board.A_GAIN_PPM], case.t[board.ADC_GAIN_PPM] = 1_010_000, 1_000_000
    firmware_module("virtual.channels").rescale(case.t)
    told = taps(SimpleNamespace(blocks={"s": np.array(case.s), "t": np.array(case.t)}), 0.7, 0.0, falls=True)
    assert told[:2] == pytest.approx([1500 * 1.01, -400 * 1.01])
    assert told[2:] == pytest.approx(0)


def test_the_summary_counts_from_the_worst():
    rows = [{"wet": 1.0, "gain_margin": 1 + n, "modulus_margin": n / 10, "radius": 1 - n / 10} for n in range(5)]
    told = summary(rows)[1.0]
    assert (told["gain_margin"]["worst"], told["radius"]["worst"]) == (1, 1)
    assert (told["gain_margin"]["p50"], told["radius"]["p50"]) == (3, 0.8)
