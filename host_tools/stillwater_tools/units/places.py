"""Where a unit may be: serial ports, virtual units that run, addresses that somebody names, boards in their bootloader.

Opens nothing and sends nothing.
"""

import importlib
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stillwater_tools.run.interpreter import ToolMissing
from stillwater_tools.units import running

MICROPYTHON_USB = (0x2E8A, 0x0005)  # MicroPython's own on an RP2040; a blank board with MicroPython has it too
BOOTLOADER_USB = (0x2E8A, 0x0003)  # the RP2040's bootloader, in ROM
DRIVE = "RPI-RP2"
_MARK = "INFO_UF2.TXT"  # on the bootloader's drive, with a line Board-ID
_BOARD_LINE = f"Board-ID: {DRIVE}"
_MOUNTS, _USB_DEVICES = Path("/proc/mounts"), Path("/sys/bus/usb/devices")


@dataclass(frozen=True)
class Place:
    """A port: its address, what is known of it without opening it, and whether a unit may be asked for there.

    Only what may be a unit is asked: another maker's device would take our bytes for its own. number: its USB serial number, which
    stays when the port gets another name, a virtual unit's serial number, or empty; usb_path: the socket that it is plugged into, 1-1.4.
    """

    port: str
    about: str
    is_asked: bool
    number: str = ""
    usb_path: str = ""
    slowness: float = 1.0


def places(named: Iterable[str] = ()) -> list[Place]:
    """Every port, those that are named first. ToolMissing without pyserial."""
    found = [Place(port, "named", True) for port in named]
    found += [Place(unit.port, f"virtual unit {unit.name}", True, unit.serial) for unit in running.running()]
    found += [_place(port) for port in sorted(_serial_ports(), key=lambda port: port.device)]
    once: dict[str, Place] = {}
    for place in found:
        once.setdefault(place.port, place)
    return list(once.values())


def place_of(port: str) -> Place:
    """The place of a port that somebody names."""
    real = os.path.realpath(port)
    known = (place for place in places() if port == place.port or real == os.path.realpath(place.port))
    return next(known, Place(port, "named", True))


def port_now(place: Place) -> str:
    """The port where a board is now: after a reset it may have another name."""
    if place.number:
        return next((now.port for now in places() if now.number == place.number), place.port)
    return place.port


def drives(mounts: Path = _MOUNTS) -> list[Path]:
    """Folders in which a bootloader's drive is mounted."""
    return [folder for folder in _mounted(mounts) if is_drive(folder)]


def bootloaders(devices: Path = _USB_DEVICES) -> int:
    """How many boards are in their bootloader, mounted or not, as far as the system tells (Linux)."""
    wanted = tuple(f"{number:04x}" for number in BOOTLOADER_USB)
    return sum((_text(device / "idVendor"), _text(device / "idProduct")) == wanted for device in devices.glob("*"))


def _serial_ports() -> list[Any]:
    """As pyserial lists them: device, vid, pid, description, serial_number, location."""
    try:
        tools = importlib.import_module("serial.tools.list_ports")
    except ImportError:
        raise ToolMissing("no pyserial, which lists serial ports: run `pip install pyserial`") from None
    return list(tools.comports())


def _place(port: Any) -> Place:
    if port.vid is None or port.pid is None:
        return Place(port.device, "no USB device", False)
    is_asked = (port.vid, port.pid) == MICROPYTHON_USB
    usb_path = (port.location or "").partition(":")[0]  # behind it comes the interface
    about = f"USB {port.vid:04X}:{port.pid:04X} {port.description or 'serial port'}" + (f" in socket {usb_path}" if usb_path else "")
    return Place(port.device, about, is_asked, port.serial_number or "", usb_path)


def _mounted(mounts: Path) -> list[Path]:
    if sys.platform == "win32":
        return [Path(f"{letter}:/") for letter in "DEFGHIJKLMNOPQRSTUVWXYZ" if os.path.exists(f"{letter}:/")]
    if sys.platform == "darwin":
        return sorted(Path("/Volumes").glob("*"))
    return [Path(_unescaped(line.split()[1])) for line in mounts.read_text().splitlines()] if mounts.exists() else []


def _unescaped(path: str) -> str:
    """A path as /proc/mounts writes it, with blanks as \\040."""
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), path)


def is_drive(folder: Path) -> bool:
    """Whether a folder is the drive of a board in its bootloader."""
    return _BOARD_LINE in _text(folder / _MARK)


def _text(path: Path) -> str:
    """What a small file says; empty if it cannot be read."""
    try:
        return path.read_text(errors="replace").strip()
    except OSError:
        return ""
