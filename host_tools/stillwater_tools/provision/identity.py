"""Who a unit is to be: serial number, board revision, clinic key. Checked by the firmware's own rules. Knows no unit."""

from dataclasses import dataclass

from stillwater_tools import given
from stillwater_tools.boards.load import load_board
from stillwater_tools.build.assemble import BOARDS
from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.prescriptions.keys import unit_key
from stillwater_tools.problems import InputError, Problem


@dataclass(frozen=True)
class Identity:
    """serial and revision are texts of 1..12 capital letters, digits, - and _."""

    serial: str
    revision: str

    def as_bytes(self) -> bytes:
        """The file that the unit gets. InputError."""
        values = {"serial": _padded("--serial", self.serial), "revision": _padded("--revision", self.revision)}
        try:
            firmware_module("stillwater.given.files").check_identity(values)
        except ValueError as why:
            raise InputError([Problem("--serial, --revision", "text", f"{self.serial}, {self.revision}", str(why), "mend it")]) from None
        return given.packed(given.IDENTITY, **values)


def key_file(clinic_key: bytes, serial: str) -> bytes:
    """The file with the key of the unit with this serial: derived, so that the clinic's own never leaves the clinic."""
    return given.packed(given.KEY, key=unit_key(clinic_key, serial))


def must_fit_board(serial: str, board: str) -> None:
    """InputError for a serial that does not begin as those of the board do; a board that is not the project's has no say."""
    path = BOARDS / board / "board.toml"
    if path.is_file() and not serial.startswith(prefix := load_board(path).board.serial_prefix):
        raise InputError([Problem("--serial", "serial", serial, f"must begin with {prefix}, as all of board {board} do", "mend it")])


def _padded(option: str, text: str) -> bytes:
    most = firmware_module("stillwater.given.files").SERIAL_BYTES
    if not text.isascii() or not 1 <= len(text) <= most:
        raise InputError([Problem(option, "text", text, f"must have 1..{most} letters", "choose a shorter one")])
    return text.encode("ascii").ljust(most, b"\0")
