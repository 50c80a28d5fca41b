"""Where virtual units that run make themselves known, and how others find them. Starts none, speaks to none.

A unit has a folder of its name, with the link to its port and who it is. It holds a lock there as long as it lives, and the lock
dies with its process: what a killed one has left behind is not taken for a unit, for its pty may be somebody's terminal by now.
"""

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from stillwater_tools.problems import InputError, Problem
from stillwater_tools.whole_file import write_whole

_LOCK, _RECORD, _LINK = "lock", "unit.json", "link"
_TRIES = 5  # one who looks whether a unit lives holds its lock for an instant
_TRY_S = 0.02
_NAME_LETTERS = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
_NAME_MOST = 40


@dataclass(frozen=True)
class Running:
    """A virtual unit that runs: `port` is a path that stays, `pty` where it leads now, `socket` the same for programs that speak TCP.

    pid: of its interpreter; speed: simulated time over real time, 0 as fast as it goes.
    """

    name: str
    serial: str
    port: str
    pty: str
    socket: str
    scene: str
    speed: float
    pid: int


def roots() -> list[Path]:
    """Folders of this user's virtual units: below XDG_RUNTIME_DIR, which the system empties, and in the tools' cache.

    New ones go into the first; all are looked into, for not every session of a user has that variable.
    """
    given = os.environ.get("XDG_RUNTIME_DIR")
    cache = Path.home() / ".cache/stillwater/sim"
    return [Path(given) / "stillwater", cache] if given else [cache]


def running() -> list[Running]:
    """The units that live, by name."""
    records = sorted((path for root in roots() for path in root.glob(f"*/{_RECORD}")), key=lambda path: path.parent.name)
    return [Running(**json.loads(record.read_text())) for record in records if _is_alive(record.parent)]


@contextmanager
def kept(name: str) -> Iterator[Path]:
    """An empty folder for the unit of this name, its own until the block ends. InputError for a name that is taken or none."""
    if not name or set(name) - _NAME_LETTERS or len(name) > _NAME_MOST:
        raise InputError([Problem("--name", "name", name, f"must be 1..{_NAME_MOST} of a-z, 0-9, - and _", "choose another")])
    folder = roots()[0] / name
    folder.mkdir(parents=True, exist_ok=True)
    lock = _lock(folder)
    if lock is None:
        raise InputError([Problem("--name", "name", name, "is a virtual unit that runs", "choose another name, or end that one")])
    try:
        _clear(folder)
        yield folder
    finally:
        for left in (_RECORD, _LINK):
            (folder / left).unlink(missing_ok=True)
        os.close(lock)


def free_names(count: int) -> list[str]:
    """So many names that no living unit has: sim-1, sim-2 and on."""
    taken = {unit.name for unit in running()}
    names = (f"sim-{number}" for number in range(1, len(taken) + count + 1))
    return [name for name in names if name not in taken][:count]


def announce(folder: Path, pty: str, **known: Any) -> Running:
    """Make a unit known whose folder is kept, with the other fields of Running; its record comes last, when all else is there."""
    link = folder / _LINK
    link.symlink_to(pty)
    unit = Running(name=folder.name, port=str(link), pty=pty, **known)
    note(folder, unit)
    return unit


def note(folder: Path, unit: Running) -> None:
    """Keep what is known of a unit in its folder; who reads it meanwhile gets the one before."""
    write_whole(folder / _RECORD, json.dumps(asdict(unit)).encode())


def _is_alive(folder: Path) -> bool:
    lock = _lock(folder, tries=1)
    if lock is not None:
        os.close(lock)
    return lock is None


def _lock(folder: Path, tries: int = _TRIES) -> int | None:
    """Descriptor of the folder's lock, now ours; None when another has it."""
    if sys.platform == "win32":  # no pty there, so no virtual unit
        return None
    import fcntl

    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    for _ in range(tries):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
        except BlockingIOError:
            time.sleep(_TRY_S)
    os.close(lock)
    return None


def _clear(folder: Path) -> None:
    """Take away what an earlier unit of this name has left, the lock excepted."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != _LOCK:
            path.unlink()
