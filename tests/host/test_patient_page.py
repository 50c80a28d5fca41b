"""A patient's page: every figure on it is the journal's, whatever the journal holds; it needs nothing from outside and hides no damage."""

import json
import os
import re
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from stillwater.journal import formats
from stillwater.treatment import refusals
from stillwater_tools.patient.answers_file import add_answer
from stillwater_tools.patient.figures import figures
from stillwater_tools.patient.page import page
from stillwater_tools.patient.svg import nice_ticks
from support.patient_journal import SERIAL, PatientJournal, on, patient_in
from support.records import RECORDS_DRAWN

MADE = date(2026, 6, 1)


@pytest.fixture
def journal():
    return PatientJournal()


@pytest.fixture
def folder(tmp_path):
    """Where `log pull` puts a unit's journal."""
    return tmp_path / SERIAL.decode()


def drawn_course(journal, seed):
    """Weeks of any kind."""
    draw, day = Random(seed), 0
    for _ in range(draw.randrange(1, 20)):
        journal.boot(on(day) if draw.random() < 0.9 else None)
        if draw.random() < 0.2:
            journal.refusal(draw.choice(refusals.REFUSALS)[0])
        done, reason = (1.0, refusals.COMPLETE) if draw.random() < 0.7 else (draw.random(), draw.choice(refusals.REASONS)[0])
        journal.treatment(draw.randrange(3, 16) * 1000, draw.randrange(5, 31), done, reason, draw.randrange(200, 4000), draw.randrange(4))
        day += draw.randrange(4)


@pytest.mark.parametrize("seed", range(20))
def test_every_figure_of_the_page_is_one_of_the_journal(seed, journal, folder):
    drawn_course(journal, seed)
    journal.write(folder / "journal.bin")
    patient = patient_in(folder)
    (area,) = figures(patient, MADE)["areas"]
    text = page(patient, MADE)
    cells = [re.findall("<td[^>]*>(.*?)</td>", row) for row in re.findall("<tr>(<td.*?)</tr>", text.partition("<h3>Treatments</h3>")[2])]
    ends = [formats.as_dict(kind, payload) for kind, _sequence, _ms, payload in journal.records if kind == formats.TREATMENT_END]
    starts = [formats.as_dict(kind, payload) for kind, _sequence, _ms, payload in journal.records if kind == formats.TREATMENT_START]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        dose, asked = end["charge_uc"] / 60_000, start["current_ua"] * start["minutes"] / 1000
        assert cells[number][2] == f"{round(dose, 2):g} of {round(asked, 2):g}"
        assert cells[number][4] == f"{round(end['hold_ms'] / 60_000, 1):g}"
    assert f"<b>{area['treatments_counted']}</b>" in text
    for finding in area["findings"]:
        assert finding["condition"].split("<")[0] in text


def test_years_of_treatments_leave_the_last_in_the_table_and_say_so(journal, folder):
    journal.boot(on(0))
    for _ in range(61):
        journal.treatment()
    journal.write(folder / "journal.bin")
    text = page(patient_in(folder), MADE)
    assert "there were 1 more" in text
    assert len(re.findall("<td>complete</td>", text)) == 60
    assert "<b>61</b>" in text


def test_a_page_needs_nothing_from_outside(journal, folder):
    drawn_course(journal, 3)
    journal.write(folder / "journal.bin")
    text = page(patient_in(folder), MADE)
    assert not re.findall(r"<script|<link|<img|@import|url\(|src=|href=", text)
    assert "@media print" in text


def test_what_somebody_has_written_is_shown_as_text(journal, folder):
    journal.boot(on(0))
    journal.treatment()
    journal.write(folder / "journal.bin")
    answers = [add_answer(folder / "answers.csv", {"day": "2026-03-02", "note": "<script>alert(1)</script>"})]
    assert "<script" not in page(patient_in(folder, answers=answers), MADE)


@settings(max_examples=int(os.environ.get("STILLWATER_PAGES", "60")), deadline=None)
@given(RECORDS_DRAWN)
def test_whatever_records_hold_there_is_a_page(records):
    with TemporaryDirectory() as folder:
        drawn = PatientJournal()
        drawn.records = records
        drawn.write(Path(folder) / "journal.bin")
        patient = patient_in(Path(folder))
        assert page(patient, MADE).endswith("</html>\n")
        assert json.dumps(figures(patient, MADE))


def test_a_page_says_what_of_the_journal_is_damaged(journal, folder):
    drawn_course(journal, 4)
    path = journal.write(folder / "journal.bin")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert "damaged" in figures(patient_in(folder), MADE)["not_told"][0]


@pytest.mark.parametrize("most", [0, 0.0004, 1, 2.1, 199, 200, 201, 1e9])
def test_ticks_reach_the_highest_value_in_steps_of_one_two_or_five(most):
    values = [value for value, _text in nice_ticks(most)]
    assert values[-1] >= most
    assert f"{values[1]:e}"[0] in "125"
