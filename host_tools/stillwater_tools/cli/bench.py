"""bench-speed, treatments. Knows arguments; the work is in bench and campaign."""

import importlib.util
import json
from typing import Annotated

import typer

from stillwater_tools.cli.progress import progress
from stillwater_tools.run.interpreter import ToolMissing

Json = Annotated[bool, typer.Option("--json", help="print the figures as JSON")]


def bench_speed(as_json: Json = False) -> None:
    """Print how fast the vm and the host tier are, and what a tick costs in each room."""
    from stillwater_tools.bench.speed import print_speed, speed

    _need_numba()
    figures = speed()
    print(json.dumps(figures, indent=2)) if as_json else print_speed(figures)


def treatments(
    count: Annotated[int, typer.Option(min=1, max=10_000, help="random patients, a whole short treatment each")] = 40,
    as_json: Json = False,
) -> None:
    """Random patients who do not move: whole treatments on real MicroPython, and what should not have happened."""
    from stillwater_tools.campaign import whole

    with progress("treatments", count, as_json) as tell:
        rows = whole.treatments(count, tell)
    print(json.dumps(rows, indent=2)) if as_json else whole.print_treatments(rows)


def _need_numba() -> None:
    if importlib.util.find_spec("numba") is None:
        raise ToolMissing("numba is not here: run `pip install -e '.[speed]'`, or use `make bench-speed`")
