"""How fast vm and host tier are, and what a tick costs in each room. Best of several: these machines are noisy."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from stillwater_tools.build.assemble import assemble
from stillwater_tools.firmware_tables import PROJECT
from stillwater_tools.run.interpreter import micropython
from stillwater_tools.run.vm import play
from stillwater_tools.scenes.load import find_scene, load_scene, story_of

_TRIES = 5
_NUMBA_S = 800
_PLAIN_S = 4


def speed() -> dict[str, Any]:
    """x real time of each tier (best of some tries) and ns a call of each room on MicroPython."""
    with Console(stderr=True).status("a whole treatment on MicroPython, twice") as status:
        vm = max(_vm_x() for _ in range(2))
        status.update("bath and tick with numba")
        numba = _host_x(_NUMBA_S, "1")
        status.update("bath and tick in plain Python")
        plain = _host_x(_PLAIN_S, "0")
        status.update("each room on MicroPython")
        rooms = [dict(run_module("virtual.rooms")) for _ in range(_TRIES)]
    least = {room: min(tried[room] for tried in rooms) for room in rooms[0]}
    return {"vm_x_real_time": round(vm, 1), "host_numba_x_real_time": numba, "host_plain_x_real_time": plain, "rooms_ns": least}


def run_module(module: str) -> Any:
    """What a module of the virtual board prints as JSON when real MicroPython runs it."""
    with tempfile.TemporaryDirectory(prefix="stillwater-") as scratch:
        build = assemble(Path(scratch))
        environment = {**os.environ, "MICROPYPATH": str(build)}
        command = [micropython(), "-X", "heapsize=2m", "-m", module]
        done = subprocess.run(command, cwd=build, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def print_speed(figures: dict[str, Any]) -> None:
    """For a person."""
    table = Table(title="Speed, best of several")
    table.add_column("what")
    table.add_column("figure", justify="right")
    table.add_row("vm: a whole treatment, app and journal included", f"{figures['vm_x_real_time']} x real time")
    table.add_row("host with numba: bath and tick", f"{figures['host_numba_x_real_time']} x real time")
    table.add_row("host, plain Python: bath and tick", f"{figures['host_plain_x_real_time']} x real time")
    for room, cost_ns in figures["rooms_ns"].items():
        table.add_row(f"MicroPython, {room}", f"{cost_ns} ns")
    Console().print(table)


def _vm_x() -> float:
    with tempfile.TemporaryDirectory(prefix="stillwater-") as scratch:
        run = play(story_of(load_scene(find_scene("undisturbed"))), Path(scratch))
        return float(run.end["sim_ms"] / 1000 / run.wall_s)


def _host_x(seconds: int, numba: str) -> float:
    environment = {**os.environ, "STILLWATER_NUMBA": numba, "PYTHONPATH": str(PROJECT / "host_tools")}
    command = [sys.executable, "-m", "stillwater_tools.run.host", str(seconds), str(_TRIES)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout)["x_real_time"])
