"""journal show: the records of a journal file, as text or JSON lines. Record formats are the firmware's own."""

import itertools
import json
import sys
from collections import deque
from pathlib import Path
from typing import Annotated, Any

import typer

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.problems import InputError, Problem
from stillwater_tools.report.journal_file import read_journal

app = typer.Typer(help="Journals of a unit.", no_args_is_help=True)


@app.command()
def show(
    file: Annotated[Path, typer.Argument(help="a journal file, such as out/demo/journal.bin")],
    kind: Annotated[str | None, typer.Option(help="only records of this kind")] = None,
    last: Annotated[int | None, typer.Option(min=1, help="only the last so many")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
) -> None:
    """Print the records, oldest first."""
    known = [row[1] for row in firmware_module("stillwater.journal.formats").RECORDS]
    if kind is not None and kind not in known:
        raise InputError([Problem("--kind", "kind", kind, "is no kind of record", f"choose one of {', '.join(known)}")])
    everything = list(read_journal(file))
    _tell_gaps(everything)
    records = deque((r for r in everything if kind in (None, r["kind"])), maxlen=last)
    for record in records:
        print(json.dumps(record) if as_json else _line(record))


def _tell_gaps(records: list[dict[str, Any]]) -> None:
    for before, after in itertools.pairwise(records):
        if after["sequence"] != before["sequence"] + 1:
            print(f"stillwater: records {before['sequence'] + 1}..{after['sequence'] - 1} are missing or damaged", file=sys.stderr)


def _line(record: dict[str, Any]) -> str:
    fields = " ".join(f"{key}={value}" for key, value in record["fields"].items())
    return f"{record['sequence']:6} {record['time_ms'] / 1000:9.2f} s  {record['kind']:20} {fields}"
