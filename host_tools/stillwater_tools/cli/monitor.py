"""monitor: what a unit does, ten times a second. Knows arguments; the work is in units, the showing in shown.py."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from stillwater_tools.cli.shown import shown
from stillwater_tools.cli.unit_options import Json, Port, Serial
from stillwater_tools.units.choose import chosen
from stillwater_tools.units.watch import kept_in, samples


def monitor(
    port: Port = None,
    unit: Serial = None,
    seconds: Annotated[float, typer.Option(min=0.1, show_default=False, help="so long; else until Ctrl-C")] = float("inf"),
    out: Annotated[Path | None, typer.Option(help="keep every sample in this file, .csv or .jsonl")] = None,
    as_json: Json = False,
) -> None:
    """Show current, voltage, skin, wet fraction, dose and state live; the treatment goes on undisturbed, telemetry ends with us.

    On a terminal one picture that moves, elsewhere a line a second, under --json a line a sample. A unit that goes away ends it
    with exit code 3. Example: stillwater monitor --seconds 60 --out treatment.csv
    """
    with chosen(port, unit) as (client, hello), kept_in(out) as keeper, shown(hello, as_json) as picture:
        try:
            with samples(client, seconds) as told:
                for sample in told:
                    keeper.keep(sample)
                    picture.show(sample)
        except KeyboardInterrupt:
            picture.end(client.lost_samples)
            print(f"telemetry has ended, {hello['serial']} goes on{f'; the samples are in {out}' if out else ''}", file=sys.stderr)
            raise
        picture.end(client.lost_samples)
