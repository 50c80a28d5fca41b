"""Brings a unit's journal to a folder: file by file, several requests under way, and on from where an earlier pull has ended.

A file that is not whole yet is called .part, and is a beginning of the unit's at every instant, so a pull that is killed loses
nothing. Knows pages and that flash is erased to 0xFF, no record.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.link.client import Client
from stillwater_tools.link.errors import JournalDiffers, LinkError, NoAnswer

_UNDER_WAY = 4  # requests sent ahead: the unit answers one while the next is on its way
_PART = ".part"
_ERASED = b"\xff"
Progress = Callable[[int, int], None]


@dataclass
class Pulled:
    """What a pull did: the unit's files, their bytes, how many of them are here, came now, and came only to be compared."""

    files: list[str]
    total_bytes: int
    done_bytes: int = 0
    fetched_bytes: int = 0
    compared_bytes: int = 0


def listing(client: Client) -> Iterator[tuple[str, int]]:
    """(name, bytes) of the unit's journal files."""
    for number in range(1000):
        entry = client.request("journal_file", number=number)
        if not entry["name"]:
            return
        if "/" in entry["name"] or entry["name"].startswith("."):
            raise LinkError(f"the unit names a file {entry['name']!r}: that is no name in a folder; flash the unit")
        yield entry["name"], entry["bytes"]


def pull(client: Client, folder: Path, progress: Progress = lambda done, total: None) -> Pulled:
    """Bring all files to `folder`; progress(bytes done, of all). JournalDiffers when what is there is another's, and LinkError."""
    folder.mkdir(parents=True, exist_ok=True)
    files = list(listing(client))
    pulled = Pulled([name for name, _ in files], sum(size for _, size in files))
    for name, size in files:
        _File(client, folder, name, size, pulled).bring(progress)
        pulled.done_bytes += size
    return pulled


class _File:
    """One file of the unit and its copy."""

    def __init__(self, client: Client, folder: Path, name: str, size: int, pulled: Pulled) -> None:
        self._client, self._name, self._size, self._pulled = client, name, size, pulled
        self._whole, self._part = folder / name, folder / (name + _PART)
        self._page_bytes = int(firmware_module("stillwater.journal.scan").PAGE_BYTES)
        self._most_bytes = int(firmware_module("stillwater.link.frames").PAYLOAD_BYTES_MAX)

    def bring(self, progress: Progress) -> None:
        """Make the copy whole."""
        if self._whole.exists() and not self._part.exists():
            filled = self._whole.read_bytes().rstrip(_ERASED)
            if len(filled) == self._size:
                return
            self._part.write_bytes(filled)
        with open(self._part, "a+b") as file:
            begin = self._agreed(file)
            file.truncate(begin)
            self._fetch(file, begin, progress)
            os.fsync(file.fileno())
        os.replace(self._part, self._whole)

    def _agreed(self, file: BinaryIO) -> int:
        """Up to where the copy stays: its last page is fetched again, for it may have grown. That page and the first are compared."""
        here_bytes = file.seek(0, os.SEEK_END)
        if here_bytes > self._size:
            raise JournalDiffers(f"{file.name}: {here_bytes} bytes, the unit's has {self._size}: it is another's; give another folder")
        last = max(0, (here_bytes - 1) // self._page_bytes * self._page_bytes)
        for begin in sorted({0, last}) if here_bytes else ():
            file.seek(begin)
            self._compare(file.name, begin, file.read(self._page_bytes))
        return last

    def _compare(self, path: str, begin: int, here: bytes) -> None:
        """Flash that is programmed further only clears bits: one that is set there and clear here is of another journal."""
        there = self._padded(self._client.request("journal_read", **self._stretch(begin, self._page_bytes))["data"], begin, len(here))
        self._pulled.compared_bytes += len(here)
        for at, (mine, theirs) in enumerate(zip(here, there, strict=False)):
            if theirs & ~mine:
                raise JournalDiffers(
                    f"{path}: byte {begin + at} is {mine}, the unit has {theirs}: this is another journal, or the unit's has been "
                    "made anew; give another folder, or move this file away"
                )

    def _fetch(self, file: BinaryIO, begin: int, progress: Progress) -> None:
        """Append from `begin` to the end, in order."""
        waiting = deque(range(begin, self._size, self._most_bytes))
        under_way: deque[tuple[int, int]] = deque()
        while waiting or under_way:
            while waiting and len(under_way) < _UNDER_WAY:
                offset = waiting.popleft()
                under_way.append((self._client.post("journal_read", **self._stretch(offset, self._most_bytes)), offset))
            data = self._received(*under_way.popleft())
            file.write(data)
            file.flush()
            self._pulled.fetched_bytes += len(data)
            progress(self._pulled.done_bytes + file.tell(), self._pulled.total_bytes)

    def _received(self, sequence: int, offset: int) -> bytes:
        """Bytes of a request that was sent ahead; asked for again when its answer was lost."""
        try:
            data = self._client.reply(sequence)["data"]
        except NoAnswer:
            data = self._client.request("journal_read", **self._stretch(offset, self._most_bytes))["data"]
        return self._padded(data, offset, self._most_bytes)

    def _stretch(self, offset: int, length: int) -> dict[str, object]:
        return {"name": self._name.encode(), "offset": offset, "length": length}

    def _padded(self, data: bytes, offset: int, length: int) -> bytes:
        """With the erased bytes that the unit has left out."""
        return data.ljust(min(length, self._size - offset), _ERASED)
