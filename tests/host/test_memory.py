"""What a unit finds of itself at start: a serial number in any case, and no journal rather than no unit."""

import pytest

from stillwater import memory, notes
from stillwater.journal import formats

_CHIP_ID = bytes(range(0xA0, 0xA8))


def test_a_unit_that_has_been_given_nothing_goes_by_its_chips_number_and_the_board_file():
    assert memory.given("board", _CHIP_ID) == ("board", b"SWA3A4A5A6A7", b"", 0)


@pytest.mark.parametrize("error", [OSError(5), ValueError("name"), IndexError("part"), MemoryError()])
def test_a_journal_that_cannot_be_opened_has_no_room_for_a_treatment_and_says_why(monkeypatch, error):
    def space(*_arguments):
        raise error
    monkeypatch.setattr(memory, "Space", space)
    found = memory.Memory(None)
    assert found.failure == repr(error)
    assert (found.space, found.lost, found.bridge) == (None, None, 0)
    kept = notes.Notes(found.journal, (b"12345678", b"12345678", b"123456789012"))
    assert not kept.has_room()
    kept.boot(0, 1)
    assert found.journal.last(formats.BOOT) == {}
