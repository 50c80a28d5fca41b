"""Prints what campaigns came to: demands and findings, margins, cases played again. Knows their figures; works out none."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from stillwater_tools.campaign.demands_kept import Finding
from stillwater_tools.campaign.summary import REMOVAL_GROUPS, RETURN_GROUPS
from stillwater_tools.campaign.work import FIRMWARE

_HOLDS = {True: "[green]holds[/]", False: "[red]FAILS[/]", None: ""}


def show_campaign(findings: list[Finding], told: dict[str, Any], out: Path) -> None:
    """The verdict, and where the rest is."""
    console = Console()
    title = f"{told['removals']:,} removals, {told['returns']:,} returns, {told['sittings']:,} sittings, seed {told['seed']}"
    table = Table("", "what, over the campaign", "must be", "came", "95 % bounds", "", title=title)
    for number, finding in enumerate(findings, 1):
        table.add_row(str(number), finding.what, finding.must, finding.came, finding.bounds, _HOLDS[finding.holds])
    console.print(table)
    for number, finding in enumerate(findings, 1):
        if finding.note:
            console.print(f"{number:2}: {finding.note}", highlight=False)
    for percentiles in percentiles_tables(told["figures"]):
        console.print(percentiles)
    if told["rivals_each"]:
        console.print(f"Rivals were played on every sitting that {told['rivals_each']} divides; bounds take cases as independent.")
    console.print(f"Skin too high: {told['skin_too_high']} sittings, left out. Took {told['took_s']:.0f} s.")
    console.print(f"See {out}/softstop.html, {out}/softstop.json, {out}/softstop.parquet", soft_wrap=True)


def percentiles_tables(figures: dict[str, Any]) -> Iterator[Table]:
    """The firmware's p99.9, all sittings and held-out ones alone; the page has the rest."""
    for kind, groups in (("removal", REMOVAL_GROUPS), ("return", RETURN_GROUPS)):
        everyone, apart = (figures[part][kind].get(FIRMWARE, {}) for part in ("all", "held_out"))
        table = Table(f"{kind}s, p99.9 (held out)", *groups)
        for name in dict.fromkeys(name for group in groups for name, spread in everyone.get(group, {}).items() if isinstance(spread, dict)):
            table.add_row(name.replace("_", " "), *(f"{_tail(everyone, group, name)} ({_tail(apart, group, name)})" for group in groups))
        yield table


def _tail(by_group: dict[str, Any], group: str, name: str) -> str:
    spread = by_group.get(group, {}).get(name)
    return f"{spread['p99.9']:.4g}" if spread else "none"


def show_margins(told: dict[str, Any]) -> None:
    """Worst and percentiles of each margin, by wet part."""
    table = Table("wet part", "figure", "worst", "p0.1", "p1", "p50", title=f"Margins of the clamp, {told['reached']} sittings")
    for wet, figures in told["by_wet_part"].items():
        for name, spread in figures.items():
            table.add_row(f"{float(wet):.0%}", name.replace("_", " "), *(f"{value:.3f}" for value in spread.values()))
    Console().print(table)


def show_figures(case_id: str, by_law: dict[str, dict[str, float]]) -> None:
    """The figures of one case, a column a law."""
    table = Table("figure", *by_law, title=case_id)
    for name in next(iter(by_law.values())):
        table.add_row(name.replace("_", " "), *(f"{figures[name]:.4g}" for figures in by_law.values()))
    Console().print(table)


def show_replayed(rows: list[dict[str, Any]]) -> None:
    """Cases on MicroPython against numba."""
    table = Table("case", "ticks", "largest difference, uA", "first other decision, ms", "", title="The same on MicroPython")
    for row in rows:
        at = row["first_mode_difference_ms"]
        told = "[green]same[/]" if row["same"] else "[red]DIFFERS[/]"
        table.add_row(row["id"], str(row["ticks"]), f"{row['largest_difference_na'] / 1000:.3f}", "none" if at is None else str(at), told)
    Console().print(table)
