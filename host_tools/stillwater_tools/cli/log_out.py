"""log export, plot and query: what is made of journals. Knows arguments and printing; the work is in the room log."""

import importlib.util
import json
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from stillwater_tools.cli.progress import progress
from stillwater_tools.cli.unit_options import Json
from stillwater_tools.run.interpreter import ToolMissing

Where = Annotated[Path, typer.Argument(
    metavar="PATH", help="a journal file, a unit's folder, a folder of these, or a flash image, .bin or .uf2")]


def export(
    path: Where,
    form: Annotated[Literal["parquet", "csv", "json"], typer.Option("--format", help="parquet can be asked by `log query`")] = "parquet",
    out: Annotated[Path, typer.Option(help="folder for it; an earlier export there is replaced")] = Path("export"),
    as_json: Json = False,
) -> None:
    """Write all records of all units, a table a kind: sorted, each once, codes as names, times UTC where the unit had a clock.

    Example: stillwater log export journals --out export
    """
    need_duckdb()
    from stillwater_tools.log.export import export as write
    from stillwater_tools.log.journal import each
    from stillwater_tools.log.source import places

    with progress("units", len(places(path)), as_json) as tell:
        done = write(each(path), out, form, progress=tell)
    if as_json:
        print(json.dumps({"folder": str(done.folder), "units": done.units, "journal_bytes": done.journal_bytes, "rows": done.rows}))
    else:
        print(f"{done.folder}: {done.units} units, {sum(done.rows.values())} rows of {done.journal_bytes / 1e6:.1f} MB of journal")


def query(
    folder: Annotated[Path, typer.Argument(help="an export in Parquet")],
    sql: Annotated[str | None, typer.Argument(help="what is asked; without it the views are listed")] = None,
    as_json: Json = False,
) -> None:
    """Ask an export in SQL, of one unit or of a thousand. Views: treatments, skin, units, and one for each kind of record.

    Example: stillwater log query export "SELECT serial, count(*) FROM treatments WHERE soft_stops > 2 GROUP BY serial"
    """
    need_duckdb()
    from stillwater_tools.log.views import ask, described

    names, rows = described(folder) if sql is None else ask(folder, sql)
    if as_json:
        print(json.dumps([dict(zip(names, row, strict=True)) for row in rows], default=str))
    else:
        _print(names, rows)


def plot(
    path: Where,
    treatment: Annotated[list[int] | None, typer.Option(
        help="its start's sequence number, or -1 for the last, -2 before it; may be given again")] = None,
    every: Annotated[bool, typer.Option("--all", help="all treatments; else the last")] = False,
    out: Annotated[Path, typer.Option(help="the page")] = Path("journal.html"),
) -> None:
    """Draw treatments of one unit as an HTML page: current, voltage, skin, wet part, dose, and the captures round faults and stops.

    Example: stillwater log plot journals/SW0123456789 --treatment -1 --out last.html
    """
    from stillwater_tools.log.journal import one_of
    from stillwater_tools.log.plot import write_page

    write_page(out, one_of(path), [] if every else treatment or [-1])
    print(f"see {out}", file=sys.stderr)


def need_duckdb() -> None:
    """Raises ToolMissing when it is not here."""
    if importlib.util.find_spec("duckdb") is None:
        raise ToolMissing("no duckdb, which writes and asks exports: run `pip install -e '.[campaign]'`")


def _print(names: list[str], rows: list[tuple[Any, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*names)
    for row in rows:
        table.add_row(*("" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value) for value in row))
    Console().print(table)
