"""The build for the chip: the same bytes each time, a true manifest, what is left out, and the command that makes it."""

import ast
import hashlib
import json

import pytest

from stillwater_tools.bench.ram import Ram
from stillwater_tools.build import cross, firmware
from stillwater_tools.build.folder import write
from stillwater_tools.cli import main as command
from stillwater_tools.firmware_tables import PROJECT
from stillwater_tools.problems import InputError
from stillwater_tools.run.interpreter import ToolMissing
from support.built import BOARD

_AS_THEY_ARE = ("boot.py", "main.py")  # MicroPython wants them as sources


@pytest.fixture(scope="module")
def built():
    return firmware.build(BOARD)


def test_two_builds_are_the_same_bytes(built):
    again = firmware.build(BOARD)
    assert again.files == built.files
    assert again.manifest_text == built.manifest_text


def test_the_manifest_is_true_and_the_whole_fits(built, tmp_path):
    write(built, tmp_path)
    told = json.loads((tmp_path / "manifest.json").read_text())
    there = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    del there["manifest.json"]
    assert {row["path"]: (row["bytes"], row["sha256"]) for row in told["files"]} == {
        path: (len(content), hashlib.sha256(content).hexdigest()) for path, content in there.items()
    }
    assert told["total_bytes"] == sum(map(len, there.values())) <= firmware.MOST_BYTES
    firmware.check_total(built)


def test_every_file_is_for_the_image_that_reads_it(built):
    compiled = {path: content for path, content in built.files.items() if path not in _AS_THEY_ARE}
    for path, content in compiled.items():
        native = content[2] >> 2 & 15
        assert content[:2] == b"M\x06", path
        assert native in (0, 4) and content[2] & 3 == (3 if native else 0), path  # armv6m is 4; 6.3 matters for native code only
    assert built.files[built.manifest["tick"].replace(".py", ".mpy")][2] >> 2 & 15 == 4


def test_no_docstring_and_no_test_is_on_the_unit(built):
    whole = b"".join(built.files.values())
    for path in (PROJECT / "firmware").rglob("*.py"):
        nodes = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef))]
        first_lines = [text.split("\n")[0] for text in map(ast.get_docstring, nodes) if text]
        assert not [line for line in first_lines if len(line) > 20 and line.encode() in whole], path
    assert not [path for path in built.files if path.startswith("test") or "/test" in path]


def test_what_is_put_in_everywhere_is_nowhere_else(built):
    assert "stillwater/control/clamp.py" in built.manifest["left_out"]
    assert "stillwater/control/clamp.mpy" not in built.files
    assert "stillwater/capture.mpy" in built.files
    assert b"judge" not in built.files[built.manifest["tick"].replace(".py", ".mpy")]


def test_too_much_is_refused(built, monkeypatch):
    monkeypatch.setattr(firmware, "MOST_BYTES", 60_000)
    with pytest.raises(InputError, match="total = .* more than 60000 bytes.*the largest is stillwater/.*.mpy"):
        firmware.check_total(built)


def test_a_folder_with_other_files_is_left_alone(built, tmp_path):
    write(built, tmp_path)
    write(built, tmp_path)
    (tmp_path / "stillwater/thesis.txt").write_text("dear")
    with pytest.raises(InputError, match="thesis.txt"):
        write(built, tmp_path)
    assert (tmp_path / "stillwater/app.mpy").exists()


def run(monkeypatch, capsys, *arguments):
    """Exit code, standard output and error of the command."""
    monkeypatch.setattr("sys.argv", ["stillwater", "firmware", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        command.main()
        raise SystemExit(0)
    told = capsys.readouterr()
    return ended.value.code, told.out, told.err


def test_the_command_prints_each_file_and_what_is_left_out(built, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("stillwater_tools.cli.firmware.build", lambda board: built)
    code, out, _error = run(monkeypatch, capsys, "--out", tmp_path)
    assert code == 0
    assert "stillwater/app.mpy" in out
    assert f"{built.total_bytes} of {firmware.MOST_BYTES}" in out
    assert all(path in out.replace("\n", "") for path in built.manifest["left_out"])
    code, out, _error = run(monkeypatch, capsys, "--out", tmp_path, "--json")
    assert (code, json.loads(out)) == (0, built.manifest)
    monkeypatch.setattr(firmware, "MOST_BYTES", 60_000)
    code, out, error = run(monkeypatch, capsys, "--out", tmp_path / "new")
    assert (code, (tmp_path / "new").exists()) == (2, False)
    assert str(built.total_bytes) in out
    assert "make it smaller" in error


def test_what_each_module_takes_of_the_heap_stands_beside_its_bytes_and_in_the_manifest(built, monkeypatch, capsys, tmp_path):
    measured = Ram(245_696, 30_000, {"stillwater/app.mpy": 3136}, 180_000, 70_544)
    monkeypatch.setattr("stillwater_tools.cli.firmware.build", lambda board: built)
    monkeypatch.setattr("stillwater_tools.chip.image.find_image", lambda: None)
    monkeypatch.setattr("stillwater_tools.bench.ram.ram", lambda firmware, image: measured)
    _code, out, _error = run(monkeypatch, capsys, "--ram", "--out", tmp_path)
    row = next(line for line in out.splitlines() if "stillwater/app.mpy" in line)
    assert [str(len(built.files["stillwater/app.mpy"])), "3136"] == [word for word in row.split() if word.isdigit()]
    assert "70544 of 245696" in out
    assert json.loads((tmp_path / "manifest.json").read_text())["heap"] == measured.as_dict()
    assert measured.made_bytes == 245_696 - 70_544 - 180_000


@pytest.mark.parametrize("arguments", [("--board", "no-such-board.toml"), ("--colour",)])
def test_wrong_input_ends_with_two(arguments, monkeypatch, capsys):
    code, _out, error = run(monkeypatch, capsys, *arguments)
    assert code == 2
    assert "Traceback" not in error


@pytest.mark.parametrize("told, message", [("emitting mpy v6.2", "makes mpy 6.2, the image reads 6.3"), ("", "of no known version")])
def test_another_compiler_is_told_with_its_remedy(told, message, monkeypatch):
    monkeypatch.setattr(cross, "version_told", lambda path: told)
    with pytest.raises(ToolMissing, match=f"{message}.*make firmware"):
        cross.mpy_cross()


def test_a_source_that_does_not_compile_is_told_with_its_name():
    with pytest.raises(InputError, match="firmware/stillwater/wrong.py"):
        cross.compiled(cross.mpy_cross(), "stillwater/wrong.py", "def f(:\n")
