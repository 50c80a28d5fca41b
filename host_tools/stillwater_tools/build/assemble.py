"""Builds a folder that an interpreter can run: folded firmware, board.py, build_id.py and the virtual board.

Firmware files are the project's own but for the fold step (fold.py). Knows paths; starts nothing.
"""

import ast
import hashlib
from pathlib import Path

from stillwater_tools.boards.generate import board_text
from stillwater_tools.build.fold import constants_of, fold, gather
from stillwater_tools.firmware_tables import PROJECT
from stillwater_tools.problems import GIVEN, InputError, Problem

BATH_NAMES = (
    "STEP_US", "OPEN_OHM", "RESISTANCE_OHM", "SKIN_1_UV", "SKIN_2_UV", "SKIN_1_OHM", "SKIN_2_OHM", "SERIES_OHM",
    "start", "wet", "look", "advance", "held_uv", "drift", "pour", "level",
)
FIRMWARE = PROJECT / "firmware"
BOARDS = PROJECT / "boards"


def assemble(folder: Path, board: str = "virtual", bath: Path | None = None, wide: bool = True) -> Path:
    """Fill `folder`; `bath` takes the place of the virtual board's bath.py; `wide` for a 64-bit interpreter.

    Raises BoardError for a board file that does not fit.
    """
    board_source = board_text(BOARDS / board / "board.toml")
    given_bath = bath_source(bath) if bath else None
    constants = gather([FIRMWARE, BOARDS])
    constants["board"] = constants_of(board_source)
    if given_bath is not None:
        constants["virtual.bath"] = constants_of(given_bath)
    files = {path.relative_to(FIRMWARE): path.read_text() for path in sorted(FIRMWARE.rglob("*.py"))}
    digest = digest_of(files)
    files |= {path.relative_to(BOARDS): path.read_text() for path in sorted((BOARDS / "virtual").glob("*.py"))}
    if given_bath is not None:
        files[Path("virtual/bath.py")] = given_bath
    for name, source in files.items():
        _write(folder / name, fold(source, constants, wide))
    _write(folder / "board.py", board_source)
    _write(folder / "stillwater/build_id.py", build_id_text(digest, board_source))
    return folder


def bath_source(path: Path, start: str = "start") -> str:
    """A bath model's text. Raises InputError when it is no Python or lacks a name that the board needs.

    `start` is the name of the function that begins a bath, where it has another.
    """
    try:
        source = path.read_text(encoding="utf-8") + ("" if start == "start" else f"\n\nstart = {start}\n")
        tree = ast.parse(source)
    except OSError as why:
        raise InputError([Problem("--bath", str(path), GIVEN, f"cannot be read ({why.strerror})", "give a bath model")]) from None
    except SyntaxError as why:
        raise InputError([Problem("--bath", str(path), GIVEN, f"is no Python at line {why.lineno}: {why.msg}", "mend it")]) from None
    except ValueError:
        raise InputError([Problem("--bath", str(path), GIVEN, "is no text", "give a bath model")]) from None
    known = set(constants_of(source)) | {node.name for node in tree.body if isinstance(node, ast.FunctionDef)} | _aliases(tree)
    lacking = [name for name in (*BATH_NAMES, start) if name not in known]
    if lacking:
        raise InputError([Problem("--bath", str(path), GIVEN, f"lacks {', '.join(lacking)}", "see boards/virtual/BATH.md")])
    return source


def _aliases(tree: ast.Module) -> set[str]:
    """Names that are set to another name, as `start = begin`."""
    nodes = [node for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name)]
    return {target.id for node in nodes for target in node.targets if isinstance(target, ast.Name)}


def digest_of(files: dict[Path, str]) -> bytes:
    """Eight bytes that all of the firmware's files determine."""
    whole = hashlib.sha256()
    for name, source in sorted(files.items()):
        whole.update(f"{name.as_posix()}\0{source}\0".encode())
    return whole.digest()[:8]


def build_id_text(digest: bytes, board_source: str) -> str:
    """The text of build_id.py."""
    board_digest = hashlib.sha256(board_source.encode()).digest()[:8]
    return f'"""Hashes of this build, as the journal keeps them."""\n\nFIRMWARE_HASH = {digest!r}\nBOARD_HASH = {board_digest!r}\n'


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
