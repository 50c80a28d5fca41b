"""What a patient's page suggests: each rule at both sides of its bound, and each with its source."""

import pytest

from stillwater.safety import faults
from stillwater_tools.patient.history import Plan
from stillwater_tools.patient.rules import RULES, findings
from stillwater_tools.patient.sources import SOURCES
from stillwater_tools.patient.treatments import Event
from support.patient_journal import answered, history, on, treated


def says(**given):
    """{rule: words} of a history."""
    return {finding.rule.name: finding.says for finding in findings(history(**given))}


def wet(day, hdss=3):
    return answered(day, hdss=hdss, sweat=6)


def dry(day, hdss=1):
    return answered(day, hdss=hdss, sweat=1)


@pytest.mark.parametrize("done, days, early", [(9, 14, True), (10, 13, True), (10, 14, False), (9, 40, True), (30, 13, True)])
def test_no_verdict_before_ten_treatments_and_fourteen_days(done, days, early):
    told = says(done=done, days=days, answers=[wet(days)])
    assert ("too-early" in told) == early
    assert bool({"more", "doctor", "changed", "taper"} & set(told)) == (not early)


def test_too_early_says_how_far_it_is_and_that_nothing_is_to_be_changed():
    told = says(done=4, days=9)["too-early"]
    assert "4 of 10 treatments and 9 of 14 days" in told
    assert "change nothing" in told


@pytest.mark.parametrize("done, rule", [(9, "too-early"), (10, "days-unknown"), (15, "days-unknown"), (50, "days-unknown")])
def test_without_days_there_is_no_verdict_and_it_is_said_why(done, rule):
    told = says(done=done, days=None, answers=[wet(0), dry(60)])
    assert {"too-early", "days-unknown", "changed", "taper", "more", "doctor", "unanswered"} & set(told) == {rule}
    assert "unknown number of 14 days" in told.get("too-early", "unknown number of 14 days")
    assert "answers file" in told.get("days-unknown", "answers file")


def test_when_a_verdict_is_due_and_nobody_was_asked_it_asks():
    assert "unanswered" in says(done=10, days=14, answers=[wet(7)])
    assert "unanswered" not in says(done=10, days=14, answers=[wet(14)])
    assert "unanswered" not in says(done=10, days=13)


@pytest.mark.parametrize("now, words", [(4, "worse"), (3, "no response"), (2, "a good response"), (1, "an excellent response")])
def test_a_change_is_counted_in_steps_of_hdss(now, words):
    told = says(done=12, days=28, answers=[answered(0, hdss=3), answered(28, hdss=now)])["changed"]
    assert f"was 3 and is {now}: {words}" in told


@pytest.mark.parametrize("done, days, rule", [(14, 41, "more"), (15, 41, "doctor"), (14, 42, "doctor"), (10, 41, "more")])
def test_fifteen_treatments_or_six_weeks_without_getting_dry_are_for_the_doctor(done, days, rule):
    told = says(done=done, days=days, answers=[wet(0), wet(days)])
    assert {"more", "doctor"} & set(told) == {rule}


@pytest.mark.parametrize("then, words", [(3, "a non-response"), (4, "better, but no full response")])
def test_who_is_better_and_not_dry_is_not_called_a_non_response(then, words):
    assert words in says(done=15, days=42, answers=[answered(0, hdss=then), wet(42)])["doctor"]


@pytest.mark.parametrize("plan, words", [
    (Plan(10_000, 20, 3, 12_000, ""), "1 mA more than 10 mA (ceiling 12 mA)"),
    (Plan(12_000, 20, 3, 12_000, ""), "25 minutes instead of 20"),
    (Plan(12_000, 28, 3, 12_000, ""), "30 minutes instead of 28"),
    (Plan(12_000, 30, 3, 12_000, ""), "4 treatments a week instead of 3"),
    (Plan(12_000, 30, 3, None, ""), "ceiling is not known"),
    (None, "more current, then more minutes"),
])  # fmt: skip
def test_what_comes_next_is_current_then_minutes_then_treatments_a_week(plan, words):
    assert words in says(done=10, days=20, answers=[wet(20)], plan=plan)["more"]


@pytest.mark.parametrize(
    "skin, is_sore", [({"redness": 1}, False), ({"redness": 2}, True), ({"blisters": 1}, True), ({"dryness": 3}, False),
                      ({"tingling": 2}, False), ({"tingling": 3}, True)])
def test_nothing_is_raised_while_it_is_sore(skin, is_sore):
    told = says(done=10, days=20, answers=[answered(20, hdss=3, sweat=6, **skin)])["more"]
    assert ("sore" in told) == is_sore


@pytest.mark.parametrize("score, hdss, is_dry", [(2, 4, True), (3, 1, False), (None, 1, True), (None, 2, False)])
def test_dry_is_a_score_below_three_and_without_a_score_hdss_one(score, hdss, is_dry):
    told = says(done=10, days=20, answers=[answered(20, hdss=hdss, sweat=score)])
    assert ("taper" in told, "more" in told) == (is_dry, not is_dry)


@pytest.mark.parametrize("checks, words", [
    ([dry(20)], "a week"),
    ([dry(20), dry(27)], "a week"),
    ([dry(20), dry(27), dry(34)], "every two weeks"),
    ([dry(20), dry(27), dry(34), dry(41)], "every two weeks"),
    ([dry(20), dry(27), dry(34), dry(41), dry(48)], "every four weeks"),
    ([dry(20 + 7 * number) for number in range(12)], "every four weeks"),
    ([dry(20), dry(27), wet(34), dry(41)], "a week"),
    ([dry(5), dry(9), dry(20)], "a week"),
])  # fmt: skip
def test_a_step_of_the_taper_follows_two_dry_checks(checks, words):
    told = says(done=10, days=20, answers=checks)
    assert f"one treatment {words}." in told["taper"]
    assert "keep-up" in told
    assert "back" not in told


@pytest.mark.parametrize("checks, words", [
    ([dry(20), wet(27)], "whenever prescribed"),
    ([dry(20), dry(27), dry(34), wet(41)], "a week"),
    ([dry(20), dry(27), dry(34), dry(41), dry(48), wet(55)], "every two weeks"),
])  # fmt: skip
def test_clammy_goes_one_step_back_and_is_no_matter_of_non_response(checks, words):
    told = says(done=15, days=20, answers=checks)
    assert f"one treatment {words}," in told["back"]
    assert not {"taper", "doctor", "more"} & set(told)


@pytest.mark.parametrize("missing, told", [(1, False), (2, True)])
def test_two_treatments_missing_in_two_weeks_are_asked_about(missing, told):
    days = [0, *(15 + number * 2 for number in range(6 - missing))]
    treatments = tuple(treated(number, day) for number, day in enumerate(days, 1))
    assert ("too-few" in says(treatments=treatments, answers=[wet(28)])) == told


@pytest.mark.parametrize("days, told", [(13, False), (14, True)])
def test_nobody_is_asked_for_missing_treatments_in_the_first_two_weeks(days, told):
    assert ("too-few" in says(done=1, days=0, answers=[wet(days)])) == told


def test_once_it_is_dry_fewer_treatments_are_right():
    assert "too-few" not in says(done=10, days=20, answers=[dry(40)])
    assert "too-few" in says(done=10, days=20, answers=[wet(40)])


def test_one_treatment_a_day_is_the_most():
    twice = tuple(treated(number, day) for number, day in enumerate((0, 1, 1), 1))
    assert str(on(1)) in says(treatments=twice)["too-often"]
    assert "too-often" not in says(treatments=twice[:2])


@pytest.mark.parametrize("hold_ms, charge_uc, counts", [
    (599_999, 5_939_999, False), (600_000, 0, True), (0, 5_940_000, True), (None, 5_939_999, False), (None, 5_940_000, True),
])  # fmt: skip
def test_ten_minutes_at_current_count_and_so_does_their_charge_but_for_a_hundredth(hold_ms, charge_uc, counts):
    told = says(treatments=(treated(hold_ms=hold_ms, charge_uc=charge_uc),))
    assert ("too-short" in told) == (not counts)
    assert f"{int(counts)} of 10 treatments" in told["too-early"]


@pytest.mark.parametrize("old, told", [(7, False), (8, True)])
def test_answers_are_asked_for_once_a_week(old, told):
    assert ("ask-again" in says(done=5, days=10 + old, answers=[wet(10)])) == told
    assert "ask-again" in says(done=1, days=0)
    assert "ask-again" not in says()


@pytest.mark.parametrize("question, step, rules", [
    ("blisters", 0, set()), ("blisters", 1, {"blisters"}), ("redness", 0, set()), ("redness", 1, {"redness"}),
    ("redness", 2, {"redness-clear"}), ("redness", 3, {"redness-clear"}), ("dryness", 0, set()), ("dryness", 1, {"dryness"}),
    ("dryness", 2, {"dryness"}), ("dryness", 3, {"dryness", "cracks"}), ("tingling", 2, set()), ("tingling", 3, {"painful"}),
])  # fmt: skip
def test_skin_is_cared_for_by_the_last_answer(question, step, rules):
    skin = {"blisters", "redness", "redness-clear", "dryness", "cracks", "painful"}
    assert skin & set(says(answers=[answered(0, **{question: 3}), answered(1, **{question: step})])) == rules


@pytest.mark.parametrize("hold_ua, told", [(9_001, False), (9_000, True), (None, False)])
def test_a_tenth_less_current_than_prescribed_is_told(hold_ua, told):
    assert ("skin-limits" in says(treatments=(treated(hold_ua=hold_ua),))) == told


@pytest.mark.parametrize("removals, told", [(0, False), (None, False), (1, True)])
def test_a_hand_that_came_out_is_told_how_to_be_lifted(removals, told):
    assert ("lifted" in says(treatments=(treated(removals=removals),))) == told


@pytest.mark.parametrize("verdict, rule", [("skin-dry", "found-dry"), ("skin-broken", "ask-doctor"), ("something-changed", "ask-doctor")])
def test_the_last_refusal_counts_until_a_treatment_has_come_after_it(verdict, rule):
    refusal = Event(2, "refusal", verdict, None)
    assert rule in says(treatments=(treated(1),), events=(refusal,))
    assert rule not in says(treatments=(treated(1), treated(3)), events=(refusal,))
    assert rule not in says(treatments=(treated(1),), events=(refusal, Event(3, "refusal", "jewellery-on", None)))


@pytest.mark.parametrize("code, name, kind", faults.FAULTS, ids=[row[1] for row in faults.FAULTS])
def test_a_unit_that_blocks_goes_to_service_until_a_complete_treatment_follows(code, name, kind):
    fault = Event(2, "fault", name, None)
    assert ("out-of-order" in says(treatments=(treated(1),), events=(fault,))) == (kind == faults.HARD_BLOCKED)
    assert "out-of-order" not in says(treatments=(treated(1), treated(3)), events=(fault,))
    assert code


def test_a_crash_is_told():
    assert "1 time" in says(events=(Event(1, "crash", "crash", None),))["went-off"]
    assert "went-off" not in says(events=(Event(1, "refusal", "no-contact", None),))


def test_what_is_to_be_done_comes_first_and_skin_before_the_plan():
    told = findings(history(done=10, days=20, answers=[answered(20, hdss=3, sweat=6, blisters=1, dryness=1)]))
    assert [finding.rule.name for finding in told] == ["blisters", "more", "dryness"]


def test_every_rule_names_known_sources_or_that_it_is_ours():
    for rule in RULES:
        assert set(rule.sources) <= set(SOURCES)
        assert rule.sources or rule.name in ("days-unknown", "unanswered", "ask-again", "out-of-order", "went-off")
    assert set(SOURCES) == {key for rule in RULES for key in rule.sources}
