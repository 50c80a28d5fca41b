"""The build for the chip: the same bytes each time, a true manifest, one tick as one function that does the same, refusals."""

import ast
import hashlib
import json

import pytest
from hypothesis import HealthCheck, given, settings

from stillwater import hot
from stillwater.capture import ring
from stillwater.control import state as control
from stillwater_tools.bench.ram import Ram
from stillwater_tools.boards.generate import board_text
from stillwater_tools.build import cross, firmware
from stillwater_tools.build.expand import Expander
from stillwater_tools.build.folder import write
from stillwater_tools.build.refusal import CannotInline
from stillwater_tools.build.slim import slim
from stillwater_tools.build.trim import trimmed
from stillwater_tools.build.viper import read_module
from stillwater_tools.cli import main as command
from stillwater_tools.firmware_tables import PROJECT
from stillwater_tools.problems import InputError
from stillwater_tools.run.host import board_scales
from stillwater_tools.run.interpreter import ToolMissing
from support.blocks import CONTROL, GUARD
from virtual import loop, state
from virtual.rehearsal import Rehearsal

_BOARD = PROJECT / "boards/unit_r1/board.toml"
_WHOLE_PPM = 1_000_000
_AS_THEY_ARE = ("boot.py", "main.py")  # MicroPython wants them as sources


@pytest.fixture(scope="module")
def built():
    return firmware.build(_BOARD)


@pytest.fixture(scope="module")
def folded():
    return firmware.folded(board_text(_BOARD))


@pytest.fixture(scope="module")
def sample(folded):
    """The tick as one function, run as plain Python."""
    kept, _put_in = firmware.with_one_tick(folded, "stillwater.hot")
    kept = slim(kept)
    space = {}
    exec(compile(kept["stillwater.hot"], "hot", "exec"), space)
    return space["sample"]


def test_two_builds_are_the_same_bytes(built):
    again = firmware.build(_BOARD)
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


def played(sample, monkeypatch):
    """(digest of all blocks, mode, whether it holds; at last whether it has cut) over ramp, hold, dip, removal, return and trip."""
    monkeypatch.setattr(loop, "sample", sample)
    case = Rehearsal(board_scales("unit_r1"), {})
    steps = (
        (("move", 0, _WHOLE_PPM, 200), ("move", 1, _WHOLE_PPM, 200), ("drive", 2000), ("run", 14_000)),
        (("move", 0, 700_000, 300), ("run", 600)),
        (("move", 0, _WHOLE_PPM, 300), ("run", 1000)),
        (("move", 0, 0, 120), ("run", 1600)),
        (("move", 0, _WHOLE_PPM, 200), ("answer",), ("run", 7000)),
        (("drive", 0), ("run", 3000)),
        (("drive", 2000), ("run", 6000)),
    )
    told = []
    for step in steps:
        for name, *values in step:
            getattr(case, name)(*values)
        told.append((case.digest(), case.s[control.MODE], case.s[control.ARRIVED]))
    case.t[state.LATCH] = 1
    case.run(400)
    return [*told, (case.digest(), case.s[control.MODE], case.s[control.CUT])]


def test_one_function_gives_the_same_integers_in_a_run(sample, monkeypatch):
    nested = played(hot.sample, monkeypatch)
    assert played(sample, monkeypatch) == nested
    modes = [mode for _digest, mode, _arrived in nested]
    assert modes == [2, 2, 2, control.MODE_PROBE, 2, control.MODE_OFF, control.MODE_DRIVE, control.MODE_OFF]
    assert nested[0][2] == nested[2][2] == nested[-1][2] == 1


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(CONTROL, GUARD)
def test_one_function_gives_the_same_integers_from_any_state(sample, control_block, guard_block):
    nested, one = [(list(control_block), list(guard_block), list(ring())) for _ in range(2)]
    for _ in range(3):
        hot.sample(*nested)
        sample(*one)
    assert one == nested


_HEAD = "import micropython\nfrom micropython import const\n\n_FIVE = const(-5)\nSPARE = [1, 2]\n\n"
_CALLEES = """
@micropython.viper
def bump(s: ptr32) -> int:
    s[0] += 1
    return s[0]

@micropython.viper
def poke(s: ptr32, at: int, value: int) -> int:
    s[at] = value
    value += _FIVE
    return value

@micropython.viper
def half(x: int) -> int:
    if x < 0:
        x = 0 - x
    return x >> 1

@micropython.viper
def log(s: ptr32, what: int) -> int:
    s[s[1] + 4] = what
    s[1] += 1
    return what

"""


def expanded(body, callees=_CALLEES):
    """(plain, expanded) functions `root(s, x)` with this body."""
    root = "@micropython.viper\ndef root(s: ptr32, x: int) -> int:\n"
    text = _HEAD + callees + root + "".join(f"    {line}\n" for line in body.split("\n"))
    module = read_module("one", "one.py", text)
    function = ast.unparse(Expander({"one": module}).expanded(module, "root"))
    spaces = {}, {}
    exec(text, spaces[0])
    exec(_HEAD + function, spaces[1])
    return spaces[0]["root"], spaces[1]["root"]


_SAME = {
    "a slot read before the call": "return s[0] + int(bump(s)) * s[0]",
    "a slot read after it": "return int(bump(s)) * s[0]",
    "calls from left to right": "return int(log(s, 1)) + int(log(s, 2)) * int(log(s, 3))",
    "arguments from left to right": "return int(poke(s, int(bump(s)), s[0])) + int(poke(s, s[0], int(bump(s))))",
    "a call in a call's argument": "return int(half(int(half(int(bump(s)) * 8)))) - s[0]",
    "added to a slot": "s[0] += int(bump(s))\nreturn s[0]",
    "added to a slot by a local's number": "s[x] += int(bump(s)) * x\nreturn s[x]",
    "added to a local": "x += int(half(x))\nreturn x",
    "compared": "x = int(s[0] < int(bump(s)))\nreturn x",
    "in the first operand of and": "if int(bump(s)) > 1 and s[0] > 1:\n    s[3] = 1\nreturn s[3]",
    "in a later operand of and": "if x > 2 and int(bump(s)) > 1 and int(log(s, 7)):\n    s[3] = 1\nelse:\n    s[3] = 2\nreturn s[3]",
    "in a later operand of or": "if x > 2 or int(bump(s)) > 1 or int(log(s, 7)):\n    s[3] = 1\nelse:\n    s[3] = 2\nreturn s[3]",
    "and within or": "if x > 2 or (x > 1 and int(bump(s)) > 0):\n    s[3] = 1\nreturn s[3]",
    "in an elif": "if x > 2:\n    s[3] = 1\nelif int(bump(s)) > 2:\n    s[3] = 2\nelse:\n    bump(s)\nreturn s[3]",
    "in a loop": "for k in range(int(bump(s))):\n    s[3] += int(half(k * 4 + x))\nreturn s[3]",
    "in the body of while": "while x > 0:\n    x -= int(bump(s))\nreturn x",
    "a parameter that the callee sets": "y = x\nz = int(half(0 - y)) + y\nreturn z",
    "a negative constant": "return 3 - int(poke(s, 2, 0))",
    "for what it does": "log(s, x)\npoke(s, 2, x)\nreturn s[2]",
    "a slot by a call": "return s[int(bump(s)) % 3] + s[0]",
    "before a division": "x = x // 2 + int(half(x)) // (x + 1)\nreturn x",
}


@pytest.mark.parametrize("body", _SAME.values(), ids=_SAME.keys())
def test_what_is_put_in_does_the_same_in_the_same_order(body):
    plain, one = expanded(body)
    for x in (0, 1, 2, 3):
        blocks = [[1, 0, 5, 0] + [0] * 12 for _ in range(2)]
        assert plain(blocks[0], x) == one(blocks[1], x)
        assert blocks[0] == blocks[1]


def test_names_of_functions_that_never_meet_are_shared():
    text = ast.unparse(ast.parse(_HEAD))
    module = read_module("one", "one.py", text + _CALLEES + "@micropython.viper\ndef root(s: ptr32):\n    half(s[0])\n    half(s[1])\n")
    body = ast.unparse(Expander({"one": module}).expanded(module, "root"))
    assert "inlined_int_0" in body
    assert "inlined_int_1" not in body


def test_what_is_read_for_its_effect_alone_is_still_read():
    callee = "@micropython.viper\ndef f(s: ptr32) -> int:\n    return s[5]\n\n"
    text = _HEAD + callee + "@micropython.viper\ndef root(s: ptr32):\n    f(s)\n    s[6]\n"
    module = read_module("one", "one.py", text)
    assert ast.unparse(Expander({"one": module}).expanded(module, "root")).endswith("\n    s[5]\n    s[6]")


# what the callee `f` or the caller's body is, and what is told
_VALUE = "s: ptr32) -> int:\n    "
_REFUSED = {
    "an early return": (f"{_VALUE}if s[0]:\n        return 1\n    return 2", None, "returns before its end"),
    "a return in the last statement": ("s: ptr32):\n    if s[0]:\n        return", "f(s)", "returns before its end"),
    "recursion": (f"{_VALUE}return int(f(s))", None, "f, which calls itself"),
    "a call in the condition of a loop": (f"{_VALUE}return s[0]", "while int(f(s)):\n    s[1] = 0", "in the condition of a loop"),
    "a short-circuit operand as a value": (f"{_VALUE}return s[0]", "x = x > 0 and int(f(s))", "a call inside `BoolOp`"),
    "a chain of comparisons": (f"{_VALUE}return s[0]", "x = int(0 < int(f(s)) < 3)", "a call inside `Compare`"),
    "a conditional expression": (f"{_VALUE}return s[0]", "x = int(f(s)) if x else 0", "a call inside `IfExp`"),
    "a call in what is assigned to": (f"{_VALUE}return s[0]", "s[int(f(s))] = 1", "in what is assigned to"),
    "a slot that may move": (f"{_VALUE}return s[0]", "s[s[1]] += int(f(s))", "whose number is no local's"),
    "the bare object": (f"{_VALUE}return s[0]", "x = f(s)", "the object that f gives"),
    "no declared type": ("s: ptr32):\n    return s[0]", None, "gives no type and is used as int"),
    "another declared type": ("s: ptr32) -> uint:\n    return uint(s[0])", None, "gives uint and is used as int"),
    "a value of another type": (f"{_VALUE}return s[0] > 1", None, "returns bool where int is declared"),
    "a value that is none": (f"{_VALUE}s[0] = 1", None, "gives int and is used as int"),
    "a local that changes its type": (f"{_VALUE}y = 1\n    y = s[0] > 1\n    return 1", None, "y changes from int to bool"),
    "a local of unknown type": (f"{_VALUE}y = SPARE\n    return 1", None, "sets y to what has no type"),
    "an argument of another type": ("x: int) -> int:\n    return x", "x = int(f(x > 1))", "`x > 1`, bool where int is declared"),
    "an argument that is no pointer": (f"{_VALUE}return s[0]", "x = int(f(SPARE))", "`SPARE`, object where ptr32 is declared"),
    "another count of arguments": (f"{_VALUE}return s[0]", "x = int(f(s, 1))", "other arguments than it declares"),
    "an argument by name": (f"{_VALUE}return s[0]", "x = int(f(s=s))", "other arguments than it declares"),
    "a default": ("s: ptr32, x: int = 1) -> int:\n    return x", None, "takes defaults"),
    "a parameter without a type": ("s) -> int:\n    return 1", None, "takes s without a type"),
    "a global statement": (f"{_VALUE}global SPARE\n    return 1", None, "has `global`"),
    "an assignment within an expression": (f"{_VALUE}return int(y := 1)", None, "has `namedexpr`"),
    "two at once": (f"{_VALUE}a, b = 1, 2\n    return 1", None, "assigns to more than a name"),
    "try": (f"{_VALUE}return s[0]", "try:\n    f(s)\nfinally:\n    x = 1", "a call inside `try`"),
    "an object kept over a call": (f"{_VALUE}return s[0]", "x = SPARE[0] + int(f(s))", "of no type of viper's, before a call"),
    "a name of ours": (f"{_VALUE}return s[0]", "inlined_int_0 = int(f(s))", "a local that begins with inlined_"),
    "a global that the caller hides": (f"{_VALUE}return int(len(SPARE))", "SPARE = int(f(s))", "uses SPARE of its own module"),
}


@pytest.mark.parametrize("callee, body, told", _REFUSED.values(), ids=_REFUSED.keys())
def test_what_would_not_do_the_same_is_refused(callee, body, told):
    with pytest.raises(CannotInline, match=told) as refused:
        expanded((body or "x = int(f(s))") + "\nreturn 0", f"@micropython.viper\ndef f({callee}\n\n")
    (problem,) = refused.value.problems
    assert problem.file.startswith("one.py:")
    assert int(problem.file.split(":")[1]) > 6
    assert problem.remedy


def test_a_name_that_only_its_own_module_knows_is_refused():
    other = "import micropython\nTABLE = [1]\n\n@micropython.viper\ndef f(s: ptr32) -> int:\n    return int(len(TABLE))\n"
    root = "import micropython\nfrom other import f\n\n@micropython.viper\ndef root(s: ptr32) -> int:\n    return int(f(s))\n"
    modules = {name: read_module(name, f"{name}.py", text) for name, text in (("other", other), ("root", root))}
    with pytest.raises(CannotInline, match="other.py:6: f: uses len of its own module"):
        Expander(modules).expanded(modules["root"], "root")


def test_trimming_keeps_what_is_used_and_lines_their_numbers():
    sources = {
        "begin": "from micropython import const\nfrom room import (\n    A,\n    used,\n)\nimport helper\n\nprint(used)\n",
        "room": "A = 1\n\ndef used():\n    pass\n\n@micropython.viper\ndef gone():\n    pass\n\nend = 1\n",
        "helper": "@micropython.viper\ndef kept():\n    pass\n",
        "lost": "B = 1\n",
        "only": "from lost import B\n",
        "folder.__init__": "",
        "folder.part": "C = 1\n",
    }
    sources["begin"] += "from only import B\nfrom folder.part import C\n"
    left = trimmed(sources, {("room", "gone"), ("helper", "kept")})
    assert sorted(left) == ["begin", "helper", "room"]
    assert left["begin"].split("\n")[:8] == ["", "from room import used", "", "", "", "import helper", "", "print(used)"]
    assert left["room"].split("\n").index("end = 1") == 9
    assert "gone" not in left["room"]
    assert "kept" in left["helper"]


def test_a_packages_own_file_goes_unless_it_does_something():
    sources = {"begin": "import idle.part\nimport busy.part\nprint(idle.part, busy.part)\n", "idle.__init__": '"""Of parts."""\n',
               "idle.part": "A = 1\n", "busy.__init__": '"""Of parts."""\n\nB = 1\n', "busy.part": "A = 1\n"}
    assert sorted(trimmed(sources, set())) == ["begin", "busy.__init__", "busy.part", "idle.part"]


def test_a_name_that_is_handed_on_is_kept():
    sources = {
        "begin": "import passes\nfrom passes import A\nfrom star import *\nprint(A, passes.B)\n",
        "passes": "from home import A, B, C\n",
        "home": "A = B = C = 1\n",
        "star": "from home import C\n",
    }
    left = trimmed(sources, set())
    assert left["star"] == sources["star"]
    assert left["passes"] == sources["passes"]
