"""What is made of journals: tables in Parquet, CSV and JSON with every record once, views over many units, a page of a treatment."""

import csv
import json

import pytest

from stillwater.journal import formats, scan
from stillwater_tools.log.export import export
from stillwater_tools.log.files import JournalFile
from stillwater_tools.log.journal import Journal
from stillwater_tools.log.plot import captures
from stillwater_tools.log.views import ask, described
from stillwater_tools.problems import InputError
from support.command_line import run_here
from support.journal_files import CLOCK_S, encoded, in_place, unit_files


def another():
    """A unit whose clock was set while it treated, and whose power then failed."""
    records = [formats.decode(record, 0) for record in encoded(21, summaries=100, soft_stops=0)][:-1]
    end, last_ms = records[-1][1:3]
    entries = [
        (formats.CLOCK, end + 1, last_ms, (CLOCK_S,)),
        (formats.CRASH, end + 2, last_ms, (12, b"ValueError stillwater/app.py")),
        (formats.POWER_LOST, end + 3, 0, (next(r[1] for r in records if r[0] == formats.TREATMENT_START), 1, 480_000)),
    ]
    return in_place([formats.framed(*record) for record in records] + [formats.encode(*entry) for entry in entries])


@pytest.fixture(scope="module")
def units():
    two = [Journal("first", unit_files(17, summaries=120)), Journal("second", [JournalFile("live-000001-000001-0-8.log", another())])]
    two[1].serial = "SW1-00000043"
    return two


@pytest.fixture(scope="module")
def exported(units, tmp_path_factory):
    folder = tmp_path_factory.mktemp("export") / "all"
    export(units, folder)
    return folder


def test_every_record_is_in_a_table_once_with_its_values(units, exported):
    for name in ("summary", "turn", "treatment_end", "answer", "fault", "soft_stop"):
        columns, rows = ask(exported, f"SELECT * FROM {name} ORDER BY serial, sequence")
        told = [{**dict(zip(columns, row, strict=True))} for row in rows]
        expected = [(unit.serial, record) for unit in units for record in unit.records([name])]
        assert len(told) == len(expected)
        for row, (serial, record) in zip(told, expected, strict=True):
            assert (row["serial"], row["sequence"], row["treatment"]) == (serial, record["sequence"], record["treatment"])
            assert record["fields"].items() <= row.items()


def test_a_captures_samples_are_a_row_each(units, exported):
    start = next(record["sequence"] for record in units[0].records(["treatment_start"]))
    whole = [samples for _at_ms, samples in captures(units[0], start)]
    sql = "SELECT a_ua, output_mv FROM capture WHERE treatment = {} AND serial = '{}' ORDER BY sequence, sample"
    assert ask(exported, sql.format(start, units[0].serial))[1] == list(zip(whole[0]["a_ua"], whole[0]["output_mv"], strict=True))


def test_the_views_tell_what_a_treatment_came_to(units, exported):
    columns, rows = ask(exported, "SELECT * FROM treatments ORDER BY serial, treatment")
    told = [dict(zip(columns, row, strict=True)) for row in rows]
    assert [(one["reason"], one["soft_stops"], one["area"]) for one in told] == [
        ("complete", 1, "palms"), ("complete", 1, "palms"), ("power-lost", 0, "palms")]
    ends = [record["fields"]["charge_uc"] / 60_000 for record in units[0].records(["treatment_end"])]
    assert [one["dose_ma_min"] for one in told] == [*ends, 8.0]
    assert [one["began"] is None for one in told] == [True, True, False]
    assert ask(exported, "SELECT serial, treatments FROM units ORDER BY serial")[1] == [(units[0].serial, 2), (units[1].serial, 1)]
    assert ask(exported, "SELECT count(*) FROM skin")[1] == [(3,)]


def test_a_clock_that_is_set_later_tells_the_time_of_what_was_before(exported):
    _columns, rows = ask(exported, "SELECT epoch(utc), time_ms FROM summary WHERE serial = 'SW1-00000043' ORDER BY sequence")
    (last_s, last_ms), (first_s, first_ms) = rows[-1], rows[0]
    assert last_s == CLOCK_S
    assert first_s == (CLOCK_S * 1000 - last_ms + first_ms) // 1000
    assert ask(exported, "SELECT text, line FROM crash")[1] == [("ValueError stillwater/app.py", 12)]


def test_csv_and_json_hold_the_same_rows(units, exported, tmp_path):
    export(units, tmp_path / "csv", "csv")
    export(units, tmp_path / "json", "json")
    for name in ("treatment_start", "summary", "power_lost"):
        count = ask(exported, f"SELECT count(*) FROM {name}")[1][0][0]
        with (tmp_path / f"csv/{name}.csv").open(newline="") as rows:
            told = list(csv.DictReader(rows))
        lines = [json.loads(line) for line in (tmp_path / f"json/{name}.json").read_text().splitlines()]
        assert len(told) == len(lines) == count > 0
        assert told[0]["sequence"] == str(lines[0]["sequence"])


def test_an_export_is_replaced_and_other_files_are_not(units, tmp_path):
    export(units, tmp_path / "out")
    export(units[:1], tmp_path / "out")
    assert ask(tmp_path / "out", "SELECT count(DISTINCT serial) FROM summary")[1] == [(1,)]
    (tmp_path / "out/thesis.txt").write_text("dear")
    with pytest.raises(InputError, match="thesis.txt"):
        export(units, tmp_path / "out")
    assert (tmp_path / "out/thesis.txt").read_text() == "dear"


def test_what_cannot_be_asked_is_told_with_what_can(exported, tmp_path):
    with pytest.raises(InputError, match="look at the views"):
        ask(exported, "SELECT love FROM treatments")
    with pytest.raises(InputError, match="log export"):
        ask(tmp_path, "SELECT 1")
    assert {"treatments", "skin", "units", "summary"} <= {name for name, _columns in described(exported)[1]}


def test_commands_export_ask_and_draw(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "SW1-00000042"
    folder.mkdir()
    for file in unit_files(17, summaries=120):
        (folder / file.name).write_bytes(file.content)
    code, out, _error = run_here(monkeypatch, capsys, "log", "export", tmp_path, "--out", tmp_path / "export", "--json")
    assert (code, json.loads(out)["units"]) == (0, 1)
    asked = "SELECT count(*) AS treatments FROM treatments"
    code, out, _error = run_here(monkeypatch, capsys, "log", "query", tmp_path / "export", asked, "--json")
    assert (code, json.loads(out)) == (0, [{"treatments": 2}])
    assert run_here(monkeypatch, capsys, "log", "plot", folder, "--out", tmp_path / "page.html")[0] == 0
    page = (tmp_path / "page.html").read_text()
    assert "Unit SW1-00000042, 1 of 2 treatments" in page
    assert page.count("capture written at") == 1
    assert "https://cdn" not in page.split("<body>")[1]


def test_a_journal_of_pages_that_are_all_erased_is_wrong_input(tmp_path, monkeypatch, capsys):
    (tmp_path / "live-000001-000001-0-8.log").write_bytes(scan.BLANK_PAGE * 9)
    code, _out, error = run_here(monkeypatch, capsys, "log", "plot", tmp_path)
    assert (code, "holds no record" in error) == (2, True)
