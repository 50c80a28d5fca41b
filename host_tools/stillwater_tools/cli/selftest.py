"""selftest: has a unit test itself. Knows arguments and printing; the work is in selftest."""

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from stillwater_tools.cli.unit_options import Json, Port, Serial
from stillwater_tools.selftest.run import NO_LOAD_OHM, Check, Person, Tested
from stillwater_tools.selftest.run import selftest as run
from stillwater_tools.units.choose import choose_place


def selftest(
    load: Annotated[int, typer.Option(help="resistance of a dummy load between the leads, in ohm; 0: nothing is connected")] = NO_LOAD_OHM,
    guided: Annotated[bool, typer.Option("--guided", help="ask a person about display, buzzer and buttons too")] = False,
    port: Port = None,
    unit: Serial = None,
    as_json: Json = False,
) -> None:
    """Have a unit test itself: converter, supply, relays, bridge, flash, journal, and with a dummy load its current channels.

    Nobody may be at the unit. It must be idle, and is left idle, started anew. Exit code 1 when anything fails.
    Example: stillwater selftest --load 1000 --guided
    """
    person = Person(lambda words: typer.confirm(words, err=True), lambda words: print(words, file=sys.stderr)) if guided else None
    tested = run(choose_place(port, unit), load, person, lambda check: None if as_json else _say(check))
    if as_json:
        print(json.dumps({**asdict(tested), "is_ok": tested.is_ok}, indent=2))
    else:
        print(_summary(tested))
    if not tested.is_ok:
        raise typer.Exit(1)


def _say(check: Check) -> None:
    mark = "[green]ok [/green]" if check.is_ok else "[red]not[/red]"
    bound = f"must be {check.least}..{check.most}" if check.least != check.most else f"must be {check.least}"
    console = Console()
    console.print(f"{mark} {check.name:30} ", end="", highlight=False)
    console.print(f"{check.value:>8}  {bound}, {check.unit}", soft_wrap=True, markup=False, highlight=False)


def _summary(tested: Tested) -> str:
    failed = [check.name for check in tested.checks if not check.is_ok]
    if tested.stopped:
        return f"Unit {tested.serial}: {tested.stopped}"
    told = f"{len(failed)} of {len(tested.checks)} failed: {', '.join(failed)}" if failed else f"all {len(tested.checks)} checks hold"
    return f"Unit {tested.serial}: {told}."
