"""The state table: every state with every event, and what must hold of all of them."""

import pytest

from stillwater.app import notice_of
from stillwater.control import state
from stillwater.panel import screen, words
from stillwater.treatment import plan, refusals, states
from stillwater.treatment.prescription import Prescription
from stillwater.treatment.session import Session
from stillwater.treatment.snapshot import Snapshot

_ALL = range(len(states.STATES))
_ARMED = [state for state in _ALL if states.STATES[state][4]]
_DRIVEN = [state for state in _ALL if states.STATES[state][2]]
_GOING_DOWN = (states.END_DOWN, states.SOFT_DOWN)


def session_in(state, only=None):
    """A session in a state, in which exactly the event `only` happens."""
    session = Session(Prescription({"area": "palms", "current_ua": 10_000}))
    session.state = state
    session.now = Snapshot()
    for event in states.EVENTS:
        setattr(session, "is_" + event, lambda event=event: event == only)
    return session


@pytest.mark.parametrize("event", states.EVENTS)
@pytest.mark.parametrize("state", _ALL, ids=states.name_of)
def test_every_event_leads_where_the_table_says_or_nowhere(state, event):
    session = session_in(state, event)
    session.step(Snapshot())
    row = states.next_of(state, event)
    assert session.state == (row[0] if row else state)
    asked = states.STATES[session.state]
    assert session.targets.request == asked[1]
    assert session.targets.armed == asked[4]
    assert (session.targets.target_ua > 0) == bool(asked[2])


@pytest.mark.parametrize("state", _ARMED, ids=states.name_of)
def test_a_hard_fault_is_obeyed_first_in_every_armed_state(state):
    assert [row[0] for row in states.ROWS[state][:2]] == ["blocked", "tripped"]


@pytest.mark.parametrize("state", [s for s in _ARMED if s not in _GOING_DOWN], ids=states.name_of)
def test_stop_and_soft_faults_end_every_armed_state(state):
    assert states.next_of(state, "stop")[0] == states.END_DOWN
    assert states.next_of(state, "soft")[0] == states.SOFT_DOWN


@pytest.mark.parametrize("state", _DRIVEN, ids=states.name_of)
def test_current_is_asked_for_only_in_armed_states(state):
    assert states.STATES[state][4]


def test_the_only_ways_to_a_current_are_bath_test_ramp_and_adjusting():
    ways = {(states.name_of(s), event) for s in _ALL for event, following, _ in states.ROWS[s] if following in _DRIVEN}
    assert ways == {
        ("relays", "tested"), ("bath", "bath_good"), ("ramp", "arrived"), ("hold", "adjusted"), ("turn-wait", "rested"),
        ("paused", "start"), ("back", "start"),
    }


def test_treatment_and_control_mean_the_same_modes():
    assert (states.OFF_MODE, states.PROBE_MODE, states.DRIVE_MODE) == (state.MODE_OFF, state.MODE_PROBE, state.MODE_DRIVE)


def test_a_blocked_unit_has_no_way_out():
    assert states.ROWS[states.BLOCKED] == ()


def test_every_event_and_action_of_the_table_exists():
    for rows in states.ROWS:
        for event, following, action in rows:
            assert event in states.EVENTS
            assert following in _ALL
            assert not action or hasattr(Session, "do_" + action)
    assert all(hasattr(Session, "is_" + event) for event in states.EVENTS)


def test_every_state_can_be_reached_from_idle():
    reached, waiting = set(), [states.IDLE]
    while waiting:
        state = waiting.pop()
        reached.add(state)
        waiting += [following for _event, following, _action in states.ROWS[state] if following not in reached]
    assert reached == set(_ALL)


@pytest.mark.parametrize("state", _ALL, ids=states.name_of)
def test_every_state_has_a_screen_that_fits_sixteen_letters(state):
    session = session_in(state)
    session.reason = refusals.COMPLETE
    session.refusal = refusals.ONE_TRAY
    shown = screen.screen_of(session)
    assert shown.title
    assert all(len(line) <= words.LETTERS for line in (shown.title, *shown.lines))


_SAID = [*words.STATES.values(), *words.QUESTIONS, *words.REFUSALS.values(), *words.FAULTS.values(), *words.PLANS.values()]


@pytest.mark.parametrize("lines", _SAID, ids=lambda lines: lines[0])
def test_no_sentence_is_longer_than_the_display(lines):
    assert all(len(line) <= words.LETTERS for line in lines)


@pytest.mark.parametrize("code, name", refusals.REFUSALS)
def test_every_refusal_has_words(code, name):
    assert words.REFUSALS[code][0], name


@pytest.mark.parametrize("treatments, days, is_dry, stage", [
    (9, 100, True, plan.KEEP_ON), (10, 13, True, plan.KEEP_ON), (10, 14, True, plan.UPKEEP), (10, 14, False, plan.VERDICT),
    (14, 40, False, plan.VERDICT), (15, 40, False, plan.DOCTOR), (0, None, False, plan.KEEP_ON)])
def test_no_verdict_before_ten_treatments_and_fourteen_days(treatments, days, is_dry, stage):
    assert plan.stage(treatments, days, is_dry) == stage


@pytest.mark.parametrize("per_week, days", [(3, 2), (7, 1), (1, 7), (5, 1)])
def test_the_next_treatment_is_in_whole_days(per_week, days):
    assert plan.days_to_next(per_week) == days


@pytest.mark.parametrize("turn, before, began", [("each", 1, -1), ("each", -1, 1), ("each", 0, 1), ("half", -1, 1), ("never", -1, 1)])
def test_polarity_of_a_start_follows_the_prescription(turn, before, began):
    assert Session(Prescription({"area": "palms", "current_ua": 5000, "turn": turn}), before).bridge == began


@pytest.mark.parametrize("minutes, charge_uc", [(0, 0), (12, 5_400_000), (29, 44_000_000)])
def test_power_lost_is_told_with_minutes_and_dose_at_the_next_start(minutes, charge_uc):
    shown = screen.screen_of(session_in(states.IDLE), notice_of({"minutes": minutes, "charge_uc": charge_uc}))
    assert shown.title == "Power was lost"
    assert str(minutes) in shown.lines[0]
    assert str(charge_uc // 60_000) in shown.lines[1]
    assert all(len(line) <= words.LETTERS for line in shown.lines)


def test_less_and_more_stay_within_the_prescription():
    session = session_in(states.HOLD)
    for press, bound_ua in ((3, 10_000), (2, 1000), (3, 10_000)):
        for _ in range(60):
            session.step(Snapshot(), press)
        assert session.wanted_ua == bound_ua
