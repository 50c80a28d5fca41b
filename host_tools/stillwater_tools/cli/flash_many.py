"""Flashing or checking many units, shown: a table on a terminal, elsewhere a line as each is done, JSON lines under --json.

Knows printing; the work is in fleet.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console
from rich.live import Live
from rich.table import Table

from stillwater_tools.cli.flash_one import contents_of
from stillwater_tools.flash.told import Step
from stillwater_tools.fleet import many, work
from stillwater_tools.fleet.bays import Post, all_there, of_station
from stillwater_tools.fleet.records import Record, keep, must_be_writable
from stillwater_tools.fleet.station import load_station


@dataclass(frozen=True)
class Fleet:
    """What was asked for; see the options of `stillwater flash`."""

    station: Path | None
    firmware: Path | None
    board: Path | None
    image: Path | None
    records: Path | None
    is_check: bool


def flash_all(fleet: Fleet, as_json: bool) -> None:
    """All at once; exit code 1 if one of them failed."""
    bench = load_station(fleet.station) if fleet.station else None
    place = fleet.records or (bench.records if bench else None)
    must_be_writable(place)
    wanted = contents_of(fleet.firmware, fleet.board or (bench.board if bench else None))
    posts = of_station(bench) if bench else all_there()
    what, job = ("check", work.checking(wanted)) if fleet.is_check else ("flash", work.flashing(wanted, image=fleet.image))
    with shown(posts, as_json) as table:
        for record in many.each(what, posts, job, table.step):
            keep(place, record)
            table.done(record)
    table.end()


@contextmanager
def shown(posts: list[Post], as_json: bool) -> Iterator["Many"]:
    """Shows all until the block ends."""
    console = Console(stderr=True)
    many = Many(posts, as_json)
    if as_json or not console.is_terminal:
        yield many
        return
    with Live(get_renderable=many.table, console=console, refresh_per_second=5):
        yield many


class Many:
    """What each unit is at, and what came of it."""

    def __init__(self, posts: list[Post], as_json: bool) -> None:
        self._as_json = as_json
        self._steps = {post.name: Step("waits") for post in posts}
        self._records: dict[str, Record] = {}

    def step(self, name: str, step: Step) -> None:
        """From a thread of the unit's own."""
        self._steps[name] = step

    def done(self, record: Record) -> None:
        """One has ended: a line, or an object of JSON."""
        self._records[record.name] = record
        print(record.line if self._as_json else _line(record), flush=True)

    def end(self) -> None:
        """How many failed; exit code 1 if any did."""
        failed = [record.name for record in self._records.values() if not record.is_ok]
        words = f"{len(self._records) - len(failed)} of {len(self._steps)} are as they should be"
        print(f"{words}; not so: {', '.join(failed)}" if failed else words, file=sys.stderr)
        if failed:
            raise typer.Exit(1)

    def table(self) -> Table:
        """As it stands now."""
        table = Table("unit", "what it is at", "done", "came")
        for name, step in list(self._steps.items()):
            record = self._records.get(name)
            share = f"{100 * step.done // step.of} %" if step.of else ""
            came = "" if record is None else "[green]ok[/green]" if record.is_ok else "[red]failed[/red]"
            table.add_row(name, step.stage, share, came)
        return table


def _line(record: Record) -> str:
    if not record.is_ok:
        return f"{record.name}: failed after {record.took_s:.1f} s: {record.error}"
    told = record.told
    more = f"{len(told['written'])} files written, {len(told['skipped'])} skipped" if "written" in told else told["state"]
    return f"{record.name}: {told['serial']} runs firmware {told['firmware_hash'][:8]}, {more}; {record.took_s:.1f} s"
