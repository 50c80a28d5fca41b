"""Builds a folder that an interpreter can run: folded firmware, board.py, build_id.py and the virtual board.

Firmware files are the project's own but for the fold step (fold.py). Knows paths; starts nothing.
"""

import hashlib
from pathlib import Path

from stillwater_tools.boards.generate import board_text
from stillwater_tools.build.fold import constants_of, fold, gather
from stillwater_tools.firmware_tables import PROJECT

FIRMWARE = PROJECT / "firmware"
BOARDS = PROJECT / "boards"


def assemble(folder: Path, board: str = "virtual", bath: Path | None = None, wide: bool = True) -> Path:
    """Fill `folder`; `bath` takes the place of the virtual board's bath.py; `wide` for a 64-bit interpreter.

    Raises BoardError for a board file that does not fit.
    """
    board_source = board_text(BOARDS / board / "board.toml")
    constants = gather([FIRMWARE, BOARDS])
    constants["board"] = constants_of(board_source)
    if bath is not None:
        constants["virtual.bath"] = constants_of(bath.read_text())
    files = {path.relative_to(FIRMWARE): path.read_text() for path in sorted(FIRMWARE.rglob("*.py"))}
    digest = _digest(files)
    files |= {path.relative_to(BOARDS): path.read_text() for path in sorted((BOARDS / "virtual").glob("*.py"))}
    if bath is not None:
        files[Path("virtual/bath.py")] = bath.read_text()
    for name, source in files.items():
        _write(folder / name, fold(source, constants, wide))
    _write(folder / "board.py", board_source)
    _write(folder / "stillwater/build_id.py", _build_id(digest, board_source))
    return folder


def _digest(files: dict[Path, str]) -> bytes:
    whole = hashlib.sha256()
    for name, source in sorted(files.items()):
        whole.update(f"{name.as_posix()}\0{source}\0".encode())
    return whole.digest()[:8]


def _build_id(digest: bytes, board_source: str) -> str:
    board_digest = hashlib.sha256(board_source.encode()).digest()[:8]
    return f'"""Hashes of this build, as the journal keeps them."""\n\nFIRMWARE_HASH = {digest!r}\nBOARD_HASH = {board_digest!r}\n'


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
