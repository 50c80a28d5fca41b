"""The journal: what is kept is kept, wherever power fails."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stillwater.journal import formats, scan
from stillwater.journal.store import Journal
from support.records import RECORD_DRAWN

_PAGES = 12


class PowerFailed(BaseException):
    """Nothing runs on after it."""


class Flash:
    """Erased pages in memory that lose power in the middle of a program: bits only ever clear."""

    size = scan.PAGE_BYTES
    count = _PAGES

    def __init__(self):
        self.pages = [bytearray(scan.BLANK_PAGE) for _ in range(_PAGES)]
        self.bytes_left = None

    def read(self, index):
        return bytes(self.pages[index])

    def last_used(self):
        return max([index for index, page in enumerate(self.pages) if page != scan.BLANK_PAGE], default=-1)

    def program(self, index, offset, data):
        whole = data if self.bytes_left is None else data[: self.bytes_left]
        for at, byte in enumerate(whole):
            self.pages[index][offset + at] &= byte
        if self.bytes_left is not None:
            self.bytes_left -= len(whole)
            if len(whole) < len(data):
                raise PowerFailed


def kept(flash):
    """(kind, sequence, payload) of every record."""
    return [(kind, sequence, payload) for page in flash.pages for kind, sequence, _ms, payload in scan.records(bytes(page))]


@given(RECORD_DRAWN, st.integers(0, 2**32 - 1))
def test_a_record_comes_back_as_it_was_written(record, time_ms):
    kind, values = record
    data = formats.encode(kind, 7, time_ms, values)
    assert formats.decode(data, 0)[:3] == (kind, 7, time_ms)
    assert formats.unpack(kind, formats.decode(data, 0)[3]) == values


@settings(max_examples=200, deadline=None)
@given(st.lists(RECORD_DRAWN, min_size=1, max_size=25), st.integers(0, 2500), st.lists(RECORD_DRAWN, min_size=1, max_size=5))
def test_power_cut_at_any_byte_loses_only_the_record_being_written(records, cut_at, later):
    flash = Flash()
    journal = Journal(flash)
    flash.bytes_left = cut_at
    written = []
    try:
        for kind, values in records:
            if not journal.append(kind, 0, *values):
                break
            written.append((kind, values))
    except PowerFailed:
        pass
    flash.bytes_left = None
    assert [(kind, formats.unpack(kind, payload)) for kind, _seq, payload in kept(flash)] == written
    again = Journal(flash)
    for kind, values in later:
        again.append(kind, 0, *values)
    numbers = [sequence for _kind, sequence, _payload in kept(flash)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [(kind, formats.unpack(kind, payload)) for kind, _seq, payload in kept(flash)][: len(written)] == written


@given(st.binary(max_size=256))
def test_no_page_whatever_is_on_it_stops_the_reader(data):
    found = scan.records(data + scan.BLANK_PAGE[len(data):])
    assert sum(scan.record_bytes(payload) for _kind, _sequence, _time_ms, payload in found) <= len(data)


def test_a_treatment_without_an_end_is_told_with_the_dose_that_was_certainly_given():
    flash = Flash()
    journal = Journal(flash)
    journal.append(formats.TREATMENT_START, 1000, b"S" * 12, b"f" * 8, b"b" * 8, 0, 15_000, 20, 0, 3)
    journal.append(formats.SUMMARY, 121_000, 1, 2, 3, 4, 5, 6, 1_500_000, 6)
    lost = Journal(flash).recover()
    assert (lost["minutes"], lost["charge_uc"]) == (2, 1_500_000)
    assert Journal(flash).recover() is None


def test_what_follows_a_start_of_the_unit_is_not_of_the_treatment_that_was_lost():
    flash = Flash()
    journal = Journal(flash)
    journal.append(formats.TREATMENT_START, 1000, b"S" * 12, b"f" * 8, b"b" * 8, 0, 15_000, 20, 0, 3)
    for minute in range(1, 60):
        journal.append(formats.SUMMARY, 1000 + 60_000 * minute, 1, 2, 3, 4, 5, 6, 1000 * minute, 6)
    journal.append(formats.BOOT, 0, b"f" * 8, b"b" * 8, 0, 0)
    journal.append(formats.REFUSAL, 9_000_000, 1)
    lost = Journal(flash).recover()
    assert (lost["sequence"], lost["minutes"], lost["charge_uc"], lost["treatment"]["minutes"]) == (1, 59, 59_000, 20)


def test_a_treatment_that_was_lost_before_its_first_summary_is_told_without_a_dose():
    flash = Flash()
    journal = Journal(flash)
    for _ in range(20):
        journal.append(formats.SUMMARY, 0, 1, 2, 3, 4, 5, 6, 700, 6)
    journal.append(formats.TREATMENT_START, 1000, b"S" * 12, b"f" * 8, b"b" * 8, 0, 15_000, 20, 0, 3)
    journal.append(formats.STATE, 61_000, 1, 2, 3)
    lost = Journal(flash).recover()
    assert (lost["minutes"], lost["charge_uc"]) == (1, 0)


def test_the_last_record_of_a_kind_is_found_wherever_it_lies():
    journal = Journal(Flash())
    assert journal.last(formats.TURN) == {}
    for bridge in (1, -1):
        journal.append(formats.TURN, 0, bridge, 20)
        for _ in range(15):
            journal.append(formats.SUMMARY, 0, 1, 2, 3, 4, 5, 6, 700, 6)
    assert journal.last(formats.TURN)["bridge"] == -1


def test_a_full_journal_says_so_and_raises_nothing():
    journal = Journal(Flash())
    while journal.append(formats.REFUSAL, 0, 1):
        pass
    assert journal.failed
    assert "tidy" in journal.failure


@pytest.mark.parametrize("kind, values", [(99, ()), (formats.REFUSAL, ()), (formats.REFUSAL, (1, 2))])
def test_a_record_that_is_not_in_the_table_is_refused(kind, values):
    with pytest.raises(ValueError):
        formats.encode(kind, 1, 0, values)
