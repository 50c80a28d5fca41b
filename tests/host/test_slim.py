"""Constants become literals and go, and nothing else changes: what is read is still there, with the same value."""

import ast

import pytest

from stillwater_tools.boards.generate import board_text
from stillwater_tools.build import firmware
from stillwater_tools.build.slim import slim
from stillwater_tools.build.trim import trimmed
from stillwater_tools.firmware_tables import PROJECT

_LIMITS = "from micropython import const\nMOST_UA = const(25000)\nLEAST_UA = 1000\nWHY = (('MOST_UA', 'uA'), ('LEAST_UA', 'uA'))\n"


@pytest.fixture(scope="module")
def lean():
    """The firmware as it is compiled."""
    kept, put_in = firmware.with_one_tick(firmware.folded(board_text(PROJECT / "boards/unit_r1/board.toml")), "stillwater.port.tick")
    return trimmed(slim(kept), put_in)


@pytest.mark.parametrize("source, value", [
    ("import limits\ntell(limits.MOST_UA)\n", 25000),
    ("from room import limits\ntell(limits.LEAST_UA + 1)\n", 1001),
    ("from room.limits import LEAST_UA as LEAST\ndef f():\n    return LEAST\ntell(f())\n", 1000),
    ("from micropython import const\n_A = const(3)\nB = 4\ntell(_A * B)\n", 12),
])
def test_a_constant_is_a_literal_wherever_it_is_read(source, value):
    lean = slim({"limits": _LIMITS, "room.limits": _LIMITS, "user": source})
    lines = [line for line in lean["user"].split("\n") if "import" not in line]
    told = []
    exec("\n".join(lines), {"tell": told.append})
    assert told == [value]


def test_what_nothing_reads_goes_and_lines_keep_their_numbers():
    lean = slim({"limits": _LIMITS, "user": "import limits\nprint(limits.MOST_UA)\n"})
    assert lean["limits"].split("\n") == ["from micropython import const", "", "", "", ""]


@pytest.mark.parametrize("user", ["print(board.LEAST_UA)\n", "from limits import LEAST_UA\n", "LEAST_UA = LEAST_UA + 1\n"])
def test_what_is_named_anywhere_stays(user):
    assert "LEAST_UA = 1000" in slim({"limits": _LIMITS, "user": user})["limits"]


@pytest.mark.parametrize("kept", ["TABLE = make()\n", "A, b.c = 1, 2\n", "COUNT = 0\ndef f():\n    global COUNT\n    COUNT = 1\n"])
def test_what_does_more_than_name_a_value_stays(kept):
    assert slim({"user": kept})["user"] == kept


def test_a_name_that_a_function_sets_for_itself_is_its_own():
    source = "SIZE = 3\ndef f():\n    SIZE = 4\n    return SIZE\n"
    assert slim({"user": source})["user"] == source


def test_whatever_the_firmware_reads_of_a_module_is_there(lean):
    there = {name: _set_in(ast.parse(text)) for name, text in lean.items()}
    for name, text in lean.items():
        for module, read in _reads(ast.parse(text), set(lean)):
            assert read in there[module] or f"{module}.{read}" in lean, f"{name} reads {read} of {module}"


def test_the_firmware_has_lost_what_only_tools_read(lean):
    assert "JOURNAL_PAGES_LEAST" not in lean["stillwater.safety.limits"]
    assert "LIMITS =" not in lean["stillwater.safety.limits"]


def _set_in(tree):
    """Names that a module defines or brings in."""
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    found |= {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    brought = [alias for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom)) for alias in node.names]
    return found | {alias.asname or alias.name for alias in brought}


def _reads(tree, modules):
    """(module, name) of all that a source imports from modules or looks up in them."""
    local = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in modules:
            yield from ((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            local |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and local.get(node.value.id) in modules:
            yield local[node.value.id], node.attr
