"""What a person does and what the unit answers, on any tier: a short treatment, a hand that leaves, the stop button, a fault."""

import pytest

from support.unit_cases import CURRENT_UA, into_hold, short_treatment
from support.unit_words import Unit

_PROBE_MOST_UA = 200
_TURN_MOST_UA = 50
_FALL_MS = 10
_FALL_MOST_UA = 500
_LOOK_MS = 200
_STOP_MS = 200
_GROWTH_MOST_BYTES = 1024  # what a state makes that had not been before
_STARTS = ["idle", "ask", "contact", "relays", "bath", "ramp", "hold"]
_REMOVAL = ["lost", "back", "ramp", "hold"]
_TURN = ["turn-down", "turn-wait", "ramp", "hold"]
_ENDS = ["end-down", "done"]


def test_a_short_treatment_goes_through_ramp_removal_return_turn_and_end(treatment):
    assert treatment.states == _STARTS + _REMOVAL + _TURN + _ENDS
    assert treatment.is_reason("complete")
    assert treatment.last["fault"] == "none"


def test_the_current_in_each_hold_is_what_is_prescribed_and_turns_its_sign(treatment):
    means_ua = [mean_ua(treatment, "hold", nth, after_ms=200) for nth in (1, 2, 3)]
    signs = [mean / abs(mean) for mean in means_ua]
    assert [abs(mean) for mean in means_ua] == pytest.approx([CURRENT_UA] * 3, rel=0.03)
    assert signs[0] == signs[1] == -signs[2]


def test_no_more_than_the_probe_waits_for_the_hand_that_comes_back(treatment):
    since = treatment.entered("lost") + _STOP_MS  # and before the hand is back
    assert largest_ua(treatment, since, treatment.entered("ramp", 2) - since) <= _PROBE_MOST_UA


def test_nothing_flows_while_polarity_turns(treatment):
    since = treatment.entered("turn-wait")
    assert largest_ua(treatment, since, treatment.entered("ramp", 3) - since) <= _TURN_MOST_UA


@pytest.mark.beside
def test_the_display_says_what_happens_and_what_was_given(treatment):
    assert "Contact lost" in treatment.said_in("lost")
    assert "Welcome back" in treatment.said_in("back")
    assert "Dose 100 %" in treatment.said_in("done")


@pytest.mark.beside
def test_the_journal_has_start_turn_and_end_and_each_state(treatment):
    first, *_, last = [name for name in treatment.records if name.startswith("treatment")]
    assert (first, last) == ("treatment_start", "treatment_end")
    assert treatment.records.count("turn") == 2  # where the bridge begins, and where it goes
    assert treatment.records.count("state") == len(treatment.states) - 1


@pytest.mark.beside
def test_the_heap_in_use_does_not_grow_from_the_first_hold_to_the_last(treatment, tier, figure):
    first_bytes, last_bytes = treatment.heap_bytes
    figure(f"heap in use in the first and the last hold, {tier}", f"{first_bytes} {last_bytes} bytes", f"<= {_GROWTH_MOST_BYTES} more")
    assert last_bytes - first_bytes <= _GROWTH_MOST_BYTES


def test_a_hand_that_leaves_takes_the_current_with_it(unit: Unit):
    unit.move("1", 0)
    unit.until_state("lost", 1000)
    unit.run(_LOOK_MS)
    assert largest_ua(unit.told, unit.told.entered("lost") + _LOOK_MS // 2, _LOOK_MS // 2) <= 1


def test_start_held_for_a_second_ends_the_treatment_in_a_ramp(unit: Unit):
    pressed = unit.told.last["ticks"]
    unit.press_long("start")
    unit.until_state("done", 3000)
    unit.run(_LOOK_MS)
    currents = unit.told.skin_ua(pressed, len(unit.told.skin_na))
    falls = [abs(before) - abs(after) for before, after in zip(currents, currents[_FALL_MS:], strict=False)]
    assert unit.told.is_reason("stopped")
    assert max(falls) <= _FALL_MOST_UA
    assert abs(currents[-1]) <= 1


def test_a_stage_that_gives_too_much_is_cut_told_and_journaled(unit: Unit):
    before = len(unit.told.skin_na)
    unit.short_the_stage()
    unit.until_state("tripped", 100)
    unit.run(_LOOK_MS)
    currents = unit.told.skin_ua(before, _LOOK_MS)
    assert sum(abs(current) > 1.2 * CURRENT_UA for current in currents) <= 5
    assert abs(currents[-1]) <= 1
    assert unit.told.last["fault"] != "none"
    assert unit.told.has_record("fault")


@pytest.mark.long
def test_a_treatment_that_waits_as_long_as_a_patient_does_goes_through_the_same_states(begin):
    with begin(hurry=False) as unit:
        told = short_treatment(into_hold(unit)).told
    assert told.states == _STARTS + _REMOVAL + _TURN + _ENDS
    assert abs(mean_ua(told, "hold", 3, after_ms=200)) == pytest.approx(CURRENT_UA, rel=0.03)


def mean_ua(told, state, nth, after_ms):
    """True current in a hold, some time after it began."""
    currents = told.skin_ua(told.entered(state, nth) + after_ms, _LOOK_MS)
    return sum(currents) / len(currents)


def largest_ua(told, since_tick, ticks):
    """Largest true current of some ticks, whatever its sign."""
    return max(map(abs, told.skin_ua(since_tick, ticks)))
