"""What of a treatment the journal is told, and what the next start learns from it: complete treatments of each area."""

import pytest

from stillwater.journal import formats, scan
from stillwater.journal.store import Journal
from stillwater.notes import Notes
from support.link_unit import IDENTITY, Pages

_PALMS, _SOLES = 0, 1
_NOW_S, _DAY_S = 1_796_000_000, 86_400


def started(pages, identity=IDENTITY):
    """The notes of a unit that has started."""
    journal = Journal(pages)
    notes = Notes(journal, identity, journal.last(formats.TALLY))
    notes.boot(0, 0)
    return notes


def test_complete_treatments_are_counted_by_area_and_outlive_starts():
    pages = Pages()
    notes = started(pages)
    for area in (_PALMS, _SOLES, _PALMS):
        notes.count(0, area, 0)
    assert notes.done == [2, 1, 0]
    assert [started(pages).done for _ in range(3)] == [[2, 1, 0]] * 3


def test_each_start_tells_the_tally_anew_so_that_it_lies_where_the_next_one_looks():
    pages = Pages()
    started(pages).count(0, _PALMS, 0)
    started(pages)
    first, second = (Journal(pages).last(kind) for kind in (formats.BOOT, formats.TALLY))
    assert (first["cause"], second["palms_count"]) == (0, 1)
    kinds = [record[0] for page in range(2) for record in scan.records(pages.read(page))]
    assert kinds == [formats.BOOT, formats.TALLY, formats.BOOT, formats.TALLY]


def test_treatments_of_another_serial_count_for_nothing():
    pages = Pages()
    started(pages).count(0, _PALMS, 0)
    assert started(pages, (*IDENTITY[:2], b"SW1-00000099")).done == [0, 0, 0]
    assert started(pages).done == [1, 0, 0]


@pytest.mark.parametrize("first_s, now_s, days", [
    (0, _NOW_S, None), (_NOW_S, 0, None), (_NOW_S, _NOW_S + 14 * _DAY_S - 1, 13), (_NOW_S, _NOW_S + 14 * _DAY_S, 14), (_NOW_S, 1, 0)])
def test_days_are_counted_from_the_first_where_a_clock_knows_both(first_s, now_s, days):
    pages = Pages()
    started(pages).count(0, _SOLES, first_s)
    started(pages).count(0, _SOLES, first_s + _DAY_S)
    assert started(pages).days(_SOLES, now_s) == days


def test_more_than_a_record_holds_stays_the_most_it_holds():
    pages = Pages()
    notes = started(pages)
    notes.done[_SOLES] = 255
    notes.count(0, _SOLES, 0)
    assert (notes.done[_SOLES], started(pages).done[_SOLES]) == (256, 255)
