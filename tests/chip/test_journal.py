"""The journal on the chip's flash: what a record costs while current flows, what a power cut leaves, and that a unit starts from it."""

import contextlib
import random

import pytest

from stillwater.journal import formats, scan
from stillwater.safety import faults
from stillwater.safety.limits import JOURNAL_PAGES_LEAST
from stillwater_tools.chip.branch import in_branch
from stillwater_tools.chip.console import execute
from stillwater_tools.chip.files import packed
from stillwater_tools.chip.flash import PROGRAM_US, Flash, PowerCut
from stillwater_tools.chip.machine import Machine
from support import flash_space, journal_chip
from support.built import without_main
from support.journal_records import keep, treatment
from support.modelled_flash import Chip, ModelledFlash, PowerFailed, installed

_RECORDS = 40
_DATA_SHEET_MOST_US = 3000
_AROUND_US = 250  # what the image does round a program, interrupts off
_PROGRAM_BYTES = 256
_PAGES, _CUTS = 15, 200
_SEED = 20261125
_OPEN = f"""
import rp2, time
from stillwater.journal import space
from stillwater.port import pages_flash
flash = rp2.Flash()
began = time.ticks_ms()
kept = space.Space("/journal", pages_flash.opening(flash), pages_flash.making, {JOURNAL_PAGES_LEAST})
lost = kept.journal.recover()
turn = kept.journal.last({formats.TURN})
opened_ms = time.ticks_diff(time.ticks_ms(), began)
appended = kept.journal.append({formats.REFUSAL}, 777, 1)
slices_us = []
for _ in range(40):
    began = time.ticks_us()
    kept.step(0)
    slices_us.append(time.ticks_diff(time.ticks_us(), began))
slices_us.sort()
print((opened_ms, kept.journal.sequence, lost, turn, appended, slices_us, kept.failure))
"""


def played(driven, records, program_us=PROGRAM_US, are_kept=True):
    """What journal_chip.play tells, the flash's operations, and the true current at each millisecond."""
    flash = Flash(driven.machine, program_us=program_us)
    journal_chip.put(driven.machine)
    journal_chip.hold(driven.machine)
    seen_na = journal_chip.watched_na(driven.unit)
    return journal_chip.play(driven.machine, records, are_kept), flash.operations, seen_na


@pytest.fixture(scope="module")
def written(driven):
    """Of records that were written while driving."""
    return in_branch(lambda: played(driven, _RECORDS))


@pytest.fixture(scope="module")
def undisturbed_na(driven):
    """The current of the same time, as far as it lasts, without a record."""
    return in_branch(lambda: played(driven, _RECORDS, are_kept=False)[2])


def test_a_record_is_one_program_of_one_page_and_erases_nothing(written):
    _, operations, _ = written
    assert [(operation.is_erase, operation.count_bytes) for operation in operations] == [(False, _PROGRAM_BYTES)] * _RECORDS


def test_no_tick_is_lost_by_records_that_are_written_while_driving(written, figure):
    (ticks, elapsed_us, least_us, most_us, append_us, fault, has_failed), _, _ = written
    figure("records while driving: period, a record", f"{least_us} .. {most_us} us, {append_us} us at most", "no tick lost")
    assert abs(ticks - elapsed_us / 1000) <= 2
    assert most_us <= 1000 + PROGRAM_US + _AROUND_US
    assert (fault, has_failed) == (faults.NONE, False)


def test_the_current_is_not_moved_by_records(written, undisturbed_na, figure):
    _, _, seen_na = written
    moved_na = [abs(seen_na[ms] - undisturbed_na[ms]) for ms in seen_na.keys() & undisturbed_na.keys()]
    figure("records while driving move the current by", f"{max(moved_na) / 1000:.1f} uA", "<= 100 uA")
    assert len(moved_na) > 200
    assert max(moved_na) <= 100_000


def test_a_page_that_takes_the_data_sheets_most_is_no_fault(driven):
    (_, _, _, _, _, fault, _), _, _ = played(driven, 12, _DATA_SHEET_MOST_US)
    assert fault == faults.NONE


def test_a_power_cut_at_each_page_boundary_and_200_random_bytes_loses_only_the_record_being_written(driven, figure):
    drawn = random.Random(_SEED)
    cuts = [page * _PROGRAM_BYTES for page in range(_PAGES)] + [drawn.randrange(_PAGES * _PROGRAM_BYTES) for _ in range(_CUTS)]
    journal_chip.put(driven.machine)
    for after_bytes in cuts:
        kept = in_branch(lambda after_bytes=after_bytes: kept_after_a_cut(driven, after_bytes))
        whole = after_bytes // _PROGRAM_BYTES
        assert kept[:whole] == list(range(1, whole + 1)), after_bytes
        assert len(kept) - whole in (0, 1), after_bytes
    figure("power cuts in a record written while driving, older records lost", f"{len(cuts)}, 0", "0")


def kept_after_a_cut(driven, after_bytes):
    """The numbers of the records that are there after the supply has gone so many bytes on."""
    Flash(driven.machine).cut_after_bytes = after_bytes
    with pytest.raises(PowerCut):
        journal_chip.play(driven.machine, _PAGES + 1)
    return [record[1] for record in scan.records_in(journal_chip.content(driven.machine))]


def test_a_unit_starts_from_what_a_power_cut_left_and_tidies_in_short_slices(image, figure):
    flash, sequence = after_a_cut_in_a_treatment()
    machine = Machine(image, flash)
    machine.boot()
    Flash(machine, erase_us=0)
    opened_ms, next_sequence, lost, turn, appended, slices_us, failure = eval(execute(machine, _OPEN))
    figure("journal after a power cut: opened", f"{opened_ms} ms", "<= 500 ms")
    figure("slices of tidying without an erase, at most", f"{slices_us[-3]} us, but for three {slices_us[-6]} us", "<= 40 and 20 ms")
    figure("the two slices that import what packs and thins", f"{slices_us[-2]} and {slices_us[-1]} us", "<= 150 ms")
    assert (lost["charge_uc"] > 0, turn["bridge"], appended, failure) == (True, -1, True, "")
    assert next_sequence == sequence + 2  # what was lost is told by a record
    assert opened_ms <= 500
    assert slices_us[-6] <= 20_000
    assert slices_us[-3] <= 40_000
    assert slices_us[-1] <= 150_000


def after_a_cut_in_a_treatment():
    """Flash of a unit with firmware that lost power in its third treatment, and the sequence number of the next record then."""
    chip, written = Chip(ModelledFlash(packed(without_main()))), []
    with installed(chip):
        kept = flash_space.opened(chip)
        for seed in range(3):
            flash_space.tidy(kept)
            chip.flash.bytes_left = 2000 * _PROGRAM_BYTES + 3 if seed == 2 else None
            with contextlib.suppress(PowerFailed):
                keep(kept.journal, treatment(random.Random(seed), 2900, 1), written)
    return bytes(chip.flash.buffer), len(written) + 1
