"""Asks every port who is there, all at once, in little more than a second each. A unit in treatment is asked no more than its name.

Knows hello, and what silence may mean; changes nothing at a unit, and leaves a REPL that it has disturbed as it was.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.link.client import Client
from stillwater_tools.link.errors import LinkError, NoAnswer, OtherTable, PortGone
from stillwater_tools.units.opened import port_at
from stillwater_tools.units.places import DRIVE, Place, bootloaders, drives, places

UNIT, OTHER_VERSION, SILENT, REPL, CLOSED, NOT_ASKED, BOOTLOADER = (
    "unit", "other-version", "silent", "repl", "closed", "not-asked", "bootloader"
)
_ANSWER_S = 0.4
_TRIES = 2  # the first question may find the rest of a frame that somebody has cut

_TAKE_BACK = b" \x05\x15"  # Ctrl-E, Ctrl-U: to the line's end, and all of it away; on an empty line Ctrl-E would open paste mode
_ERASED = b"\x1b[K"
_FRIENDLY, _PROMPT = b"\x02", b">>> "
_ECHO_S = 0.2


@dataclass(frozen=True)
class Found:
    """What is at a port: `kind` is one of the above, `says` why it is no unit and what to do, `hello` a unit's own words; place: where."""

    port: str
    about: str
    kind: str
    says: str = ""
    hello: dict[str, Any] = field(default_factory=dict)
    place: Place | None = None

    @property
    def serial(self) -> str:
        """Serial number; empty for what is no unit."""
        return str(self.hello.get("serial", ""))

    @property
    def is_board(self) -> bool:
        """Whether a board is there that can be worked on: a unit, one of another version, one in service mode or blank."""
        return self.place is not None and self.kind in (UNIT, OTHER_VERSION, REPL)

    @property
    def why(self) -> str:
        """The port, and why no unit is there; some reasons name the port themselves."""
        return self.says if self.port and self.says.startswith(self.port) else f"{self.port or self.about}: {self.kind}, {self.says}"


def find(named: Iterable[str] = ()) -> list[Found]:
    """All ports, `named` ones too, then boards in their bootloader. ToolMissing without pyserial."""
    candidates = places(named)
    firmware_module("stillwater.link.commands")  # before threads ask for it
    with ThreadPoolExecutor(max_workers=max(1, len(candidates))) as pool:
        return [*pool.map(look, candidates), *_in_bootloader()]


def look(place: Place) -> Found:
    """Who is at a place."""
    if not place.is_asked:
        return _found(place, NOT_ASKED, f"for it may be no unit; if it is one: --port {place.port}")
    try:
        with port_at(place.port) as port:
            return _asked(place, port)
    except PortGone as why:
        return _found(place, CLOSED, str(why))


def _found(place: Place, kind: str, says: str = "", hello: dict[str, Any] | None = None) -> Found:
    return Found(place.port, place.about, kind, says, hello or {}, place)


def _asked(place: Place, port: Any) -> Found:
    try:
        return _found(place, UNIT, "", Client(port, _ANSWER_S * place.slowness, _TRIES).connect())
    except OtherTable as why:
        return _found(place, OTHER_VERSION, "its table of commands is another; flash it, or use its tools", why.hello)
    except NoAnswer as why:
        if _is_repl(port, _ECHO_S * place.slowness):
            return _found(place, REPL, "MicroPython without a unit's firmware, or a unit in service mode")
        return _found(place, SILENT, str(why))
    except LinkError as why:
        return _found(place, OTHER_VERSION, str(why))


def _is_repl(port: Any, answer_s: float) -> bool:
    """Whether a line editor is there: it takes our bytes back, and says so; or one that a tool has left in raw mode, which becomes one
    again. To any other program these are four bytes of noise.
    """
    port.timeout = answer_s
    port.write(_TAKE_BACK)
    if port.read_until(_ERASED).endswith(_ERASED):
        return True
    port.write(_FRIENDLY)
    return bool(port.read_until(_PROMPT).endswith(_PROMPT))


def _in_bootloader() -> list[Found]:
    mounted = drives()
    told = [Found(str(folder), f"drive {DRIVE}", BOOTLOADER, "waits for an image: `stillwater flash`") for folder in mounted]
    hidden = max(0, bootloaders() - len(mounted))
    says = f"its drive {DRIVE} is not mounted; mount it, or plug the board in again"
    return told + [Found("", f"drive {DRIVE}", BOOTLOADER, says)] * hidden
