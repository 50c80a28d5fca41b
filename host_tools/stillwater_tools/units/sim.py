"""Virtual units that run until they are ended: real MicroPython on a simulated bath, each with a link that every tool finds.

A unit has a flash of its own, a folder: firmware, journal, key and whatever else it is given. It outlives service mode and resets. A
unit goes on after its treatment, as a real one does. Knows scenes and builds, speaks no frame.
"""

import json
import shutil
import tempfile
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from stillwater_tools.build.assemble import assemble
from stillwater_tools.run.vm import RunFailed
from stillwater_tools.scenes.load import find_scene, load_scene, story_of
from stillwater_tools.units import running
from stillwater_tools.units.lent import Lent
from stillwater_tools.units.powered import Powered
from stillwater_tools.units.running import Running

FLASH = "flash"
_BOARD = "virtual"  # package of the simulated board, which is no part of what a unit holds
_LONGEST_MS = 2**31 - 1  # 24 days: the bath's clock has 32 bits
_START_S = 30.0  # UNSOURCED: on a machine that has much to do
Watch = Callable[[str, dict[str, Any]], None]


@dataclass
class Simulated:
    """A virtual unit of this process: who it is, what it runs on, and the folder that is its flash."""

    unit: Running
    power: Powered
    flash: Path

    @property
    def is_over(self) -> bool:
        """True when it has ended by itself: its scene cut the power, or it broke."""
        return self.power.code is not None


@contextmanager
def simulated(
    names: list[str],
    scene: str = "undisturbed",
    bath: str | None = None,
    speed: float = 1.0,
    watch: Watch = lambda name, message: None,
    is_blank: bool = False,
) -> Iterator[list[Simulated]]:
    """Units of these names; they end with the block. speed: simulated time over real time, 0 as fast as it goes.

    scene: a file, or the name of one of the project's; bath: `module:function` or `file.py:function` (BATH.md), without it ours;
    watch(name, message): that a unit is there (`unit`), then all that it tells, from a thread of its own; is_blank: boards without
    firmware, which wait in their REPL. InputError, BoardError, ToolMissing; RunFailed when a unit does not even start.
    """
    story = endless(scene)
    with tempfile.TemporaryDirectory(prefix="stillwater-") as scratch, ExitStack() as stack:
        firmware = assemble(Path(scratch) / "firmware", bath=_bath_file(bath, Path(scratch)))
        hardware = _taken_out(firmware, Path(scratch) / "hardware")
        kept = [stack.enter_context(running.kept(name)) for name in names]
        yield [_start(stack, hardware, None if is_blank else firmware, folder, story, scene, speed, watch) for folder in kept]


def endless(scene: str) -> dict[str, Any]:
    """The story of a scene, without an end and without a trace. InputError."""
    return {**story_of(load_scene(find_scene(scene))), "duration_ms": _LONGEST_MS, "keeps_trace": False}


def serial_of(name: str) -> str:
    """Serial number of a virtual unit: made of its name, so one started again is the same unit."""
    return f"SWV-{zlib.crc32(name.encode()):08X}"


def _taken_out(build: Path, hardware: Path) -> Path:
    """The simulated board, moved out of a build: the rest is what a unit holds."""
    hardware.mkdir()
    shutil.move(build / _BOARD, hardware / _BOARD)
    return hardware


def _start(
    stack: ExitStack, hardware: Path, firmware: Path | None, folder: Path, story: dict[str, Any], scene: str, speed: float, watch: Watch
) -> Simulated:
    """A unit with its flash filled, running."""
    serial, flash, story_file = serial_of(folder.name), folder / FLASH, folder / "story.json"
    if firmware:
        shutil.copytree(firmware, flash)
    flash.mkdir(exist_ok=True)
    story_file.write_text(json.dumps({**story, "serial": serial, "flash": str(flash)}))
    teller = _Teller(folder, watch)
    power = Powered(hardware, flash, story_file, speed, teller.hear)
    stack.callback(power.close)
    stack.callback(teller.close)
    _must_be_there(power)
    lent = stack.enter_context(closing(Lent(power.path)))
    unit = running.announce(folder, power.path, serial=serial, socket=lent.address, scene=scene, speed=speed, pid=power.pid)
    teller.begin(unit)
    return Simulated(unit, power, flash)


def _must_be_there(power: Powered) -> None:
    """RunFailed unless it has started."""
    if not power.is_ready.wait(_START_S) or power.code is not None:
        raise RunFailed("the virtual unit has ended and said:\n" + "".join(power.said))


class _Teller:
    """Hands on what a unit tells once it is announced, and keeps its record right: each start has another process."""

    def __init__(self, folder: Path, watch: Watch) -> None:
        self._folder, self._watch = folder, watch
        self._unit: Running | None = None
        self._has_begun = threading.Event()

    def begin(self, unit: Running) -> None:
        """It is announced."""
        self._watch(unit.name, {"kind": "unit", **asdict(unit)})
        self._unit = unit
        self._has_begun.set()

    def hear(self, message: dict[str, Any]) -> None:
        """From the unit's thread."""
        self._has_begun.wait()
        if self._unit is None:
            return
        if message["kind"] == "runs":
            running.note(self._folder, replace(self._unit, pid=message["pid"]))
        self._watch(self._unit.name, message)

    def close(self) -> None:
        """Nobody waits any more for what will not come."""
        self._has_begun.set()


def _bath_file(told: str | None, scratch: Path) -> Path | None:
    """Somebody's bath as a file that the build can take."""
    if told is None:
        return None
    from stillwater_tools.campaign.given import find_bath  # here, for numpy takes a moment

    path = scratch / "bath.py"
    path.write_text(find_bath(told).text, encoding="utf-8")
    return path
