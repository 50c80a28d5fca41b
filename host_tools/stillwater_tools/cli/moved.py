"""sweep, sensitivity: what the figures owe to the law's parameters and to the measure's constants. Knows arguments."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from stillwater_tools.cli.campaign import BENCH, Bench, Json, need_campaign
from stillwater_tools.cli.progress import progress


def sweep(
    sittings: Annotated[int, typer.Option(min=4, max=100_000, help="random patients, 16 removals and 8 returns each")] = 200,
    out: Bench = BENCH,
    as_json: Json = False,
) -> None:
    """Move every parameter of the law, one at a time, and draw what changes: parameters.html and parameters.json.

    Half an hour at 200 sittings. Example: stillwater sweep --sittings 40 --out out/bench/small
    """
    need_campaign()
    from stillwater_tools.campaign.parameters import PARAMETERS
    from stillwater_tools.campaign.sweep import sweep as swept
    from stillwater_tools.campaign.sweep import write

    total = 2 + sum(len(parameter.values) - 1 for parameter in PARAMETERS)
    with progress("values", total, as_json) as tell:
        rows = swept(sittings, lambda done, of: tell(done))
    write(rows, out)
    print(json.dumps(rows, indent=2) if as_json else f"See {out}/parameters.html, {out}/parameters.json")


def sensitivity(
    sittings: Annotated[int, typer.Option(min=2, max=100_000, help="random patients, 16 removals and 8 returns each")] = 100,
    out: Annotated[Path, typer.Option(help="file for the figures")] = BENCH / "sensitivity.json",
    as_json: Json = False,
) -> None:
    """Judge the same removals with other constants of perception: what the felt figure owes to its own constants."""
    need_campaign()
    os.environ["STILLWATER_NUMBA"] = "1"  # read when the firmware is first imported
    from stillwater_tools.campaign.sensitivity import sensitivity as judged
    from stillwater_tools.campaign.sensitivity_table import print_sensitivity, write

    with progress("sittings", sittings, as_json) as tell:
        rows = judged(sittings, tell)
    write(rows, out)
    print(json.dumps(rows, indent=2)) if as_json else print_sensitivity(rows)
