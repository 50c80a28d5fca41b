"""What rows of treatments with hands in the water amount to: false stops and their bounds, dose lost, changes. Knows no firmware."""

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

Row = dict[str, Any]
SPREAD = ("dose_lost_percent", "dose_missing_percent", "below_percent_of_time", "change_10ms_percent", "change_10ms_closed_percent")


def summary(rows: list[Row]) -> dict[str, Any]:
    """The figures of one movement's rows (at least one).

    `false_stops_each_95` are the 95 % bounds of false stops a treatment; of each figure mean and worst, and whose that is.
    """
    counted = [row for row in rows if row["reached"] or row["false_stop"]]
    stopped = [row["number"] for row in counted if row["false_stop"]]
    return {
        "seed": rows[0]["seed"], "movement": rows[0]["movement"], "minutes": rows[0]["minutes"],
        "treatments": len(counted), "left_out": len(rows) - len(counted), "hours": round(sum(row["hold_s"] for row in counted) / 3600, 2),
        "false_stops": len(stopped), "false_stops_each_95": bounds(len(stopped), len(counted)), "stopped": stopped,
        **{name: _spread([row for row in counted if row["reached"]], name) for name in SPREAD},
    }


def summaries(rows: list[Row]) -> list[dict[str, Any]]:
    """One summary a movement, in the order in which they come."""
    return [summary([row for row in rows if row["movement"] == name]) for name in dict.fromkeys(row["movement"] for row in rows)]


def bounds(events: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """Clopper and Pearson's bounds of the chance of an event, from how often it happened (Biometrika 26:404, 1934)."""
    from scipy.stats import beta  # type: ignore[import-untyped]

    outside = (1 - confidence) / 2
    low = float(beta.ppf(outside, events, trials - events + 1)) if events else 0.0
    high = float(beta.ppf(1 - outside, events + 1, trials - events)) if events < trials else 1.0
    return low, high


def write(movements: list[dict[str, Any]], path: Path) -> None:
    """One summary a movement as JSON, their seed among them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(movements, indent=2) + "\n")


def print_still(movements: list[dict[str, Any]]) -> None:
    """For a person, 80 columns wide: a row a movement; figures in percent of the set current, mean / worst."""
    console = Console()
    for title, names, cells in (
        ("Hands that stay in the water", ("movement", "treatments", "left out", "hours", "false stops", "in 1,000 (95 %)"), _stops),
        ("What they lose: mean / worst, %", ("movement", "dose", "time 5 % below", "in 10 ms", "chopper left out"), _changes),
    ):
        table = Table(*names, title=title)
        for told in movements:
            table.add_row(told["movement"], *cells(told))
        console.print(table)


def _stops(told: dict[str, Any]) -> list[str]:
    low, high = told["false_stops_each_95"]
    bounds_each_1000 = f"{1000 * low:.2f} .. {1000 * high:.2f}"
    return [*(str(told[name]) for name in ("treatments", "left_out")), f"{told['hours']:.1f}", str(told["false_stops"]), bounds_each_1000]


def _changes(told: dict[str, Any]) -> list[str]:
    return [_mean_and_worst(told[name]) for name in SPREAD if name != "dose_missing_percent"]


def _spread(rows: list[Row], name: str) -> dict[str, Any] | None:
    if not rows:
        return None
    worst = max(rows, key=lambda row: float(row[name]))
    return {"mean": round(sum(row[name] for row in rows) / len(rows), 4), "worst": round(worst[name], 4), "worst_number": worst["number"]}


def _mean_and_worst(spread: dict[str, Any] | None) -> str:
    return f"{spread['mean']:.2f} / {spread['worst']:.2f}" if spread else "none"
