"""The journal's space: room for every treatment, the last ten as they were, five years of what they came to, wherever power fails."""

import random
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stillwater.journal import formats, packed, scan, space, thin, writer
from stillwater.safety.limits import JOURNAL_PAGES_LEAST
from stillwater_tools.bench.wear import wear
from support import flash_space
from support.flash_space import chip_with, found_on, opened, tidy
from support.journal_records import keep, missing, treatment
from support.modelled_flash import PowerFailed, installed
from support.records import RECORDS_DRAWN

_SEED = 20261125
_YEARS = (formats.BOOT, formats.TREATMENT_START, formats.TREATMENT_END, formats.FAULT, formats.REFUSAL, formats.ANSWER)
_FIVE_YEARS = 5 * 52 * 3
_SUMMARIES = 2900  # 20 min of hold, with ramps, a turn and a hand that was lost
_SMALL_TREATMENTS = 60
_PICO_BLOCKS = 352
_FIRMWARE_BLOCKS = 90
_SPARED_BLOCKS = 12  # of a new firmware's largest files while they are copied


def pages_of(records):
    """The pages that a writer makes of records."""
    pages = []
    filled = writer.Writer(pages.append)
    for record in records:
        filled.add(record)
    filled.close()
    return pages


def expanded(pages):
    return [record for page in pages for found in scan.records(page) for record in packed.expand(found)]


def thinned(records, level):
    """What a level keeps of records."""
    kept = []
    reducer = level(kept.append)
    for record in records:
        reducer.add(record)
    reducer.close()
    return kept


def written_treatment(seed, **shape):
    """The records of a treatment."""
    entries = enumerate(treatment(random.Random(seed), **shape), 1)
    encoded = [formats.encode(kind, number, time_ms, fields) for number, (kind, time_ms, fields) in entries]
    return [formats.decode(data, 0) for data in encoded]


@settings(max_examples=300, deadline=None)
@given(RECORDS_DRAWN)
def test_what_was_packed_is_expanded_to_the_same_bytes(records):
    pages = pages_of(records)
    assert expanded(pages) == records
    assert all(len(page) == scan.PAGE_BYTES for page in pages)


@given(RECORDS_DRAWN, st.data())
def test_a_damaged_page_costs_the_records_of_that_page_alone(records, data):
    pages = pages_of(records)
    hit = data.draw(st.integers(0, len(pages) - 1))
    damaged = [scan.BLANK_PAGE if number == hit else page for number, page in enumerate(pages)]
    lost = expanded([pages[hit]])
    assert expanded(damaged) == [record for record in records if record not in lost]


def test_a_packed_treatment_takes_less_than_half_its_bytes():
    records = written_treatment(1, summaries=_SUMMARIES)
    raw_bytes = sum(scan.record_bytes(record[3]) for record in records)
    assert scan.PAGE_BYTES * len(pages_of(records)) < 0.5 * raw_bytes


@pytest.mark.parametrize("seed", range(5))
def test_a_thinned_treatment_tells_extremes_means_and_charge_of_each_ten_seconds(seed):
    records = written_treatment(seed, summaries=700, soft_stops=2)
    kept = thinned(records, thin.Thin)
    begun = 0
    for record in kept:
        if record[0] == formats.SUMMARY:
            whole = [formats.unpack(r[0], r[3]) for r in records if r[0] == formats.SUMMARY and begun < r[1] <= record[1]]
            expected = (min(w[0] for w in whole), sum(w[1] for w in whole) // len(whole), max(w[2] for w in whole)) + whole[-1][3:]
            assert formats.unpack(record[0], record[3]) == expected
            assert len(whole) <= 21
        begun = record[1]
    others = [record for record in records if record[0] not in (formats.SUMMARY, formats.CAPTURE)]
    assert [record for record in kept if record[0] != formats.SUMMARY] == others
    assert len(kept) - len(others) <= 700 // 20 + len(others)


def test_a_summary_spans_no_change_of_state_and_no_other_record():
    rows = [(1, 5), (2, 5), (3, 6), (4, 6), (5, None), (6, 6)]
    records = [(formats.REFUSAL, n, n, b"\1") if state is None else summary(n, state) for n, state in rows]
    assert [record[1] for record in thinned(records, thin.Thin)] == [2, 4, 5, 6]


def summary(number, state):
    data = formats.encode(formats.SUMMARY, number, 500 * number, (1, 2, 3, 4, 5, 6, 7, state))
    return formats.decode(data, 0)


def test_what_no_version_knows_is_kept_for_years():
    unknown = (77, 1, 2, b"of a later version")
    assert thinned([unknown], thin.Years) == [unknown]
    assert expanded(pages_of([unknown])) == [unknown]


@pytest.fixture(scope="module")
def lived():
    """A unit that has had fourteen treatments, each in turn tidied and begun with room."""
    chip, written, draw = chip_with(), [], random.Random(_SEED)
    told = SimpleNamespace(chip=chip, written=written, begins=[], steps=[], rooms=[], used_blocks=0)
    with installed(chip):
        kept = opened(chip)
        for _ in range(14):
            told.steps.append(tidy(kept))
            told.rooms.append(kept.journal.pages_left)
            told.begins.append(kept.journal.sequence)
            assert keep(kept.journal, treatment(draw, _SUMMARIES, draw.randrange(4)), written)
            told.used_blocks = max(told.used_blocks, chip.used_blocks)
        tidy(kept)
    return told


def test_there_is_room_for_each_treatment(lived):
    assert min(lived.rooms) >= JOURNAL_PAGES_LEAST


def test_the_last_ten_treatments_are_kept_as_they_were(lived):
    found = found_on(lived.chip)
    assert missing([record for record in lived.written if record[1] >= lived.begins[-10]], found) == []
    assert missing(lived.written, found, _YEARS) == []


def test_older_treatments_are_kept_at_one_summary_in_ten_seconds(lived):
    end = lived.begins[2]
    old = [sequence for sequence, record in found_on(lived.chip).items() if sequence < end and record[0] == formats.SUMMARY]
    assert 2 * _SUMMARIES / 20 <= len(old) <= 2 * _SUMMARIES / 20 + 60


def test_a_tidy_unit_starts_tidy(lived):
    with installed(chip_with(lived.chip.flash.buffer)) as again:
        kept = opened(again)
        assert kept.is_tidy
        assert kept.journal.sequence == len(lived.written) + 1
        assert kept.journal.last(formats.TURN) == {"bridge": -1, "current_ua": 20}


def test_all_budgets_fit_into_a_pico_beside_the_firmware():
    live = space.LIVE_SEGMENTS * space.SEGMENT_BLOCKS
    largest_move = max(space._MERGE_BLOCKS.values()) - 1 + space.SEGMENT_BLOCKS
    folder = 4
    journal_blocks = live + space.FULL_BLOCKS + space.THIN_BLOCKS + space.YEARS_BLOCKS + largest_move + folder
    assert journal_blocks <= _PICO_BLOCKS - _FIRMWARE_BLOCKS - _SPARED_BLOCKS


def test_five_years_of_starts_ends_faults_refusals_and_answers_are_kept(monkeypatch):
    monkeypatch.setattr(space, "THIN_BLOCKS", 0)  # as if every treatment were old
    monkeypatch.setattr(space, "TREATMENTS_WHOLE", 0)
    chip, written, draw, begins = chip_with(), [], random.Random(_SEED), []
    with installed(chip):
        kept = opened(chip)
        for _ in range(2 * _FIVE_YEARS):
            tidy(kept)
            begins.append(kept.journal.sequence)
            assert keep(kept.journal, treatment(draw, 3, 0), written)
            if draw.random() < 0.1:
                assert keep(kept.journal, [(formats.FAULT, 5, (7, 7, 5, 100, 200, 300))], written)
    assert missing([record for record in written if record[1] >= begins[-_FIVE_YEARS]], found_on(chip), _YEARS) == []
    assert not any("/years-000001-" in path for path in chip.files), "older ones have gone"


@pytest.fixture(scope="module")
def tidyings():
    """Of a small unit, those in which every level moves: (flash before, sequence of the next record, flash after, bytes of flash done)."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        flash_space.make_small(monkeypatch)
        chip, draw, cases = chip_with(), random.Random(_SEED), []
        with installed(chip):
            kept = opened(chip, flash_space.SMALL_LEAST_PAGES)
            for _ in range(_SMALL_TREATMENTS):
                assert keep(kept.journal, treatment(draw, 40, 0), [])
                before, done_bytes, files = bytes(chip.flash.buffer), chip.flash.done_bytes, levels(chip)
                tidy(kept)
                if {level for level, _name in files ^ levels(chip)} == {"live", "full", "thin", "years"}:
                    cases.append((before, kept.journal.sequence, bytes(chip.flash.buffer), chip.flash.done_bytes - done_bytes))
    return cases


def levels(chip):
    """{(level, name)} of the journal's files."""
    return {(path.split("/")[-1].split("-")[0], path) for path in chip.files}


@pytest.mark.parametrize("case", range(2))
def test_a_power_cut_at_any_step_of_tidying_loses_no_record_and_the_next_start_goes_on(tidyings, case, monkeypatch):
    flash_space.make_small(monkeypatch)
    before, sequence, after, total_bytes = tidyings[case]
    whole = found_on(chip_with(after))
    expected = {sequence: record for sequence, record in found_on(chip_with(before)).items() if whole.get(sequence) == record}
    draw = random.Random(case)
    for bytes_left in sorted({*range(0, total_bytes, 256), *(draw.randrange(total_bytes) for _ in range(40))}):
        with installed(chip_with(cut(before, bytes_left))) as chip:
            kept = opened(chip, flash_space.SMALL_LEAST_PAGES)
            assert expected.items() <= found_on(chip).items(), f"cut after {bytes_left} of {total_bytes} bytes"
            tidy(kept)
            assert found_on(chip) == whole, f"cut after {bytes_left} of {total_bytes} bytes"
            assert kept.journal.sequence == sequence


def cut(before, bytes_left):
    """The flash of a unit whose power goes while it tidies."""
    with installed(chip_with(before)) as chip:
        kept = opened(chip, flash_space.SMALL_LEAST_PAGES)
        chip.flash.bytes_left = bytes_left
        with pytest.raises(PowerFailed):
            tidy(kept)
    return chip.flash.buffer


def test_a_step_erases_at_most_one_block(monkeypatch):
    flash_space.make_small(monkeypatch)
    with installed(chip_with()) as chip:
        kept, draw = opened(chip, flash_space.SMALL_LEAST_PAGES), random.Random(_SEED)
        most = 0
        for _ in range(60):
            assert keep(kept.journal, treatment(draw, 40, 0), [])
            while not kept.is_tidy:
                erases = sum(chip.flash.erased)
                kept.step(0)
                most = max(most, sum(chip.flash.erased) - erases)
        assert most == 1


def test_when_flash_is_short_records_age_sooner_and_none_is_lost(monkeypatch):
    flash_space.make_small(monkeypatch)
    for name in ("FULL_BLOCKS", "THIN_BLOCKS", "TREATMENTS_WHOLE"):
        monkeypatch.setattr(space, name, 500)
    with installed(chip_with()) as chip:
        with chip.open("/large.bin", "wb") as file:
            for _page in range(16 * 315):
                file.write(b"x" * 256)
        kept, draw, written = opened(chip, flash_space.SMALL_LEAST_PAGES), random.Random(_SEED), []
        for _ in range(150):
            tidy(kept)
            assert keep(kept.journal, treatment(draw, 40, 0), written)
        assert missing(written, found_on(chip), _YEARS) == []
        assert {"full", "thin"} <= {level for level, _name in levels(chip)}


@pytest.mark.parametrize("error", [OSError, IndexError, ValueError, MemoryError])
def test_a_failure_is_told_and_tried_again_later(monkeypatch, error):
    flash_space.make_small(monkeypatch)
    with installed(chip_with()) as chip:
        kept = opened(chip, flash_space.SMALL_LEAST_PAGES)
        monkeypatch.setattr(kept, "_making", lambda path, count: iter([refuse(error)]) if path else None)
        kept.step(0)
        assert "worn" in kept.failure
        monkeypatch.undo()
        flash_space.make_small(monkeypatch)
        kept.step(1000)
        assert not kept.is_tidy
        while not kept.is_tidy:
            kept.step(100_000)


def refuse(error):
    raise error("flash is worn")


def test_no_block_is_erased_more_often_than_the_wear_figures_say(lived):
    told = {row.what: row.value for row in wear(20, 3, 2)}
    erases = next(value for what, value in told.items() if what.startswith("erases a treatment"))
    each = next(value for what, value in told.items() if what.startswith("erases a block, if"))
    assert sum(lived.chip.flash.erased) <= 1.1 * erases * 14
    assert max(lived.chip.flash.erased) <= each * 14


def test_flash_lasts_for_decades():
    assert wear()[-1].value > 50
