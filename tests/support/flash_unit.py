"""What tests of flashing share: two firmwares that both start, what a unit's flash holds, and tools that are killed."""

import os
import signal
import time
from dataclasses import replace
from pathlib import Path

from stillwater_tools.flash.changes import STAGED
from stillwater_tools.flash.content import is_firmware
from stillwater_tools.flash.install import Job, install
from stillwater_tools.flash.swap import OLD
from stillwater_tools.units.places import Place

_BUILD_ID = "stillwater/build_id.py"
_COMMENTED = ("boot.py", "stillwater/app.py", "stillwater/notes.py", "stillwater/hot.py")
_GONE, _MORE = "stillwater/port/ina228.py", "stillwater/more/room.py"  # no virtual unit imports the first


def another(content):
    """Firmware that starts too and differs in every way: changed files, one more in a room of its own, one less."""
    files = {path: data for path, data in content.files.items() if path != _GONE}
    for path in _COMMENTED:
        files[path] += b"# another\n"
    files[_MORE] = b"ROOM = 1\n"
    digest = b"\x01another"
    told = files[_BUILD_ID].decode().splitlines()
    files[_BUILD_ID] = "\n".join(f"FIRMWARE_HASH = {digest!r}" if line.startswith("FIRMWARE") else line for line in told).encode()
    return replace(content, files=files, firmware_hash=digest.hex())


def broken(content, line="raise ValueError('no good')"):
    """Firmware that does not start."""
    return replace(content, files={**content.files, "stillwater/app.py": line.encode(), _MORE: b"ROOM = 1\n"}, firmware_hash="ee" * 8)


def held(flash):
    """A flash's firmware, path -> bytes."""
    return {path: data for path, data in _files(flash).items() if is_firmware(path)}


def own(flash):
    """What else is in a flash, its journal left out: a start writes into that."""
    return {path: data for path, data in _files(flash).items() if not is_firmware(path) and path != "journal.bin"}


def left_over(flash):
    """What only a flash that has been broken off leaves."""
    return [name for name in (STAGED, OLD, "flash.plan") if (flash / name).exists()]


def killed_after(place: Place, content, after_s: float) -> bool:
    """Flash in a process of its own and kill it after a time; whether it was killed."""
    child = os.fork()
    if not child:
        try:
            install(Job(place, lambda platform: content))
        finally:
            os._exit(0)
    end_s = time.monotonic() + after_s
    while time.monotonic() < end_s:
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def _files(flash: Path) -> dict[str, bytes]:
    return {path.relative_to(flash).as_posix(): path.read_bytes() for path in flash.rglob("*") if path.is_file()}
