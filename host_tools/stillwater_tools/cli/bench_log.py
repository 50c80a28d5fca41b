"""bench-log. Knows arguments and printing; the work is in bench.journals."""

import json
import sys
from typing import Annotated

import typer

from stillwater_tools.cli.log_out import need_duckdb
from stillwater_tools.cli.unit_options import Json


def bench_log(
    units: Annotated[int, typer.Option(min=1, max=100_000, help="units that are asked together")] = 1000,
    lived: Annotated[int, typer.Option(min=1, max=1000, help="how many have a year of their own; the others are these again")] = 4,
    as_json: Json = False,
) -> None:
    """Print how fast journals are read and written as Parquet, and how long a thousand units take to be asked; some three minutes.

    Each unit has a year of simulated treatments, kept and thinned by the firmware's own journal.
    """
    need_duckdb()
    from stillwater_tools.bench.journals import figures

    rows = figures(units, lived, lambda done: print(f"bench-log: {done}", file=sys.stderr, flush=True))
    if as_json:
        print(json.dumps([row._asdict() for row in rows], indent=2))
    else:
        print("\n".join(f"{row.what:58} {row.value:>14,.2f} {row.unit}" for row in rows))
