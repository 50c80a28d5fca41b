"""Who may import what, from the code's own imports; and that the one door has one caller."""

import ast
from pathlib import Path

import pytest

from stillwater_tools.firmware_tables import PROJECT

FIRMWARE = PROJECT / "firmware" / "stillwater"
_ANY = "*"
# room -> modules it may import, by prefix
_MAY = {
    "control": ("micropython", "stillwater.control"),
    "safety": ("micropython", "board", "stillwater.safety"),
    "treatment": (
        "micropython", "hashlib", "struct", "stillwater.treatment", "stillwater.safety.limits", "stillwater.safety.faults"),
    "journal": ("micropython", "binascii", "struct", "os", "stillwater.journal"),
    "link": (
        "micropython", "binascii", "struct", "os", "select", "stillwater.link", "stillwater.journal.formats",
        "stillwater.treatment.states", "stillwater.safety.slots", "stillwater.control.state"),
    "panel": ("micropython", "framebuf", "stillwater.panel", "stillwater.treatment", "stillwater.safety"),
}
_HARDWARE = ("machine", "rp2")
_HOST = ("stillwater_tools", "virtual", "numpy", "typing", "pathlib")


def imports(path: Path) -> set[str]:
    """Modules that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def allowed(name: str, prefixes: tuple[str, ...]) -> bool:
    return any(name == prefix or name.startswith(prefix + ".") for prefix in prefixes)


_ROOMS = [(room, path) for room in _MAY for path in sorted((FIRMWARE / room).glob("*.py"))]
_FILES = sorted(FIRMWARE.rglob("*.py"))


@pytest.mark.parametrize("room, path", _ROOMS, ids=[f"{room}/{path.name}" for room, path in _ROOMS])
def test_a_room_imports_only_what_it_may(room, path):
    assert [name for name in imports(path) if not allowed(name, _MAY[room])] == []


@pytest.mark.parametrize("path", _FILES, ids=lambda path: str(path.relative_to(FIRMWARE)))
def test_firmware_knows_neither_host_nor_hardware(path):
    if path.relative_to(FIRMWARE).as_posix() == "port/rp2.py":
        return
    assert [name for name in imports(path) if allowed(name, _HARDWARE + _HOST)] == []


@pytest.mark.parametrize("path", sorted((FIRMWARE / "control").glob("*.py")), ids=lambda path: path.name)
def test_control_is_integers_without_clock(path):
    tree = ast.parse(path.read_text())
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, float)]
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)]


def test_the_one_door_has_one_caller():
    callers = [path.name for path in _FILES if "door.arm(" in path.read_text()]
    assert callers == ["bridge.py"]


def test_limits_are_numbers_in_one_file():
    for room, path in _ROOMS:
        if room != "safety" or path.name in ("limits.py", "faults.py", "slots.py"):
            continue
        consts = [node for node in ast.walk(ast.parse(path.read_text())) if getattr(getattr(node, "func", None), "id", "") == "const"]
        assert not consts, f"{path.name} holds a number of its own"


@pytest.mark.parametrize("path", _FILES, ids=lambda path: str(path.relative_to(FIRMWARE)))
def test_every_file_says_what_it_knows(path):
    assert ast.get_docstring(ast.parse(path.read_text()))


def test_host_tools_hold_no_second_table():
    known = {"RECORDS", "FAULTS", "LIMITS", "STATES", "COLUMNS", "COMMANDS", "ERRORS"}
    for path in sorted((PROJECT / "host_tools/stillwater_tools").rglob("*.py")):
        assigned = {t.id for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Assign)
                    for t in node.targets if isinstance(t, ast.Name)}
        assert not assigned & known, path.name
