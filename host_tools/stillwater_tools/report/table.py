"""Prints figures for a person: the short table at the end of a run. Knows a summary and findings."""

from typing import Any

from rich.console import Console
from rich.table import Table

from stillwater_tools.report.verdict import Finding


def summary_table(summary: dict[str, Any]) -> Table:
    """The treatment's figures."""
    table = Table(title="Treatment, from the true current through the skin", show_header=False)
    dose = f"{summary['dose_ma_min']} of {summary['prescribed_dose_ma_min']} mA min (firmware: {summary['firmware_dose_ma_min']})"
    rows = [
        ("dose", dose),
        ("hold error, 99 % of samples", _ua(summary["hold_error_ua_p99"])),
        ("overshoot", _ua(summary["overshoot_ua"])),
        ("current while polarity turned", _ua(summary["turn_ua"])),
    ]
    rows += [(f"removal at {r['at_ms'] / 1000:.0f} s, limb {r['limb']}, {r['over_ms']} ms", _removal(r)) for r in summary["removals"]]
    rows += [
        ("faults", ", ".join(summary["faults"]) or "none"),
        ("ended", f"{summary['state']}, {summary['reason']}"),
        ("journal", f"{summary['journal_records']} records, {summary['journal_bytes']} bytes"),
        ("simulated", f"{summary['sim_s']:.0f} s in {summary['wall_s']} s: {summary['x_real_time']} x real time"),
    ]
    for row in rows:
        table.add_row(*row)
    return table


def findings_table(findings: list[Finding]) -> Table:
    """What was expected and what came."""
    table = Table(title="Expected of this scene")
    for heading in ("what", "came", "must be", ""):
        table.add_column(heading)
    for finding in findings:
        table.add_row(finding.what, str(finding.value), finding.bound, "[green]holds[/]" if finding.holds else "[red]FAILS[/]")
    return table


def show(*tables: Table) -> None:
    """Print to the terminal."""
    for table in tables:
        Console().print(table)


def _ua(value: float | None) -> str:
    return "none" if value is None else f"{value:.0f} uA"


def _removal(removal: dict[str, Any]) -> str:
    back = "stays away" if removal["largest_return_ua"] is None else f"{removal['largest_return_ua']} uA on return"
    fall_ma = removal["largest_fall_10ms_ua"] / 1000
    return f"peak density x {removal['peak_density_ratio']}, {fall_ma:.2f} mA in 10 ms at most, {back}"
