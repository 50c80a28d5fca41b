"""What of a treatment the journal is told, and what the next start learns from it: complete treatments of each area."""

from types import SimpleNamespace

import pytest

from stillwater.journal.store import Journal
from stillwater.notes import Notes
from stillwater.treatment import refusals
from support.link_unit import IDENTITY, Pages

_PALMS, _SOLES = 0, 1


def ended(notes, area, reason):
    """A treatment has come to its end."""
    log = [("treatment_end", reason, 1000, 2000)]
    notes.keep(0, SimpleNamespace(log=log, reason=reason, prescription=SimpleNamespace(area=area)))


def test_complete_treatments_are_counted_by_area_and_outlive_a_start():
    pages = Pages()
    notes = Notes(Journal(pages), IDENTITY)
    for area in (_PALMS, _SOLES, _PALMS):
        ended(notes, area, refusals.COMPLETE)
    assert notes.done == Notes(Journal(pages), IDENTITY).done == [2, 1, 0]


@pytest.mark.parametrize("reason", [reason for reason in range(len(refusals.REASONS)) if reason != refusals.COMPLETE])
def test_what_was_not_complete_counts_for_nothing(reason):
    pages = Pages()
    ended(Notes(Journal(pages), IDENTITY), _PALMS, reason)
    assert Notes(Journal(pages), IDENTITY).done == [0, 0, 0]


def test_more_than_a_record_holds_stays_the_most_it_holds():
    pages = Pages()
    notes = Notes(Journal(pages), IDENTITY)
    notes.done[_SOLES] = 255
    ended(notes, _SOLES, refusals.COMPLETE)
    assert notes.done[_SOLES] == 256
    assert Notes(Journal(pages), IDENTITY).done[_SOLES] == 255
