"""Where a journal may come from: files copied off a unit, a unit's folder, a dead unit's flash; and how they are kept together."""

import json
import struct

import numpy as np
import pytest

from stillwater.journal import formats, thin
from stillwater_tools.chip.files import packed as file_system
from stillwater_tools.chip.image import FILES_BYTES, FILES_START
from stillwater_tools.link.errors import JournalDiffers, LinkError
from stillwater_tools.log.checked import check
from stillwater_tools.log.files import in_folder
from stillwater_tools.log.journal import Journal, journals, read_journal
from stillwater_tools.log.order import clocks, treatments
from stillwater_tools.log.pulled import copy_from, folder_of, is_later
from stillwater_tools.problems import InputError
from support.command_line import run_here
from support.journal_files import CLOCK_S, by_firmware, encoded, in_place, put_by, unit_files

_SERIAL = "SW1-00000042"
_UF2_DATA_BYTES = 256


@pytest.fixture(scope="module")
def files():
    return unit_files(11, summaries=200)


@pytest.fixture(scope="module")
def records(files):
    return list(Journal("", files).records())


def flash_of(files):
    """A Pico's whole flash with the journal on its file system, and what a clinic would not have read."""
    content = {f"journal/{file.name}": file.content for file in files}
    return b"\x00" * FILES_START + file_system({**content, "unit.key": b"k" * 32, "main.py": b"pass"})


def uf2_of(flash):
    """As `picotool save` writes it; erased blocks are left out."""
    blocks = [(at, flash[at : at + _UF2_DATA_BYTES]) for at in range(0, len(flash), _UF2_DATA_BYTES)]
    kept = [(at, data) for at, data in blocks if data.strip(b"\xff")]
    return b"".join(
        struct.pack("<8I", 0x0A324655, 0x9E5D5157, 0x2000, 0x10000000 + at, len(data), number, len(kept), 0xE48BFF56)
        + data.ljust(476, b"\0") + struct.pack("<I", 0x0AB16F30) for number, (at, data) in enumerate(kept))


def put(folder, files):
    """Files in a folder, as mpremote copies them."""
    folder.mkdir(parents=True)
    for file in files:
        (folder / file.name).write_bytes(file.content)
    return folder


@pytest.mark.parametrize("form", ["folder", "binary", "file system alone", "uf2"])
def test_the_same_records_come_from_files_and_from_a_dead_units_flash(form, files, records, tmp_path):
    path = tmp_path / "dump.bin"
    if form == "folder":
        path = put(tmp_path / "unit", files)
    else:
        flash = flash_of(files)
        path.write_bytes({"binary": flash, "file system alone": flash[-FILES_BYTES:], "uf2": uf2_of(flash)}[form])
    (journal,) = journals(path)
    assert list(journal.records()) == records
    assert check(journal) == []
    assert {file.name for file in journal.files} == {file.name for file in files}


def test_a_flash_whose_file_system_is_gone_still_gives_its_records(files, records, tmp_path):
    flash = bytearray(flash_of(files))
    flash[FILES_START : FILES_START + 2 * 4096] = b"\x00" * 8192
    (tmp_path / "dead.bin").write_bytes(flash)
    assert list(read_journal(tmp_path / "dead.bin")) == records


def test_a_copy_lands_in_the_folder_of_its_unit_and_is_not_made_twice(files, tmp_path):
    source = put(tmp_path / "copied", files)
    total = sum(len(file.content) for file in files)
    (first,), (again,) = copy_from(source, tmp_path / "out"), copy_from(source, tmp_path / "out")
    assert (first.serial, first.folder, first.fetched_bytes) == (_SERIAL, tmp_path / "out" / _SERIAL, total)
    assert (again.fetched_bytes, again.compared_bytes) == (0, total)
    assert in_folder(first.folder) == files


def test_a_later_copy_goes_on_and_an_earlier_one_changes_nothing(files, tmp_path):
    early = [files[0], type(files[1])(files[1].name, files[1].content[:5000].ljust(len(files[1].content), b"\xff"))]
    put(tmp_path / "early", early)
    put(tmp_path / "late", files)
    copy_from(tmp_path / "early", tmp_path / "out")
    (came,) = copy_from(tmp_path / "late", tmp_path / "out")
    assert came.fetched_bytes == len(files[1].content)
    assert copy_from(tmp_path / "early", tmp_path / "out")[0].fetched_bytes == 0
    assert in_folder(tmp_path / "out" / _SERIAL) == files


def test_anothers_file_of_the_same_name_is_not_overwritten(files, tmp_path):
    put(tmp_path / "mine", files)
    put(tmp_path / "other", unit_files(12, summaries=200))
    copy_from(tmp_path / "mine", tmp_path / "out")
    with pytest.raises(JournalDiffers, match="give another --out"):
        copy_from(tmp_path / "other", tmp_path / "out")
    assert in_folder(tmp_path / "out" / _SERIAL) == files


def test_flash_only_ever_clears_bits():
    assert is_later(b"\x00\x0f\xff", b"\xf0\x0f")
    assert is_later(b"\xa5", b"")
    assert not is_later(b"\xf0\x0f", b"\x00\x0f")
    assert not is_later(b"\xa5", b"\xa5\x00")


@pytest.mark.parametrize("serial", ["", "../evil", "a/b", ".hidden", "x" * 40])
def test_a_serial_number_cannot_lead_outside_the_folder(serial, tmp_path):
    with pytest.raises(LinkError, match="no name of a folder"):
        folder_of(tmp_path, serial)


def test_a_journal_that_names_no_unit_wants_it_said(tmp_path):
    (tmp_path / "journal.bin").write_bytes(in_place(encoded(1, summaries=0)[:3]))
    with pytest.raises(InputError, match="say --unit SERIAL"):
        copy_from(tmp_path / "journal.bin", tmp_path / "out")
    assert copy_from(tmp_path / "journal.bin", tmp_path / "out", "SW-1")[0].folder == tmp_path / "out/SW-1"


def test_what_was_pulled_whole_is_believed_before_what_was_thinned_since(files, records, tmp_path):
    thinned = []
    reducer = thin.Thin(thinned.append)
    for kind, sequence, time_ms, values in by_firmware(files[0].content):
        reducer.add(formats.decode(formats.encode(kind, sequence, time_ms, values), 0))
    reducer.close()
    later = type(files[0])("thin-000001-000002-1-2.log", put_by([formats.framed(*record) for record in thinned]))
    assert list(Journal("", [later, *files]).records()) == records
    assert check(Journal("", [later, *files])) == []
    assert 20 < len(list(Journal("", [later, files[1]]).records())) < len(records) - 150


def test_units_of_a_folder_are_read_apart(files, tmp_path):
    put(tmp_path / "all/one", files)
    put(tmp_path / "all/two", unit_files(13, summaries=50))
    assert [len(journal.files) for journal in journals(tmp_path / "all")] == [2, 2]
    with pytest.raises(InputError, match="2 units"):
        read_journal(tmp_path / "all")


def test_records_are_chosen_by_kind_treatment_and_day(files, records, tmp_path, monkeypatch, capsys):
    put(tmp_path / "unit", files)
    end = len(records)
    clocked = [formats.encode(formats.BOOT, end + 1, 0, (b"firmware", b"boardhas", CLOCK_S, 1)),
               formats.encode(formats.REFUSAL, end + 2, 90_000, (1,))]
    (tmp_path / "unit/live-000004-000004-0-8.log").write_bytes(in_place(clocked))

    def shown(*arguments):
        code, out, _error = run_here(monkeypatch, capsys, "log", "show", tmp_path / "unit", "--json", *arguments)
        assert code == 0
        return [json.loads(line) for line in out.splitlines()]

    starts = [record["sequence"] for record in records if record["kind"] == "treatment_start"]
    assert {one["treatment"] for one in shown("--treatment", "-1")} == {starts[-1]}
    assert {one["treatment"] for one in shown("--treatment", starts[0])} == {starts[0]}
    assert {one["kind"] for one in shown("--kind", "turn", "--kind", "answer")} == {"turn", "answer"}
    assert [one["sequence"] for one in shown("--since", "2027-01-15")] == [end + 1, end + 2]
    assert shown("--last", 1)[0]["clock_s"] == CLOCK_S + 90
    _code, _out, error = run_here(monkeypatch, capsys, "log", "show", tmp_path / "unit", "--since", "2027-01-15")
    assert f"{end} records are left out" in error
    for wrong in (("--since", "yesterday"), ("--treatment", "2"), ("--treatment", "-9")):
        assert run_here(monkeypatch, capsys, "log", "show", tmp_path / "unit", *wrong)[0] == 2


def test_each_record_is_of_its_treatment_and_a_loss_of_power_of_the_one_that_it_ended():
    names = {kind: name for kind, name, _fields in formats.RECORDS}
    kinds = [formats.BOOT, formats.ANSWER, formats.TREATMENT_START, formats.SUMMARY, formats.TREATMENT_END, formats.CAPTURE,
             formats.ANSWER, formats.TREATMENT_START, formats.SUMMARY, formats.POWER_LOST, formats.BOOT, formats.CAPTURE, formats.ANSWER]
    sequence = np.arange(1, len(kinds) + 1)
    told = treatments(np.array(kinds), sequence).tolist()
    assert list(zip(map(names.get, kinds), told, strict=True)) == [
        ("boot", 0), ("answer", 0), ("treatment_start", 3), ("summary", 3), ("treatment_end", 3), ("capture", 3), ("answer", 0),
        ("treatment_start", 8), ("summary", 8), ("power_lost", 8), ("boot", 0), ("capture", 0), ("answer", 0)]


def test_time_that_goes_back_tells_of_a_start_whose_clock_nobody_knows():
    kinds = np.array([formats.BOOT, formats.REFUSAL, formats.REFUSAL, formats.REFUSAL, formats.CLOCK, formats.POWER_LOST, formats.BOOT])
    times_ms = np.array([0, 50_000, 1000, 2000, 4000, 0, 0])
    clocks_s = np.array([1000, 0, 0, 0, 2000, 0, 3000])
    assert clocks(kinds, times_ms, clocks_s).tolist() == [1000, 1050, 1997, 1998, 2000, 3000, 3000]
    clocks_s[4] = 0
    assert clocks(kinds, times_ms, clocks_s).tolist() == [1000, 1050, 0, 0, 0, 3000, 3000]
