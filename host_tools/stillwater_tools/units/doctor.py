"""Looks at computer, tools, ports and units, and says of each what was found and what to do. Changes nothing."""

import os
import platform
import shutil
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stillwater_tools.build.cross import mpy_cross
from stillwater_tools.chip.image import find_image
from stillwater_tools.problems import InputError
from stillwater_tools.run.interpreter import ToolMissing, micropython
from stillwater_tools.units.find import NOT_ASKED, UNIT, Found, find
from stillwater_tools.units.places import places

PYTHON_LEAST = (3, 10)  # pyproject.toml
FREE_LEAST_BYTES = 1 << 30  # UNSOURCED: eight traces of whole treatments and a build
_GROUPS = ("dialout", "uucp")  # who may open serial ports: Debian and most others, Arch
_MODEM_MANAGER = "ModemManager"  # it types AT at every new serial port
_UDEV = (
    "put ATTRS{idVendor}==\"2e8a\", ENV{ID_MM_DEVICE_IGNORE}=\"1\" into /etc/udev/rules.d/77-stillwater.rules, "
    "then `udevadm control --reload`, and plug the unit in again"
)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: what, what was found, whether that will do, what to do if not."""

    what: str
    found: str
    is_ok: bool
    remedy: str = ""


def checks(told: Callable[[Check], None] = lambda check: None) -> list[Check]:
    """All of them; `told` gets each as it comes."""
    done = []
    for look in (python, disk, image, cross_compiler, interpreter, modem_manager, ports, units):
        for check in look():
            done.append(check)
            told(check)
    return done


def python() -> list[Check]:
    """This interpreter's version."""
    is_ok = sys.version_info[:2] >= PYTHON_LEAST
    least = ".".join(map(str, PYTHON_LEAST))
    return [Check("Python", f"{platform.python_version()} at {sys.executable}", is_ok, f"install Python {least} or later")]


def disk(folder: Path = Path()) -> list[Check]:
    """Room where runs leave their traces."""
    free_bytes = shutil.disk_usage(folder).free
    remedy = f"free {FREE_LEAST_BYTES >> 20} MB, or work in another folder: a whole treatment's trace takes 105 MB"
    return [Check("free disk", f"{free_bytes >> 20} MB at {folder.resolve()}", free_bytes >= FREE_LEAST_BYTES, remedy)]


def image() -> list[Check]:
    """MicroPython for the RP2040, by its hash."""
    return [_sought("RP2040 image", lambda: f"{find_image()}, SHA-256 as pinned")]


def cross_compiler() -> list[Check]:
    """mpy-cross, of the version that the image reads."""
    return [_sought("mpy-cross", lambda: _both(mpy_cross().path, mpy_cross().told))]


def interpreter() -> list[Check]:
    """The unix port, which virtual units run on."""
    return [_sought("unix MicroPython", micropython)]


def modem_manager(processes: Path = Path("/proc")) -> list[Check]:
    """Nobody who types at a unit (Linux)."""
    if not any(_name_of(process) == _MODEM_MANAGER for process in processes.glob("[0-9]*")):
        return [Check(_MODEM_MANAGER, "does not run", True)]
    return [Check(_MODEM_MANAGER, "runs, and types at every unit that is plugged in", False, _UDEV)]


def ports() -> list[Check]:
    """That this user may open serial ports: those that are there, else by the group that owns such ports."""
    try:
        there = [place for place in places() if os.path.exists(place.port) and place.is_asked]
    except ToolMissing as why:
        return [_missing("serial ports", str(why))]
    return [permitted(Path(place.port)) for place in there] or [_by_group()]


def permitted(port: Path) -> Check:
    """That this user may open a port."""
    is_ok = os.access(port, os.R_OK | os.W_OK)
    group = _group_name(port.stat().st_gid)
    found = f"{port} {stat.filemode(port.stat().st_mode)} {group}"
    return Check("permission of ports", found, is_ok, f"`sudo usermod -aG {group} $USER`, then log in anew")


def units(look: Callable[[], list[Found]] = find) -> list[Check]:
    """A unit that answers, or why each port has none."""
    try:
        found = [one for one in look() if one.kind != NOT_ASKED]
    except ToolMissing as why:
        return [_missing("unit", str(why))]
    none = Check("unit", "none", False, "plug one in and switch it on, or start a virtual one: `stillwater sim`")
    return [_unit(one) for one in found] or [none]


def _unit(one: Found) -> Check:
    if one.kind == UNIT:
        return Check("unit", f"{one.serial} at {one.port}, {one.hello['state']}, board {one.hello['board']}", True)
    found, _, remedy = one.why.partition("; ")
    return Check("unit", found, False, remedy or "flash it: `stillwater flash`")


def _by_group() -> Check:
    """No board is there whose port could be looked at."""
    if sys.platform != "linux" or os.geteuid() == 0:
        return Check("permission of ports", "no board is plugged in; this user may open ports", True)
    mine = {_group_name(number) for number in (*os.getgroups(), os.getegid())}
    is_ok = not mine.isdisjoint(_GROUPS)
    remedy = f"`sudo usermod -aG {_GROUPS[0]} $USER` ({_GROUPS[1]} on Arch), then log in anew"
    return Check("permission of ports", f"groups {', '.join(sorted(mine))}", is_ok, remedy)


def _group_name(number: int) -> str:
    """Name of a group, its number where it has none."""
    if sys.platform == "win32":
        return str(number)
    import grp

    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)


def _sought(what: str, find_it: Callable[[], str]) -> Check:
    """A check of something that is found, or says itself how to get it."""
    try:
        return Check(what, find_it(), True)
    except (ToolMissing, InputError) as why:
        return _missing(what, str(why))


def _missing(what: str, why: str) -> Check:
    found, _, remedy = why.partition(": run ")
    if not remedy:
        found, _, remedy = why.rpartition(": ")
        return Check(what, found or remedy, False, remedy)
    return Check(what, found, False, f"run {remedy}")


def _both(path: str, told: str) -> str:
    return f"{path}, {told.partition(';')[0]}"


def _name_of(process: Path) -> str:
    try:
        return (process / "comm").read_text().strip()
    except OSError:  # it has ended meanwhile
        return ""
