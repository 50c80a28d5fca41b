"""bench-speed, bench-wear, bench-heap, treatments. Knows arguments; the work is in bench and campaign."""

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


def bench_wear(
    minutes: Annotated[int, typer.Option(min=1, max=60, help="minutes of a treatment")] = 20,
    per_week: Annotated[int, typer.Option(min=1, max=14, help="treatments a week")] = 3,
    as_json: Json = False,
) -> None:
    """Print how many years the unit's flash lasts, and the way there from the journal's records."""
    from stillwater_tools.bench.wear import wear

    rows = wear(minutes, per_week)
    if as_json:
        print(json.dumps([row._asdict() for row in rows], indent=2))
    else:
        print("\n".join(f"{row.what:46} {row.value:>10,} {row.unit}" for row in rows))


def bench_heap(
    hours: Annotated[float, typer.Option(min=0.05, max=240, help="hours of the unit's time")] = 24,
    hurried: Annotated[bool, typer.Option("--hurried", help="cut treatments and rests short: some ninety treatments an hour")] = False,
    as_json: Json = False,
) -> None:
    """Run a virtual unit for hours, idle and treating in turn, and print whether its heap grows; exit code 1 if it does.

    24 hours take a quarter of an hour. Example: stillwater bench-heap --hours 1 --hurried
    """
    from stillwater_tools.bench.heap import MINUTES_PER_HOUR, aged

    with progress("minutes of the unit", round(hours * MINUTES_PER_HOUR), as_json) as tell:
        told = aged(hours, hurried, tell)
    print(json.dumps(told.as_dict(), indent=2) if as_json else "\n".join(told.lines()))
    raise typer.Exit(0 if told.growth_bytes <= 0 else 1)


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
