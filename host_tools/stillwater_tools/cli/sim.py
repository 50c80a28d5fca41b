"""sim: virtual units in the foreground until Ctrl-C. Knows arguments and printing; the work is in units."""

import json
import signal
import time
from enum import Enum
from types import FrameType
from typing import Annotated, Any

import typer
from rich.console import Console

from stillwater_tools.cli.unit_options import Json
from stillwater_tools.units.running import free_names
from stillwater_tools.units.sim import Simulated, simulated

_LOOK_S = 0.2
_ENDS = (signal.SIGINT, signal.SIGTERM)


class Speed(str, Enum):
    """Simulated time over real time."""

    real = "1"
    twenty = "20"
    most = "max"

    @property
    def factor(self) -> float:
        """As units.sim has it."""
        return 0.0 if self is Speed.most else float(self.value)


Bath = Annotated[str | None, typer.Option(help="another bath, module:function or file.py:function (boards/virtual/BATH.md)")]
Name = Annotated[str | None, typer.Option(help="name of the unit, with a number behind where there are several; else sim-1, sim-2 ..")]


def sim(
    scene: Annotated[str, typer.Option(help="a scene file, or the name of one of the project's scenes")] = "undisturbed",
    bath: Bath = None,
    count: Annotated[int, typer.Option(min=1, max=100, help="so many units")] = 1,
    speed: Annotated[Speed, typer.Option(help="simulated time over real time; max is as fast as it goes")] = Speed.real,
    name: Name = None,
    blank: Annotated[bool, typer.Option("--blank", help="boards without firmware, for `stillwater flash`")] = False,
    as_json: Json = False,
) -> None:
    """Start virtual units: the real firmware on MicroPython, a simulated bath, a patient who presses start and sits still.

    Every other command finds them, and any program may open their port. Ctrl-C ends them all, as pulling the plug does.
    Exit code 0 when they have ended by themselves, 1 when one broke. Examples:
    stillwater sim; stillwater sim --count 3 --speed 20; stillwater sim --scene lead-breaks --name ward-7 --json; stillwater sim --blank
    """
    for number in _ENDS:
        signal.signal(number, _as_interrupt)
    told = _Told(as_json)
    with simulated(_names(name, count), scene, bath, speed.factor, told.message, blank) as units:
        told.hint()
        _wait(units, told)


def _names(name: str | None, count: int) -> list[str]:
    if name is None:
        return free_names(count)
    return [name] if count == 1 else [f"{name}-{number}" for number in range(1, count + 1)]


def _as_interrupt(_number: int, _frame: FrameType | None) -> None:
    """Whoever ends us politely has the units ended too, and asking twice leaves nothing half ended."""
    for number in _ENDS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _wait(units: list[Simulated], told: "_Told") -> None:
    """Until all have ended; exit code 1 if one of them broke."""
    running = list(units)
    while running:
        time.sleep(_LOOK_S)
        for one in [one for one in running if one.is_over]:
            running.remove(one)
            told.over(one)
    if any(one.power.code for one in units):
        raise typer.Exit(1)


class _Told:
    """What is printed: words, or a JSON object a line."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json
        self._console = Console()

    def hint(self) -> None:
        """What can be done with them."""
        if not self._as_json:
            self._say("In another terminal: stillwater devices, stillwater monitor, stillwater safe. Ctrl-C here ends all.")

    def message(self, name: str, message: dict[str, Any]) -> None:
        """How a unit is reached, and its states; under --json all that it tells. Called from the unit's thread."""
        if self._as_json:
            self._say("", **{"name": name, **message})
        elif message["kind"] == "unit":
            self._say(f"{name}: unit {message['serial']} at {message['port']} or {message['socket']}")
        elif message["kind"] == "state":
            self._say(f"{name}  {message['now_ms'] / 1000:7.1f} s  {message['state']:10}  {' | '.join(message['says'])}")

    def over(self, one: Simulated) -> None:
        """A unit that has ended by itself."""
        broke = "".join(one.power.said) if one.power.code else ""
        self._say(f"{one.unit.name}: has ended\n{broke}".rstrip(), kind="over", name=one.unit.name, said=broke)

    def _say(self, words: str, **fields: Any) -> None:
        if self._as_json:
            print(json.dumps(fields), flush=True)
        else:
            self._console.print(words, soft_wrap=True, markup=False, highlight=False)
