"""From a journal to a patient's figures: they are those of its records, and days are told only where they are known."""

from datetime import date

import pytest

from stillwater.journal import thin
from stillwater.safety import faults
from stillwater.treatment import refusals
from stillwater_tools.patient.answers_file import add_answer
from stillwater_tools.patient.figures import figures
from stillwater_tools.prescriptions.stated import stated_in
from stillwater_tools.problems import InputError
from support.patient_journal import SERIAL, PatientJournal, on, patient_in
from support.prescribe_signed import signed_bytes

UNIT = SERIAL.decode()
MADE = date(2026, 6, 1)


@pytest.fixture
def journal():
    return PatientJournal()


@pytest.fixture
def folder(tmp_path):
    """Where `log pull` puts a unit's journal."""
    return tmp_path / "logs" / UNIT


def told(journal, folder, **given):
    """The figures of the only area."""
    journal.write(folder / "journal.bin")
    return figures(patient_in(folder, **given), MADE)["areas"][0]


def test_a_treatment_is_told_with_the_figures_of_its_records(journal, folder):
    journal.boot(on(0))
    journal.treatment(current_ua=9_000, minutes=15, skin_ohm=640, removals=2)
    (one,) = told(journal, folder)["treatments"]
    assert (one["prescribed_ma_min"], one["dose_ma_min"], one["dose_percent"], one["before_turn_ma_min"]) == (135, 135, 100, 67.5)
    assert (one["hold_min"], one["hold_ua"], one["removals"], one["skin_ohm"], one["circuit_ohm"]) == (15, 9_000, 2, 640, 1_920)
    assert (one["end"], one["day"], one["counts"]) == ("complete", "2026-03-02", True)


@pytest.mark.parametrize("reason, words", [
    (refusals.STOPPED, "stopped by the patient"), (refusals.TIMED_OUT, "nobody came back"), (refusals.SOFT_FAULT, "ended early"),
    (refusals.HARD_FAULT, "switched off"), (None, "no end was kept"),
])  # fmt: skip
def test_why_it_ended_is_told_in_words(reason, words, journal, folder):
    journal.boot(on(0))
    journal.treatment(done=0.5, reason=reason)
    area = told(journal, folder)
    assert area["treatments"][0]["end"] == words
    assert any("treatments ended" in line for line in area["not_known"]) == (reason is None)


def test_power_that_was_lost_leaves_the_dose_that_was_certainly_given(journal, folder):
    journal.boot(on(0))
    journal.treatment(done=0.7, reason=None)
    journal.power_lost(14, 8_300_000)
    journal.boot(on(0))
    (one,) = told(journal, folder)["treatments"]
    assert (one["end"], one["dose_ma_min"], one["hold_min"], one["counts"]) == ("power was lost", 138.33, None, True)


def test_refusals_and_faults_are_told_as_the_unit_said_them(journal, folder):
    journal.boot(on(0))
    journal.refusal(refusals.JEWELLERY_ON)
    journal.refusal(refusals.EXPIRED)
    journal.fault(faults.SELFTEST)
    journal.boot(None, cause=2)
    journal.treatment()
    journal.write(folder / "journal.bin")
    events = figures(patient_in(folder), MADE)["events"]
    assert [(one["day"], one["says"]) for one in events] == [
        ("2026-03-02", "Not yet. Take metal off, then start again"), ("2026-03-02", "the prescription has expired"),
        ("2026-03-02", "a relay is stuck"), (None, "the unit went off by itself, by a fault inside"),
    ]  # fmt: skip


def test_a_fault_in_a_treatment_stands_beside_it(journal, folder):
    journal.boot(on(0))
    journal.treatment(reason=None)
    journal.fault(faults.WATER_LOW)
    assert told(journal, folder)["treatments"][0]["faults"] == ["water runs out"]


def test_areas_have_each_their_own_treatments_and_plan(journal, folder):
    journal.boot(on(0))
    journal.treatment(area=1, current_ua=15_000)
    journal.treatment(area=0)
    journal.write(folder / "journal.bin")
    areas = figures(patient_in(folder), MADE)["areas"]
    told = [(area["area"], area["plan"]["current_ua"], len(area["treatments"])) for area in areas]
    assert told == [("palms", 10_000, 1), ("soles", 15_000, 1)]


def test_answers_without_an_area_are_refused_where_there_are_several(journal, folder):
    journal.boot(on(0))
    journal.treatment(area=1)
    journal.treatment(area=0)
    journal.write(folder / "journal.bin")
    add_answer(folder / "answers.csv", {"day": "2026-03-02", "hdss": 3, "area": "soles"})
    answers = [add_answer(folder / "answers.csv", {"day": "2026-03-03", "hdss": 3})]
    with pytest.raises(InputError, match="one of palms, soles"):
        patient_in(folder, answers=answers)


def ten_without_clock(journal):
    for _ in range(10):
        journal.boot()
        journal.treatment()


def test_a_unit_without_a_clock_has_treatments_without_days(journal, folder):
    ten_without_clock(journal)
    area = told(journal, folder)
    assert (area["days"], area["days_known"], {one["day"] for one in area["treatments"]}) == (None, None, {None})
    assert "10 of 10 treatments" in area["not_known"][0]
    assert [finding["rule"] for finding in area["findings"]][0] == "days-unknown"


@pytest.mark.parametrize("named, days", [(10, 18), (9, None), (11, None)])
def test_days_from_the_answers_are_taken_all_together_or_not_at_all(named, days, journal, folder):
    ten_without_clock(journal)
    answers = [add_answer(folder / "answers.csv", {"day": on(2 * number).isoformat(), "treated": True}) for number in range(named)]
    area = told(journal, folder, answers=answers)
    assert area["days"] == days
    assert [one["day"] for one in area["treatments"]] == [str(on(2 * number)) if days else None for number in range(10)]
    assert bool(area["not_known"][0].startswith("On which days")) == (days is None)


def test_a_clock_that_is_set_later_tells_the_days_of_that_run(journal, folder):
    journal.boot()
    journal.treatment()
    journal.boot()
    journal.treatment()
    journal.clock(on(4))
    assert [one["day"] for one in told(journal, folder)["treatments"]] == [None, "2026-03-06"]


def test_where_the_record_of_a_start_is_missing_the_clock_before_it_is_not_believed(journal, folder):
    journal.boot(on(0))
    journal.treatment()
    lost = len(journal.records)
    journal.boot(on(7))
    journal.treatment()
    del journal.records[lost]
    assert [one["day"] for one in told(journal, folder)["treatments"]] == ["2026-03-02", None]


def test_what_the_unit_keeps_no_more_is_not_told_as_none(journal, folder):
    journal.boot(on(0))
    journal.treatment(removals=3)
    kept = []
    years = thin.Years(kept.append)
    for record in journal.records:
        years.add(record)
    journal.records = kept
    area = told(journal, folder)
    (one,) = area["treatments"]
    assert (one["removals"], one["pauses"], one["skin_ohm"], one["dose_percent"], one["day"]) == (None, None, None, 100, "2026-03-02")
    assert any("does not keep them so long" in line for line in area["not_known"])


def test_a_signed_prescription_says_the_plan_and_must_be_this_unit_s(journal, folder):
    journal.boot(on(0))
    journal.treatment()
    mine, other = stated_in(signed_bytes(unit=UNIT), "mine"), stated_in(signed_bytes(), "other")
    plan = told(journal, folder, stated=mine)["plan"]
    assert (plan["ceiling_ua"], plan["how"]) == (12_000, "signed prescription 7, 2026-11-26 to 2027-05-26")
    with pytest.raises(InputError, match=f"this journal is of unit {UNIT}"):
        patient_in(folder, stated=other)


def test_treatments_under_another_serial_number_are_somebody_else_s(journal, folder):
    journal.boot(on(0))
    journal.treatment(serial=b"SW1-00000007")
    journal.boot(on(2))
    journal.treatment()
    journal.write(folder / "journal.bin")
    patient = patient_in(folder)
    assert [one["day"] for one in figures(patient, MADE)["areas"][0]["treatments"]] == ["2026-03-04"]
    assert figures(patient, MADE)["not_told"] == ["1 treatments under another serial number"]


def test_records_in_several_files_are_read_once_and_in_order(journal, folder):
    journal.boot(on(0))
    journal.treatment()
    journal.boot(on(2))
    journal.treatment()
    whole = journal.records
    for name, part in (("2.log", whole[:6]), ("1.log", whole[4:])):
        journal.records = part
        journal.write(folder / name)
    assert [one["day"] for one in figures(patient_in(folder), MADE)["areas"][0]["treatments"]] == ["2026-03-02", "2026-03-04"]
