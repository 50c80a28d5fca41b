"""Brings a unit's journal to its folder, on from where it was: over the link, or from files and flash images of a dead unit.

Nothing on the unit is changed. What is here already is kept for good: a file is replaced only by itself, programmed further.
"""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from stillwater_tools.link.client import Client
from stillwater_tools.link.errors import JournalDiffers, LinkError, UnitRefused
from stillwater_tools.link.journal import pull
from stillwater_tools.log.files import JournalFile, in_folder, is_journal
from stillwater_tools.log.journal import Journal, journals
from stillwater_tools.problems import GIVEN, InputError, Problem
from stillwater_tools.whole_file import write_whole

Progress = Callable[[int, int], None]
_LOOKS = 5  # while it is idle the unit may put a file by that it has just named
_SERIAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")
_ABOUT = "unit.json"


@dataclass(frozen=True)
class Brought:
    """What came: the unit, its folder, its files, their bytes, how many of these came now and how many only to be compared."""

    serial: str
    folder: Path
    files: int
    total_bytes: int
    fetched_bytes: int
    compared_bytes: int

    def journal(self) -> Journal:
        """All that the folder has now, read."""
        return Journal(str(self.folder), in_folder(self.folder))


def pull_unit(client: Client, hello: dict[str, Any], out: Path, progress: Progress = lambda done, total: None) -> Brought:
    """The journal of a unit that has said hello, to its folder in `out`; progress(bytes done, of all). LinkError."""
    folder = folder_of(out, hello["serial"])
    for look in range(_LOOKS):
        try:
            came = pull(client, folder, progress)
            break
        except UnitRefused as why:
            if (why.command, why.error) != ("journal_read", "refused") or look == _LOOKS - 1:
                raise
    write_whole(folder / _ABOUT, json.dumps({**hello, "pulled_s": int(time.time())}, indent=2).encode())
    return Brought(hello["serial"], folder, len(came.files), came.total_bytes, came.fetched_bytes, came.compared_bytes)


def copy_from(path: Path, out: Path, serial: str | None = None) -> list[Brought]:
    """The journals of a file, folder or flash image, each to its unit's folder. InputError when the unit is told by nobody."""
    found = journals(path)
    if serial and len(found) > 1:
        bound = f"{path} has the journals of {len(found)} units"
        raise InputError([Problem("--unit", "serial", serial, bound, "leave it out, or give the folder of one")])
    return [_copied(journal, folder_of(out, serial or _serial(journal))) for journal in found]


def folder_of(out: Path, serial: str) -> Path:
    """Of a unit; made if there is none. LinkError for a serial number that is no name of a folder."""
    if not _SERIAL.fullmatch(serial):
        raise LinkError(f"serial number {serial!r} is no name of a folder; provision the unit, or say --unit")
    folder = out / serial
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as why:
        raise InputError([Problem("--out", str(out), GIVEN, f"cannot be used ({why.strerror})", "give another folder")]) from None
    return folder


def is_later(new: bytes, old: bytes) -> bool:
    """Whether flash that was `old` may have become `new`: it got longer, or bits were cleared."""
    size = len(old.rstrip(b"\xff"))
    before, after = (np.frombuffer(data[:size], np.uint8) for data in (old, new))
    return len(after) == size and not (after & ~before).any()


def _copied(journal: Journal, folder: Path) -> Brought:
    fetched = 0
    for file in journal.files:
        fetched += _keep(file, folder / (file.name if is_journal(file.name) else f"{file.name}.log"))
    total = sum(len(file.content) for file in journal.files)
    return Brought(folder.name, folder, len(journal.files), total, fetched, total - fetched)


def _keep(file: JournalFile, path: Path) -> int:
    """Write a file unless what is there is as good; how many bytes were written."""
    here = path.read_bytes() if path.exists() else b""
    if is_later(here, file.content) and here:
        return 0
    if not is_later(file.content, here):
        raise JournalDiffers(f"{path}: is no earlier state of {file.name}: it is another journal's; give another --out, or move it away")
    write_whole(path, file.content)
    return len(file.content)


def _serial(journal: Journal) -> str:
    """As the journal tells, else the folder's name where a pull has left it."""
    if journal.serial:
        return journal.serial
    raise InputError([Problem(journal.about, "serial", None, "no treatment was begun, so nothing tells whose it is", "say --unit SERIAL")])
