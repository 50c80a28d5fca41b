"""How the run before ended decides how a unit starts, and what ended it is kept in a record of bounded length."""

import sys
import traceback

import pytest

from stillwater import notes, starts
from stillwater.journal import formats
from stillwater.panel import words


@pytest.mark.parametrize("cause", [starts.WATCHDOG, starts.CRASH])
def test_the_first_failure_starts_idle_and_the_second_stays_off(cause):
    first = starts.Start(starts.word_of(cause, 0))
    assert (first.cause, first.failures, first.has_failed, first.must_stay_off) == (cause, 1, True, False)
    second = starts.Start(starts.word_of(cause, first.failures))
    assert (second.failures, second.must_stay_off) == (2, True)


@pytest.mark.parametrize("word", [0, 0x12345678, -1, 0x2A560201])
def test_a_word_that_is_not_ours_is_a_power_on(word):
    start = starts.Start(word)
    assert (start.cause, start.failures, start.has_failed) == (starts.POWER_ON, 0, False)


@pytest.mark.parametrize("cause", [starts.SERVICE_ASKED, starts.SERVICE_LEFT])
def test_service_is_no_failure_and_ends_their_count(cause):
    start = starts.Start(starts.word_of(cause, 0))
    assert (start.cause, start.failures, start.must_stay_off) == (cause, 0, False)


def test_failures_are_counted_no_further_than_the_word_takes():
    assert starts.Start(starts.word_of(starts.CRASH, 1000)).failures == 256
    assert 0 <= starts.word_of(starts.CRASH, 1000) < 1 << 30


def test_every_cause_has_its_name():
    assert [code for code, _name in starts.CAUSES] == list(range(1, 6))


@pytest.fixture
def printed(monkeypatch):
    """MicroPython's own way to print an exception."""
    def print_exception(error, file):
        file.write("".join(traceback.format_exception(error)))
    monkeypatch.setattr(sys, "print_exception", print_exception, raising=False)


def test_a_crash_is_kept_by_its_type_and_place(printed):
    error = _raised(lambda: _throw(IndexError()))
    line, text = notes.place_of(error)
    assert line == _throw.__code__.co_firstlineno + 1
    assert text == f"IndexError {__file__}".encode()[:80]


def test_a_crash_whose_traceback_cannot_be_told_is_kept_by_its_type(monkeypatch):
    def print_exception(error, file):
        raise MemoryError
    monkeypatch.setattr(sys, "print_exception", print_exception, raising=False)
    assert notes.place_of(MemoryError()) == (0, b"MemoryError ")


def test_a_crash_fits_its_record_however_long_its_place(printed):
    long = type("E" * 300, (Exception,), {})
    record = formats.encode(formats.CRASH, 1, 0, notes.place_of(_raised(lambda: _throw(long()))))
    kind, _sequence, _time_ms, payload = formats.decode(record, 0)
    assert kind == formats.CRASH
    assert len(formats.as_dict(kind, payload)["text"]) == 80


@pytest.mark.parametrize("said", [words.OFF, words.SERVICE, words.NO_JOURNAL, (words.WENT_OFF, *words.FAULT_INSIDE)])
def test_what_is_said_of_a_start_fits_the_display(said):
    assert len(said) <= 4
    assert all(0 < len(line) <= words.LETTERS for line in said)


def _raised(work):
    try:
        work()
    except Exception as error:
        return error


def _throw(error):
    raise error
