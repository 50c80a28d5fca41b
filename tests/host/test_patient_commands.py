"""`stillwater report` and `stillwater answer`: what a program gets is what the page says, and wrong input is told with its remedy."""

import json

import pytest

from support.command_line import run_here
from support.patient_journal import SERIAL, PatientJournal, on

UNIT = SERIAL.decode()


@pytest.fixture
def folder(tmp_path):
    """A unit's folder with the journal of one treatment."""
    write(tmp_path / "logs" / UNIT)
    return tmp_path / "logs" / UNIT


def write(place):
    journal = PatientJournal()
    journal.boot(on(0))
    journal.treatment()
    journal.write(place / "journal.bin")


def test_report_tells_a_program_what_the_page_tells(folder, monkeypatch, capsys):
    assert run_here(monkeypatch, capsys, "answer", folder, "--hdss", 3, "--sweat", 7, "--day", "2026-03-02")[0] == 0
    code, out, _error = run_here(monkeypatch, capsys, "report", folder.parent, "--json")
    assert code == 0
    (one,) = json.loads(out)
    assert one["areas"][0]["answers"][0]["hdss"] == 3
    text = (folder / f"{UNIT}.html").read_text()
    assert all(finding["says"] in text for finding in one["areas"][0]["findings"])
    code, out, _error = run_here(monkeypatch, capsys, "report", folder, "--out", folder / "pages")
    assert (code, "No verdict yet: 1 of 10" in out, (folder / f"pages/{UNIT}.html").exists()) == (0, True, True)


@pytest.mark.parametrize("arguments, told", [
    (("report", "{0}/nowhere"), "give a journal file"), (("report", "{0}", "--answers", "{0}/none.csv"), "cannot be read"),
    (("report", "{0}", "--prescription", "{0}/none.signed"), "signed prescription"),
    (("report", "{0}", "--out", "/proc/none"), "cannot be written"),
    (("answer", "{0}", "--hdss", "5"), "hdss"), (("answer", "{0}", "--hdss", "3", "--day", "2099-01-01"), "after today"),
    (("answer", "{0}"), "something"), (("answer", "/proc/none", "--hdss", "3"), "cannot be written"),
])  # fmt: skip
def test_wrong_input_ends_with_two_and_says_what_to_do(arguments, told, folder, monkeypatch, capsys):
    code, _out, error = run_here(monkeypatch, capsys, *(argument.format(folder) for argument in arguments))
    assert (code, told in error, "Traceback" in error) == (2, True, False), error


def test_answers_of_one_patient_are_not_taken_for_several(folder, monkeypatch, capsys):
    write(folder.parent / "SW1-00000043")
    code, _out, error = run_here(monkeypatch, capsys, "report", folder.parent, "--answers", "answers.csv")
    assert (code, "one patient's" in error) == (2, True)
