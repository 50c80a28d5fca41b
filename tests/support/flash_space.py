"""A journal's space on a modelled chip: as large as a unit's, or so small that each move is a matter of milliseconds."""

from stillwater.journal import segments, space
from stillwater.port.pages_flash import making, opening
from stillwater.safety.limits import JOURNAL_PAGES_LEAST
from support import journal_records
from support.modelled_flash import Chip, ModelledFlash

FOLDER = "/journal"
SMALL_LEAST_PAGES = 20
_SMALL = {"LIVE_SEGMENTS": 3, "SEGMENT_BLOCKS": 1, "FULL_BLOCKS": 4, "THIN_BLOCKS": 1, "YEARS_BLOCKS": 1, "TREATMENTS_WHOLE": 3,
          "_MERGE_BLOCKS": {"full": 2, "thin": 2, "years": 1}}


def make_small(monkeypatch):
    """Segments of a block each, and room for a few of every level."""
    for name, value in _SMALL.items():
        monkeypatch.setattr(space, name, value)
    for module in (segments, space):
        monkeypatch.setattr(module, "SEGMENT_PAGES", 15)


def chip_with(content=None):
    """A chip with nothing on it, or with what another left."""
    return Chip(ModelledFlash(content))


def opened(chip, least_pages=JOURNAL_PAGES_LEAST):
    """The space of a unit that has just started; `chip` has to be installed."""
    return space.Space(FOLDER, opening(chip.flash), making, least_pages)


def tidy(kept):
    """Step until nothing is left to do; how many steps that took."""
    steps = 0
    while not kept.is_tidy:
        kept.step(0)
        steps += 1
        assert not kept.failure
    return steps


def found_on(chip):
    """All records on it: see journal_records.in_files."""
    return journal_records.in_files(content for path, content in chip.files.items() if path.startswith(FOLDER[1:]))
