"""What `log check` names: the damaged place and what is lost by it, every gap, what a power cut leaves, two journals mixed up."""

import json

import pytest

from stillwater.journal import formats, packed, scan
from stillwater.port import pages_flash
from stillwater_tools.bench.lived import live
from stillwater_tools.log.checked import CUT, DAMAGED, DIFFERENT, MISSING, NOT_HERE, check
from stillwater_tools.log.files import JournalFile, in_folder
from stillwater_tools.log.journal import Journal
from support.command_line import run_here
from support.journal_files import encoded, in_place, put_by, unit_files

_PAGE = scan.PAGE_BYTES


def found(*files):
    return check(Journal("unit", list(files)))


def file_of(content, name="live-000001-000001-0-8.log"):
    return JournalFile(name, content)


@pytest.fixture(scope="module")
def records():
    return encoded(5, summaries=60, soft_stops=1)


def test_a_whole_journal_has_nothing_to_be_told(records):
    assert found(*unit_files(9)) == []
    assert found(file_of(in_place(records))) == []


def test_a_damaged_record_is_named_with_its_place_and_its_number(records):
    content = bytearray(in_place(records))
    at = content.index(records[30])
    content[at + 20] ^= 1
    (finding,) = found(file_of(bytes(content)))
    assert (finding.kind, finding.offset, finding.bytes, finding.lost) == (DAMAGED, at, len(records[30].rstrip(b"\xff")), ((31, 31),))
    assert f"bytes {at}.." in finding.says
    assert "lost: record 31" in finding.says


def test_a_page_that_was_erased_is_a_gap_without_a_place(records):
    content = in_place(records)
    (finding,) = found(file_of(content[: 3 * _PAGE] + scan.BLANK_PAGE + content[4 * _PAGE :]))
    assert (finding.kind, finding.file) == (MISSING, "")
    lost = scan.records(content[3 * _PAGE : 4 * _PAGE])
    assert finding.lost == ((lost[0][1], lost[-1][1]),)


@pytest.mark.parametrize("bytes_left", [1, 2, 12, 30, 33])
def test_a_record_that_was_cut_while_it_was_written_is_no_damage(records, bytes_left):
    whole = in_place(records[:40]).rstrip(b"\xff")
    content = whole + records[40][:bytes_left] + b"\xff" * 999
    (finding,) = found(file_of(content))
    assert (finding.kind, finding.is_damage, finding.offset) == (CUT, False, len(whole))
    after = in_place([formats.framed(*formats.decode(record, 0)) for record in records[40:]])
    assert [one.kind for one in found(file_of(content.ljust(-(-len(content) // _PAGE) * _PAGE, b"\xff") + after))] == [CUT]


def test_damage_at_the_end_is_told_though_no_gap_shows_it(records):
    content = bytearray(in_place(records).rstrip(b"\xff"))
    content[-3] ^= 0x40
    (finding,) = found(file_of(bytes(content)))
    assert (finding.kind, finding.lost) == (DAMAGED, ())


def test_what_is_damaged_here_and_whole_in_another_file_is_told_as_not_lost(records):
    content = bytearray(in_place(records))
    content[content.index(records[30]) + 20] ^= 1
    (finding,) = found(file_of(bytes(content)), file_of(put_by(records), "full-000001-000001-1-2.log"))
    assert (finding.kind, finding.lost) == (DAMAGED, ())
    assert "no record is lost" in finding.says


def test_packed_records_that_cannot_be_read_are_named(records):
    broken = formats.framed(packed.PACKED, 21, 0, b"\x04" * 30)
    (finding,) = found(file_of(in_place([*records[:20], broken, *records[30:]])))
    assert (finding.kind, finding.lost) == (DAMAGED, ((21, 30),))


def test_what_was_thinned_out_is_no_gap(records):
    thinned = [record for record in records if record[1] not in (formats.CAPTURE, formats.SUMMARY)]
    later = encoded(6, 1 + len(records), summaries=5)
    assert found(file_of(put_by(thinned), "thin-000001-000001-1-1.log"), file_of(in_place(later), "live-000002-000002-0-8.log")) == []


def test_segments_that_were_never_pulled_are_named(records):
    later = encoded(6, 500, summaries=5)
    (finding,) = found(file_of(in_place(records)), file_of(in_place(later), "live-000005-000005-0-8.log"))
    assert (finding.kind, finding.lost) == (NOT_HERE, ((len(records) + 1, 499),))
    assert "segments 2..4" in finding.says


def test_a_file_that_has_come_in_part_is_no_damage_of_the_unit(records):
    later = encoded(6, 1 + len(records), summaries=5)
    part = file_of(in_place(records)[: 5 * _PAGE], "live-000001-000001-0-8.log.part")
    (finding,) = found(part, file_of(in_place(later), "live-000002-000002-0-8.log"))
    assert (finding.kind, "pull again" in finding.says) == (NOT_HERE, True)


def test_files_of_two_journals_are_told_apart(records):
    findings = found(file_of(in_place(records)), file_of(in_place(encoded(8, summaries=60)), "live-000002-000002-0-8.log"))
    assert {finding.kind for finding in findings} == {DIFFERENT}
    assert "two journals" in findings[0].says


def test_the_marks_of_a_file_in_flash_are_no_damage(records):
    pages = in_place(records)
    blocks = -(-len(pages) // (15 * _PAGE))
    marks = [part for part in pages_flash.parts(b"\xa5\xa5nonce\xa5", blocks) if len(part) < _PAGE or part.strip(b"\xff")]
    content = b"".join(mark + pages[at * 15 * _PAGE : (at + 1) * 15 * _PAGE] for at, mark in enumerate(marks))
    assert found(file_of(content)) == []
    assert len(Journal("unit", [file_of(content)]).order.sequence) == len(records)


def test_the_command_ends_with_one_where_anything_is_damaged_and_says_where(records, tmp_path, monkeypatch, capsys):
    (tmp_path / "live-000001-000001-0-8.log").write_bytes(in_place(records))
    assert run_here(monkeypatch, capsys, "log", "check", tmp_path)[0] == 0
    content = bytearray(in_place(records))
    content[700] ^= 1
    (tmp_path / "live-000001-000001-0-8.log").write_bytes(content)
    code, out, _error = run_here(monkeypatch, capsys, "log", "check", tmp_path, "--json")
    ((told,), findings) = json.loads(out), json.loads(out)[0]["findings"]
    assert (code, told["serial"], told["records"]) == (1, "SW1-00000042", len(records) - 1)
    assert findings[0]["offset"] <= 700 < findings[0]["offset"] + findings[0]["bytes"]
    code, out, error = run_here(monkeypatch, capsys, "log", "show", tmp_path, "--kind", "treatment_end")
    assert (code, len(out.splitlines())) == (0, 1)
    assert "damaged" in error


def played(records):
    """As a treatment's records come from MicroPython: kind, time in ms, payload."""
    return [(kind, time_ms, payload) for kind, _sequence, time_ms, payload in (formats.decode(record, 0) for record in records)]


def test_what_the_firmware_itself_has_put_by_and_thinned_has_no_gap(tmp_path):
    live(tmp_path, [played(encoded(seed, summaries=1500)) for seed in (1, 2)], seed=3, days=42)
    journal = Journal("unit", in_folder(tmp_path))
    assert {file.level for file in journal.files} >= {"live", "full", "thin"}
    assert check(journal) == []
    starts = list(journal.records(["treatment_start"]))
    assert len(starts) == 18
    assert all(later["clock_s"] > earlier["clock_s"] > 0 for earlier, later in zip(starts, starts[1:], strict=False))
    whole = [record["treatment"] for record in journal.records(["summary"])]
    assert [whole.count(start["sequence"]) for start in starts[-10:]] == [1500] * 10
    assert 1 < whole.count(starts[0]["sequence"]) < 150
