"""What a unit is to hold, by what it runs on: the firmware built for the chip, or for a virtual unit's interpreter. Opens no port."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stillwater_tools.boards.generate import board_text
from stillwater_tools.build.assemble import BOARDS, FIRMWARE, assemble, digest_of
from stillwater_tools.build.firmware import build, check_total
from stillwater_tools.problems import InputError, Problem
from stillwater_tools.units.find import Found

CHIP, VIRTUAL = "rp2", "linux"  # as sys.platform of the unit's MicroPython says
UNIT_BOARD = BOARDS / "unit_r1/board.toml"
VIRTUAL_BOARD = "virtual"
_STARTS = "main.py"
_TOP = (_STARTS, "boot.py", "board.py", "board.mpy")
ROOM = "stillwater"
PATHS = (*_TOP, ROOM)  # all that is firmware lies here; whatever else is on a unit is its own
_ENDS = (".py", ".mpy")


@dataclass(frozen=True)
class Content:
    """Files, path -> bytes, and the two hashes that the unit's hello has once they run."""

    files: dict[str, bytes]
    firmware_hash: str
    board_hash: str

    @property
    def hashes(self) -> dict[str, str]:
        """SHA-256 of every file."""
        return {path: hashlib.sha256(data).hexdigest() for path, data in self.files.items()}

    @property
    def digest(self) -> str:
        """Of all files."""
        return hashlib.sha256(json.dumps(self.hashes, sort_keys=True).encode()).hexdigest()

    def is_run_by(self, found: Found) -> bool:
        """Whether a unit that was looked at has started with these files; hashes that are not known fit any."""
        hello = found.hello
        return bool(hello) and self.firmware_hash in ("", hello["firmware_hash"]) and self.board_hash in ("", hello["board_hash"])


Contents = Callable[[str], Content]


def content(platform: str, board: Path | None = None) -> Content:
    """For a unit on `platform`; board: a board.toml, for the chip only. BoardError, InputError, ToolMissing."""
    if platform == CHIP:
        return for_chip(board or UNIT_BOARD)
    if platform == VIRTUAL:
        return for_virtual()
    bound = f"must be {CHIP} (a Pico) or {VIRTUAL} (a virtual unit)"
    raise InputError([Problem("unit", "platform", platform, bound, "there is no firmware for it: take another board")])


def for_chip(board: Path) -> Content:
    """What `stillwater firmware` builds."""
    built = build(board)
    check_total(built)
    return Content(built.files, *_identity(board))


def for_virtual() -> Content:
    """What a virtual unit's flash holds: the firmware without the simulated board."""
    with tempfile.TemporaryDirectory(prefix="stillwater-") as scratch:
        folder = assemble(Path(scratch))
        shutil.rmtree(folder / VIRTUAL_BOARD)
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.py")}
    return Content(files, *_identity(BOARDS / VIRTUAL_BOARD / "board.toml"))


def from_folder(folder: Path) -> Content:
    """What another build has left in a folder, as `stillwater firmware` does. InputError."""
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    files = {path: data for path, data in files.items() if is_firmware(path)}
    if _STARTS not in files:
        raise InputError([Problem(str(folder), _STARTS, None, "is in every firmware", "build one: `stillwater firmware --out FOLDER`")])
    return Content(files, "", "")


def is_firmware(path: str) -> bool:
    """Whether a unit's file is firmware, and no journal, key, calibration or whatever else was given to it."""
    return path in _TOP or (path.startswith(ROOM + "/") and path.endswith(_ENDS))


def _identity(board: Path) -> tuple[str, str]:
    """Both hashes, as build_id.py has them."""
    texts = {path.relative_to(FIRMWARE): path.read_text(encoding="utf-8") for path in sorted(FIRMWARE.rglob("*.py"))}
    return digest_of(texts).hex(), hashlib.sha256(board_text(board).encode()).digest()[:8].hex()
