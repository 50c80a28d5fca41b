"""replay, replay-vm: single cases of a campaign again. Knows arguments; the work is in campaign."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from stillwater_tools.cli.campaign import BENCH, Bath, Json, Shapes, need_campaign
from stillwater_tools.cli.progress import progress
from stillwater_tools.problems import GIVEN, InputError, Problem

_BOTH = ("stillwater", "oracle-now")


def replay(
    case_id: Annotated[str, typer.Argument(metavar="ID", help="removal-SITTING-INDEX or return-SITTING-INDEX")],
    law: Annotated[list[str] | None, typer.Option(help="stillwater, oracle-now or a rival; more than one may be given")] = None,
    vm: Annotated[bool, typer.Option(help="play it on real MicroPython too; exit code 1 when that differs")] = False,
    bath: Bath = None,
    shapes: Shapes = None,
    out: Annotated[Path, typer.Option(help="folder for the page")] = Path("out/replay"),
    as_json: Json = False,
) -> None:
    """One case of a campaign by its id: drawn as a page, and its figures."""
    need_campaign()
    from stillwater_tools.campaign import given, store
    from stillwater_tools.campaign.page import case_page
    from stillwater_tools.campaign.work import Plan
    from stillwater_tools.report.demands import show_figures, show_replayed

    plan = Plan(bath=given.find_bath(bath) if bath else None, shape=given.find_shape(shapes) if shapes else None)
    traces = _traces(plan, case_id, law or list(_BOTH))
    store.use(out)
    store.write_text(case_page(case_id, traces), out / f"{case_id}.html")
    compared = _compared(plan, [case_id], as_json) if vm else []
    figures = {name: trace["figures"] for name, trace in traces.items()}
    if as_json:
        print(json.dumps({"id": case_id, "figures": figures, "vm": compared}, indent=2))
    else:
        show_figures(case_id, figures)
        if vm:
            show_replayed(compared)
        print(f"See {out}/{case_id}.html")
    _end(compared)


def replay_vm(
    count: Annotated[int, typer.Option(min=1, max=10_000, help="drawn cases, half of them returns")] = 50,
    out: Annotated[Path, typer.Option(help="file for what comes of it")] = BENCH / "replay-vm.json",
    as_json: Json = False,
) -> None:
    """Drawn cases on real MicroPython and compiled by numba: same decisions at the same tick, currents equal to 1 uA."""
    need_campaign()
    from stillwater_tools.campaign import on_vm, store
    from stillwater_tools.campaign.work import Plan, prepare
    from stillwater_tools.report.demands import show_replayed

    store.use(out.parent)
    prepare(Plan())
    rows = _compared(Plan(), on_vm.drawn_ids(count), as_json)
    largest_na = max(row["largest_difference_na"] for row in rows)
    told = {"cases": count, "same": sum(row["same"] for row in rows), "largest_difference_na": largest_na, "rows": rows}
    store.write_json(told, out)
    print(json.dumps(told, indent=2)) if as_json else show_replayed(rows)
    _end(rows)


def _traces(plan: Any, case_id: str, laws: list[str]) -> dict[str, Any]:
    """The case under each law. Raises InputError for what names no case or no law."""
    from stillwater_tools.campaign.draw import drawn
    from stillwater_tools.campaign.work import law_names, prepare, trace

    try:
        drawn(case_id)
        prepare(plan)
        known = law_names(with_rivals=True)
        unknown = [law for law in laws if law not in known]
        if unknown:
            raise InputError([Problem("--law", "law", unknown[0], "is no law", f"choose one of {', '.join(known)}")])
        return {law: trace(plan, case_id, law) for law in laws}
    except ValueError as why:
        raise InputError([Problem("ID", "case", GIVEN, str(why), "take an id of softstop.json or softstop.parquet")]) from None


def _compared(plan: Any, ids: list[str], as_json: bool) -> list[dict[str, Any]]:
    from stillwater_tools.campaign.on_vm import compare

    with progress("cases", len(ids), as_json) as tell:
        return compare(ids, tell, plan)


def _end(rows: list[dict[str, Any]]) -> None:
    if not all(row["same"] for row in rows):
        raise typer.Exit(1)
