"""Percentiles and shares of a campaign's rows, each with its 95 % bounds. Knows rows; holds them against nothing.

A percentile's bounds are order statistics (so many values lie below it as a binomial allows), a share's those of Clopper and
Pearson. Both take cases as independent, which the sixteen of one patient are not quite: the true bounds are somewhat wider.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from stillwater_tools.campaign.still_figures import bounds

Columns = dict[str, Any]
PERCENTS = (50.0, 95.0, 99.0, 99.9)
TAIL = 99.9
ALL_MS = (0, math.inf)
SPEEDS_MS = {
    "30..99 ms": (0, 100), "100..299 ms": (100, 300), "300..3000 ms": (300, math.inf), ">= 100 ms": (100, math.inf), "all": ALL_MS,
}
AWAYS_MS = {"away < 30 ms": (0, 30), "away >= 30 ms": (30, math.inf), "all": ALL_MS}
REMOVAL_GROUPS = ("30..99 ms", "100..299 ms", "300..3000 ms")
RETURN_GROUPS = ("away < 30 ms", "away >= 30 ms")
OF_REMOVALS = ("density_ratio", "fall_10ms_ua", "last_charge_uc", "felt_stays", "felt_leaves", "felt", "felt_clairvoyant")
OF_RETURNS = ("met_ua", "felt")
UNFELT = 1.0


@dataclass(frozen=True)
class Tail:
    """A percentile of so many values with its bounds; a bound that so few values cannot give is infinite (or zero, below)."""

    value: float
    low: float
    high: float
    count: int


def tail(values: Any, percent: float = TAIL, confidence: float = 0.95) -> Tail:
    """A percentile, with bounds by order statistics; NaN of nothing."""
    from scipy.stats import binom  # type: ignore[import-untyped]

    ordered, outside = np.sort(values), (1 - confidence) / 2
    count = len(ordered)
    if not count:
        return Tail(math.nan, 0.0, math.inf, 0)
    below = int(binom.ppf(outside, count, percent / 100))
    above = int(binom.ppf(1 - outside, count, percent / 100)) + 1
    return Tail(
        percentile(ordered, percent),
        float(ordered[below - 1]) if below else 0.0,
        float(ordered[above - 1]) if above <= count else math.inf,
        count,
    )


def percentile(values: Any, percent: float) -> float:
    """A value that came, never one in between: of two the larger."""
    return float(np.percentile(values, percent, method="higher"))


def split(columns: Columns) -> dict[tuple[str, str], Columns]:
    """Rows by kind and law, in the order in which they came."""
    parts = {}
    for kind in ("removal", "return"):
        is_kind = columns["kind"] == kind
        for law in dict.fromkeys(columns["law"][is_kind]):
            parts[kind, law] = chosen(columns, is_kind & (columns["law"] == law))
    return parts


def chosen(columns: Columns, which: Any) -> Columns:
    """Those rows of a table."""
    return {name: values[which] for name, values in columns.items()}


def between(columns: Columns, name: str, bounds_ms: tuple[float, float]) -> Columns:
    """Rows of which a time lies between bounds, the upper not among them."""
    return chosen(columns, (columns[name] >= bounds_ms[0]) & (columns[name] < bounds_ms[1]))


def summary(columns: Columns) -> dict[str, Any]:
    """kind -> law -> group -> figures, over all rows and, apart, over the held-out ones."""
    return {"all": _told(columns), "held_out": _told(chosen(columns, columns["held_out"]))}


def table_rows(told: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Of a summary: kind, group, figure, law; cases, percentiles, largest, p99.9 of held-out cases alone."""
    for kind, by_law in told["all"].items():
        for law, groups in by_law.items():
            for group, figures in groups.items():
                apart = told["held_out"][kind].get(law, {}).get(group, {})
                for name, spread in figures.items():
                    if isinstance(spread, dict):
                        values = [spread[f"p{percent:g}"] for percent in PERCENTS] + [spread["max"]]
                        held_out = apart[name][f"p{TAIL:g}"] if name in apart else math.nan
                        yield kind, group, name, law, str(figures["cases"]), *(f"{value:.4g}" for value in (*values, held_out))


def _told(columns: Columns) -> dict[str, Any]:
    told: dict[str, Any] = {"removal": {}, "return": {}}
    for (kind, law), rows in split(columns).items():
        by, groups, names = ("over_ms", SPEEDS_MS, OF_REMOVALS) if kind == "removal" else ("away_ms", AWAYS_MS, OF_RETURNS)
        told[kind][law] = {group: _figures(between(rows, by, limits), names) for group, limits in groups.items()}
    return told


def _figures(rows: Columns, names: tuple[str, ...]) -> dict[str, Any]:
    """Of one group: how many, percentiles of each figure, and how many are not felt."""
    count = len(rows["id"])
    if not count:
        return {"cases": 0}
    unfelt = int((rows["felt"] < UNFELT).sum())
    low, high = bounds(unfelt, count)
    return {
        "cases": count, "unfelt": unfelt, "unfelt_share": unfelt / count, "unfelt_share_95": [low, high],
        **{name: _percentiles(rows[name]) for name in names if not np.isnan(rows[name]).all()},
    }


def _percentiles(values: Any) -> dict[str, Any]:
    end = tail(values)
    told: dict[str, Any] = {f"p{percent:g}": percentile(values, percent) for percent in PERCENTS}
    return {**told, f"p{TAIL:g}_95": [end.low, end.high if math.isfinite(end.high) else None], "max": float(np.max(values))}
