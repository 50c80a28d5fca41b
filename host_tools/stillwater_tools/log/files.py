"""Files of a journal: their names, in what order they are believed, and how a pull leaves them on a disk. Knows no record.

A unit's folder is named by its serial number and holds what the unit's own folder held, one pull after another: what the unit has
thinned since is still here as it was. A file that has not come whole is called .part, and what it has is read too.
"""

import functools
from dataclasses import dataclass
from pathlib import Path

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.problems import GIVEN, InputError, Problem

PART = ".part"
_END = ".log"
_ALONE = "journal.bin"  # a virtual unit's, that keeps all in one file


@dataclass(frozen=True)
class JournalFile:
    """One file: `level` is one of the firmware's shelf.LEVELS, or empty for one that keeps all; segments are (first, last) or None."""

    name: str
    content: bytes

    @property
    def level(self) -> str:
        """What is kept in it."""
        first = self.name.split("-")[0]
        return first if first in _levels() else ""

    @property
    def rank(self) -> int:
        """Of two records with one number that of the lower rank is believed: it is nearer to what was written."""
        return _levels().index(self.level) if self.level else 0

    @property
    def is_part(self) -> bool:
        """Whether it has not come to its end."""
        return self.name.endswith(PART)

    @property
    def is_whole(self) -> bool:
        """Whether it has every record of its stretch, none thinned out."""
        return self.level not in _levels()[2:]

    @property
    def is_written_in_place(self) -> bool:
        """Whether records are written into it one by one, so that a power cut may leave one that is not whole."""
        return self.level in ("", _levels()[0])

    @property
    def segments(self) -> tuple[int, int] | None:
        """First and last segment of the unit's ring whose records it has."""
        told = self.name.split("-")[1:3]
        return (int(told[0]), int(told[1])) if self.level and len(told) == 2 and all(map(str.isdigit, told)) else None


def is_journal(name: str) -> bool:
    """Whether a file of this name is a journal's, whole or in part."""
    return name.removesuffix(PART).endswith(_END) or name.removesuffix(PART) == _ALONE


def in_folder(folder: Path) -> list[JournalFile]:
    """A folder's journal files. InputError when one cannot be read."""
    paths = sorted(path for path in folder.iterdir() if path.is_file() and is_journal(path.name))
    return [JournalFile(path.name, read(path)) for path in paths]


def read(path: Path) -> bytes:
    """A file's bytes. InputError."""
    try:
        return path.read_bytes()
    except OSError as why:
        raise InputError([Problem(str(path), "file", GIVEN, f"cannot be read ({why.strerror})", "give a journal file")]) from None


@functools.cache
def _levels() -> tuple[str, ...]:
    return tuple(firmware_module("stillwater.journal.shelf").LEVELS)
