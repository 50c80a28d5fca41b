"""provision: gives a unit serial, key and clock. Knows arguments and printing; the work is in provision."""

import json
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from stillwater_tools.cli.unit_options import Json, Port
from stillwater_tools.prescriptions.keys import read_key
from stillwater_tools.problems import GIVEN, InputError, Problem
from stillwater_tools.provision import give
from stillwater_tools.provision.give import Provisioned
from stillwater_tools.provision.label import label as label_of
from stillwater_tools.units.choose import choose_place

_NOT_KEPT = "until power goes: this board has no clock of its own, or it does not take the time"


def provision(
    serial: Annotated[str | None, typer.Option("--serial", help="serial number, 12 letters at most; without it the one it has")] = None,
    revision: Annotated[str, typer.Option(help="revision of the board, as printed on it")] = "R1",
    key: Annotated[Path | None, typer.Option("--key", help="the clinic's key (stillwater prescribe key new)")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="a unit that has a serial may get another")] = False,
    label: Annotated[Path | None, typer.Option(help="write a label to print (SVG)")] = None,
    port: Port = None,
    unit: Annotated[str | None, typer.Option("--unit", metavar="SERIAL", help="the unit that has this serial number now")] = None,
    as_json: Json = False,
) -> None:
    """Give a unit its serial number, its clinic's key and the time. It must be idle, and is left idle, started anew.

    With a key the unit treats only what its clinic has signed. The same command with another key replaces it.
    Example: stillwater provision --serial SW1-00000042 --key clinic.key --label label.svg
    """
    clinic_key = read_key(key) if key else None
    with Console(stderr=True).status("") as status:
        done = give.provision(choose_place(port, unit), serial, revision, clinic_key, replace, status.update)
    if label:
        _write_label(label, done)
    print(json.dumps({**asdict(done), "label": str(label or "")}, indent=2) if as_json else "\n".join(_told(done, label)))


def _told(done: Provisioned, label: Path | None) -> list[str]:
    clinic = "It belongs to a clinic: it treats only what is signed." if done.has_key else "It belongs to no clinic."
    clock = f"{datetime.fromtimestamp(done.clock_s, timezone.utc):%Y-%m-%d %H:%M} UTC"
    return [
        f"Unit {done.identity.serial}, board {done.board} {done.identity.revision}: provisioned, read back. {clinic}",
        *(f"Gone, for it was another serial's or another key's: {path}." for path in done.removed),
        f"Its clock says {clock}, {'kept by its battery' if done.clock_is_kept else _NOT_KEPT}.",
        *([f"Label: {label}"] if label else []),
    ]


def _write_label(path: Path, done: Provisioned) -> None:
    made = datetime.fromtimestamp(done.clock_s, timezone.utc).date()
    try:
        path.write_text(label_of(done.identity, done.board, made), encoding="utf-8")
    except OSError as why:
        raise InputError([Problem("--label", str(path), GIVEN, f"cannot be written ({why.strerror})", "give another place")]) from None
