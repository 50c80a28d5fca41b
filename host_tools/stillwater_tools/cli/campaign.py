"""campaign, still, margins, tune-rivals: long measurements on all cores. Knows arguments; the work is in campaign."""

import importlib.util
import json
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from stillwater_tools.cli.progress import progress
from stillwater_tools.run.interpreter import ToolMissing

Json = Annotated[bool, typer.Option("--json", help="print the figures as JSON")]
Scheduler = Annotated[str | None, typer.Option(help="a Dask scheduler, tcp://host:port; without it all cores of this machine")]
Bath = Annotated[str | None, typer.Option(help="another bath model, module:function or file.py:function (boards/virtual/BATH.md)")]
Shapes = Annotated[str | None, typer.Option(help="other removals, module:function or file.py:function (boards/virtual/BATH.md)")]
Bench = Annotated[Path, typer.Option(help="folder for what comes of it")]
_NEEDED = ("numba", "distributed", "duckdb", "scipy")
BENCH = Path("out/bench")


def campaign(
    sittings: Annotated[int, typer.Option(min=1, max=1_000_000, help="random patients, each with one current and polarity")] = 200,
    removals: Annotated[int, typer.Option(min=0, max=1000, help="removals a sitting")] = 16,
    returns: Annotated[int, typer.Option(min=0, max=1000, help="returns a sitting")] = 16,
    scheduler: Scheduler = None,
    bath: Bath = None,
    shapes: Shapes = None,
    rivals: Annotated[bool, typer.Option(help="play the rivals too, on every eighth sitting")] = True,
    out: Bench = BENCH,
    strict: Annotated[bool, typer.Option(help="exit code 1 when a demand does not hold")] = False,
    as_json: Json = False,
) -> None:
    """Random patients take limbs out and put them back: what is met, for the firmware's own law, oracles and rivals."""
    need_campaign()
    from stillwater_tools.campaign import given, store
    from stillwater_tools.campaign.cluster import workers
    from stillwater_tools.campaign.softstop import softstop
    from stillwater_tools.campaign.work import RIVALS_EACH, Plan
    from stillwater_tools.report.demands import show_campaign

    plan = Plan(
        removals, returns, RIVALS_EACH if rivals else 0,
        given.find_bath(bath) if bath else None, given.find_shape(shapes) if shapes else None,
    )
    store.use(out)
    with workers(scheduler) as pool, progress("sittings", sittings, as_json) as tell:
        came = softstop(pool, plan, sittings, out, tell)
    print(json.dumps(came.told, indent=2)) if as_json else show_campaign(came.findings, came.told, out)
    if strict and any(finding.holds is False for finding in came.findings):
        raise typer.Exit(1)


def still(
    hours: Annotated[float, typer.Option(min=0.3, max=100_000, help="hours of patients who do not move")] = 1000,
    treatments: Annotated[int, typer.Option(min=0, max=1_000_000, help="treatments for each way of moving")] = 500,
    scheduler: Scheduler = None,
    out: Annotated[Path, typer.Option(help="file for the figures")] = BENCH / "still.json",
    as_json: Json = False,
) -> None:
    """Hands that stay in the water, still, trembling, shifting and more: stops and dips that should not be."""
    need_campaign()
    from stillwater_tools.campaign import store
    from stillwater_tools.campaign.cluster import workers
    from stillwater_tools.campaign.movements import MOVEMENTS
    from stillwater_tools.campaign.still import MINUTES, numbers_for
    from stillwater_tools.campaign.still_figures import print_still, summaries, write
    from stillwater_tools.campaign.work import still_row

    store.use(out.parent)
    counts = {name: len(numbers_for(hours)) if name == "still" else treatments for name in MOVEMENTS}
    asked = [(name, number) for name, count in counts.items() for number in range(count)]
    with workers(scheduler) as pool, progress("treatments", len(asked), as_json) as tell:
        told = summaries(pool.map(partial(still_row, MINUTES), asked, tell))
    write(told, out)
    print(json.dumps(told, indent=2)) if as_json else print_still(told)


def margins(
    sittings: Annotated[int, typer.Option(min=1, max=100_000, help="random patients")] = 300,
    scheduler: Scheduler = None,
    out: Annotated[Path, typer.Option(help="file for the figures")] = BENCH / "margins.json",
    as_json: Json = False,
) -> None:
    """How far the clamp's loop is from ringing, over random patients and wet parts."""
    need_campaign()
    from stillwater_tools.campaign import store
    from stillwater_tools.campaign.cluster import workers
    from stillwater_tools.campaign.margins import summary
    from stillwater_tools.campaign.work import margin_rows
    from stillwater_tools.report.demands import show_margins

    store.use(out.parent)
    with workers(scheduler) as pool, progress("sittings", sittings, as_json) as tell:
        rows = [row for rows in pool.map(margin_rows, range(sittings), tell) for row in rows]
    told = {"sittings": sittings, "reached": len({row["number"] for row in rows}), "by_wet_part": summary(rows)}
    store.write_json(told, out)
    print(json.dumps(told, indent=2)) if as_json else show_margins(told)


def tune_rivals(
    evaluations: Annotated[int, typer.Option(min=4, max=100_000, help="evaluations for each rival")] = 240,
    scheduler: Scheduler = None,
    out: Annotated[Path | None, typer.Option(help="file for the parameters; without it the one that campaigns read")] = None,
    as_json: Json = False,
) -> None:
    """Tune every rival by the same search on the same removals, and keep what was found."""
    need_campaign()
    from stillwater_tools.campaign.cluster import workers
    from stillwater_tools.campaign.work import Plan, prepare, tuned_rival

    prepare(Plan())
    from stillwater_tools.campaign.rivals import RIVALS, TUNED
    from stillwater_tools.campaign.rivals.tune import write_tuned

    names = [rival.name for rival in RIVALS.values() if rival.parameters]
    with workers(scheduler) as pool, progress("rivals", len(names), as_json) as tell:
        found = dict(zip(names, pool.map(partial(tuned_rival, evaluations), names, tell), strict=True))
    write_tuned(found, out or TUNED, evaluations=evaluations)
    told = {name: {"objective": one.objective, **one.parameters} for name, one in found.items()}
    print(json.dumps(told, indent=2) if as_json else "\n".join(f"{name:18} {figures}" for name, figures in told.items()))


def need_campaign() -> None:
    """Raises ToolMissing when a package of the extra `campaign` is not here."""
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise ToolMissing(f"{', '.join(missing)} not here: run `pip install -e '.[campaign]'`, or use `make bench-softstop-quick`")
