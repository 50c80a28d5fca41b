"""log pull: journals from units, or from what is left of one. Knows arguments, progress and printing; the work is in log.pulled."""

import json
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stillwater_tools.cli.progress import progress
from stillwater_tools.cli.unit_options import Json, Port, Serial
from stillwater_tools.link.errors import LinkError
from stillwater_tools.problems import GIVEN, InputError, Problem
from stillwater_tools.units.choose import NoUnit, chosen
from stillwater_tools.units.find import UNIT, find
from stillwater_tools.units.opened import unit_at

if TYPE_CHECKING:  # numpy takes a moment, so each command brings in its own
    from stillwater_tools.log.pulled import Brought

_KB = 1000


def pull(
    port: Port = None,
    unit: Serial = None,
    out: Annotated[Path, typer.Option(help="folder in which each unit has one of its own, named by its serial number")] = Path("journals"),
    every: Annotated[bool, typer.Option("--all", help="all units that are there, side by side")] = False,
    source: Annotated[Path | None, typer.Option("--from", help="no unit but files copied off one, or an image of its flash")] = None,
    as_json: Json = False,
) -> None:
    """Bring journals here, on from where the last pull ended or was killed. The unit goes on with what it does, treatments too.

    Nothing on the unit is erased, now or later: it thins its journal by itself, and what has been pulled before stays here whole.
    A dead unit's flash comes by `picotool save -a flash.uf2`, its files by `mpremote fs cp -r :journal .`; give them by --from.
    Example: stillwater log pull --all --out journals
    """
    from stillwater_tools.log.pulled import copy_from, pull_unit

    failed: dict[str, str] = {}
    if source:
        came = copy_from(source, out, unit)
    elif every:
        came, failed = _from_all(out, port, unit, as_json)
    else:
        with chosen(port, unit) as (client, hello), _kilobytes(hello["serial"], as_json) as tell:
            came = [pull_unit(client, hello, out, tell)]
    told = [_told(one) for one in came]
    print(json.dumps(told + [{"port": place, "error": why} for place, why in failed.items()], indent=2)) if as_json else _say(told)
    for place, why in failed.items():
        print(f"stillwater: {place}: {why}", file=sys.stderr)
    if failed:
        raise typer.Exit(1)


def _from_all(out: Path, port: str | None, unit: str | None, as_json: bool) -> "tuple[list[Brought], dict[str, str]]":
    """What came, and at which ports nothing did, with the reason."""
    from stillwater_tools.log.pulled import pull_unit

    if port or unit:
        remedy = "leave out --all, or --unit and --port"
        raise InputError([Problem("--all", "units", GIVEN, "means every unit, and one is named too", remedy)])
    units = [one for one in find() if one.kind == UNIT]
    if not units:
        raise NoUnit("no unit is there; plug one in and switch it on, or start a virtual one with `stillwater sim`")
    came: list[Brought] = []
    failed: dict[str, str] = {}

    def one(place: str) -> None:
        try:
            with unit_at(place) as (client, hello):
                came.append(pull_unit(client, hello, out))
        except (LinkError, InputError) as why:
            failed[place] = str(why)

    with progress("units", len(units), as_json) as tell, ThreadPoolExecutor(len(units)) as pool:
        for done, _ in enumerate(pool.map(one, [found.port for found in units]), 1):
            tell(done)
    return sorted(came, key=lambda brought: brought.serial), failed


@contextmanager
def _kilobytes(serial: str, as_json: bool) -> Iterator[Callable[[int, int], None]]:
    """Progress whose total is known once the unit has listed its files."""
    with ExitStack() as stack:
        opened: list[Callable[[int], None]] = []

        def tell(done_bytes: int, total_bytes: int) -> None:
            if not opened:
                opened.append(stack.enter_context(progress(f"{serial}, KB", total_bytes // _KB, as_json)))
            opened[0](done_bytes // _KB)

        yield tell


def _told(one: "Brought") -> dict[str, Any]:
    """What came, and what the folder has now, read back from the disk."""
    from stillwater_tools.log.checked import check

    journal = one.journal()
    damaged = [finding.says for finding in check(journal) if finding.is_damage]
    return {**asdict(one), "folder": str(one.folder), "records": len(journal.order.sequence), "damaged": damaged}


def _say(told: list[dict[str, Any]]) -> None:
    for one in told:
        came = f"{one['files']} files, {one['total_bytes'] / _KB:.0f} KB, of which {one['fetched_bytes'] / _KB:.0f} KB came now"
        whole = "none damaged or missing" if not one["damaged"] else f"{len(one['damaged'])} findings, see `stillwater log check`"
        print(f"{one['serial']}: {came}; {one['folder']} has {one['records']} records, {whole}")
