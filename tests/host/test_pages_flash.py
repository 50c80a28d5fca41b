"""The journal's pages on flash: wherever power fails in a program nothing older is lost, and no byte outside the file is touched."""

import random
from contextlib import suppress

import pytest

from stillwater.journal import formats, scan
from stillwater.journal.store import Journal
from stillwater.port.pages_flash import PagesFlash, making
from support.modelled_flash import Chip, ModelledFlash, PowerFailed, installed

_PATH = "/journal.log"
_PAGES = 30
_CUTS = 200
_SEED = 20261125


@pytest.fixture
def chip():
    """One with a file of _PAGES pages, and another file beside it."""
    chip = Chip(ModelledFlash())
    with installed(chip):
        list(making(_PATH, _PAGES))
        with chip.open("/other.txt", "wb") as file:
            file.write(b"other" * 3000)
        yield chip


def opened(chip):
    return PagesFlash(chip.flash, _PATH, _PAGES)


def content(number):
    """A record's kind and fields, of many lengths."""
    draw = random.Random(number)
    if number % 3 == 0:
        return formats.CAPTURE, (number, draw.randbytes(draw.randrange(150)))
    return formats.TURN, (1, draw.randrange(20_000))


def write(chip, records):
    """Append so many records to a journal opened anew, until power fails."""
    journal = Journal(opened(chip))
    try:
        for number in range(records):
            kind, fields = content(number)
            assert journal.append(kind, number, *fields)
    except PowerFailed:
        pass
    return journal


def kept(chip):
    """(sequence, time_ms) of the records in the plain file, as it is copied off a unit."""
    return [record[1:3] for record in scan.records_in(chip.files[_PATH[1:]])]


def test_what_was_programmed_is_there_after_a_restart_and_in_the_plain_file(chip):
    write(chip, 60)
    again = Chip(ModelledFlash(chip.flash.buffer))
    with installed(again):
        assert Journal(opened(again)).records == 60
        assert kept(again) == [(number + 1, number) for number in range(60)]


def test_a_program_clears_bits_of_its_own_page_alone(chip):
    pages, before = opened(chip), bytes(chip.flash.buffer)
    for index in range(_PAGES):
        pages.program(index, 3, b"\x0f" * 250)
        pages.program(index, 3, b"\xf0")
    assert [pages.read(index) for index in range(_PAGES)] == [b"\xff" * 3 + b"\0" + b"\x0f" * 249 + b"\xff" * 3] * _PAGES
    changed = {at // 256 for at, (old, new) in enumerate(zip(before, chip.flash.buffer, strict=True)) if old != new}
    assert len(changed) == _PAGES
    assert chip.files["other.txt"] == b"other" * 3000
    assert len(chip.files[_PATH[1:]]) > _PAGES * 256


@pytest.mark.parametrize("index, error", [(-1, IndexError), (_PAGES, IndexError)])
def test_a_page_outside_is_refused(chip, index, error):
    with pytest.raises(error, match=f"0..{_PAGES - 1}"):
        opened(chip).program(index, 0, b"\0")


def test_bytes_beyond_a_page_are_refused(chip):
    with pytest.raises(ValueError, match="a page has 256"):
        opened(chip).program(0, 250, bytes(7))


def test_a_file_whose_block_was_given_to_another_is_not_programmed(chip):
    pages = opened(chip)
    chip.os.remove(_PATH)
    with suppress(OSError), chip.open("/large.bin", "wb") as file:
        while True:
            file.write(scan.BLANK_PAGE)
    before = bytes(chip.flash.buffer)
    for index in range(0, _PAGES, 15):
        with pytest.raises(OSError, match="not its part"):
            pages.program(index, 0, b"\0")
    assert chip.flash.buffer == before


def test_a_stale_copy_of_the_file_is_not_taken_for_it(chip):
    write(chip, 5)
    chip.os.remove(_PATH)
    list(making(_PATH, _PAGES))
    assert Journal(opened(chip)).records == 0


@pytest.mark.parametrize("bad", [b"", b"\xff" * 9000, b"no journal" * 400])
def test_a_file_that_is_no_reserved_one_is_refused_with_what_to_do(chip, bad):
    with chip.open("/bad.log", "wb") as file:
        file.write(bad)
    with pytest.raises(OSError, match="remove it"):
        PagesFlash(chip.flash, "/bad.log", _PAGES)


def test_a_power_cut_while_the_file_is_made_leaves_none_of_its_name(chip):
    blank, other = bytes(chip.flash.buffer), "/second.log"
    whole = ModelledFlash(blank)
    with installed(Chip(whole)) as first:
        list(making(other, _PAGES))
        assert first.files[other[1:]]
    for bytes_left in random.Random(_SEED).sample(range(whole.done_bytes), 20):
        dead = ModelledFlash(blank)
        with installed(Chip(dead)):
            dead.bytes_left = bytes_left
            with pytest.raises(PowerFailed):
                list(making(other, _PAGES))
        with installed(Chip(ModelledFlash(dead.buffer))) as again:
            assert other[1:] not in again.files or len(again.files[other[1:]]) == len(first.files[other[1:]])
            assert PagesFlash(again.flash, other, _PAGES).read(_PAGES - 1) == scan.BLANK_PAGE


def test_a_power_cut_at_every_program_and_at_random_bytes_loses_only_the_record_being_written(chip):
    begun = bytes(chip.flash.buffer)
    draw = random.Random(_SEED)
    cuts = [256 * program for program in range(60)] + [draw.randrange(60 * 256) for _ in range(_CUTS)]
    for bytes_left in cuts:
        flash = ModelledFlash(begun)
        with installed(Chip(flash)) as dying:
            flash.bytes_left = bytes_left + 1  # so that the last program is begun
            whole = write(dying, 61).sequence - 1
        with installed(Chip(ModelledFlash(flash.buffer))) as again:
            assert kept(again)[:whole] == [(number + 1, number) for number in range(whole)], f"cut after {bytes_left} bytes"
            assert len(kept(again)) - whole in (0, 1), f"cut after {bytes_left} bytes"
            journal = Journal(opened(again))
            assert journal.append(formats.REFUSAL, 777, 1)
            assert kept(again)[-1] == (journal.sequence - 1, 777), f"cut after {bytes_left} bytes"
