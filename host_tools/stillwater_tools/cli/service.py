"""service: opens a unit's REPL, or starts the unit again. Knows arguments and printing; the work is in units."""

import json
from typing import Annotated

import typer
from rich.console import Console

from stillwater_tools.cli.unit_options import Json, Port, Serial
from stillwater_tools.link.errors import NoAnswer
from stillwater_tools.units.choose import choose_place
from stillwater_tools.units.find import Found
from stillwater_tools.units.service import START_S, in_service, started


def service(
    leave: Annotated[bool, typer.Option("--leave", help="start the unit again")] = False,
    port: Port = None,
    unit: Serial = None,
    as_json: Json = False,
) -> None:
    """Open a unit's REPL, where mpremote can work, or leave it: then the unit starts again. Only while nothing flows, else exit code 4.

    A unit that does not answer: switch it off, hold less while you switch it on. Examples:
    stillwater service --unit SW0123456789; stillwater service --leave
    """
    place = choose_place(port, unit)
    with Console(stderr=True).status("") as status:
        with in_service(place, status.update) as opened:
            if not leave:
                opened.stay()
        there = started(place, START_S) if leave else None
    _tell(opened.port, there, as_json)


def _tell(port: str, there: Found | None, as_json: bool) -> None:
    """Which state the unit is left in. NoAnswer when it was left and has not started."""
    if there and not there.hello:
        raise NoAnswer(f"the unit at {port} does not start: {there.why}; `stillwater flash` gives it its firmware")
    told = {"port": port, "state": there.hello["state"] if there else "service", "serial": there.serial if there else ""}
    words = f"{told['serial']} has started and is {told['state']}." if there else (
        f"The REPL is open: mpremote connect {port} resume. `stillwater service --leave` starts the unit again."
    )
    print(json.dumps(told) if as_json else words)
