"""doctor: looks at computer, tools, ports and units. Knows arguments and printing; the work is in units."""

import json
from dataclasses import asdict

import typer
from rich.console import Console

from stillwater_tools.cli.unit_options import Json
from stillwater_tools.units.doctor import Check, checks


def doctor(as_json: Json = False) -> None:
    """Look at computer, permissions, tools, image, ports and units, and say what to do. Changes nothing.

    Exit code 1 when anything is missing, though not everything is needed for everything.
    Example: stillwater doctor --json
    """
    done = checks(lambda check: None if as_json else _say(check))
    if as_json:
        print(json.dumps([asdict(check) for check in done], indent=2))
    if not all(check.is_ok for check in done):
        raise typer.Exit(1)


def _say(check: Check) -> None:
    mark = "[green]ok [/green]" if check.is_ok else "[red]not[/red]"
    console = Console()
    console.print(f"{mark} {check.what:20} ", end="", highlight=False)
    console.print(check.found, soft_wrap=True, markup=False, highlight=False)
    if not check.is_ok:
        console.print(f"{'':24} {check.remedy}", soft_wrap=True, markup=False, highlight=False)
