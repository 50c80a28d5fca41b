"""The table of what must be, held against what came: one row a demand. Knows the demands; draws and prints nothing.

A row holds or fails by its percentile; its bounds stand beside it. What fails tells by how much, and what the oracle of this
instant has there. "Of the oracle" at a return means at least what is allowed anyway, since the oracle's may be near zero.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from stillwater_tools.campaign.demands_kept import Finding, still_findings, vm_finding
from stillwater_tools.campaign.still_figures import bounds
from stillwater_tools.campaign.summary import ALL_MS, TAIL, UNFELT, Columns, Tail, between, chosen, split, tail
from stillwater_tools.campaign.work import FIRMWARE, NOW

Parts = dict[tuple[str, str], Columns]
_FELT_TIMES, _FALL_TIMES, _CHARGE_TIMES, _MET_TIMES = 1.2, 1.3, 1.2, 1.2
_SLOW_FALL_UA, _SLOW_CHARGE_UC, _MET_UA = 2000.0, 1.0, 200.0
_RIVAL_TIMES = 4.0
_FAST, _MIDDLE, _SLOW = ("30..99 ms", (0, 100)), ("100..299 ms", (100, 300)), (">= 300 ms", (300, math.inf))


def verdict(columns: Columns, still: list[dict[str, Any]] | None, replayed: dict[str, Any] | None) -> list[Finding]:
    """All demands; `still` and `replayed` are what other commands have kept, None where they have not run."""
    parts = split(columns)
    return [
        *_felt(parts), *_density(parts), *_falls(parts), *_charges(parts), *_returns(parts), *_rivals(parts),
        *still_findings(still), vm_finding(replayed),
    ]


def _felt(parts: Parts) -> Iterator[Finding]:
    removals, returns = parts.get(("removal", FIRMWARE)), parts.get(("return", FIRMWARE))
    if removals is None:
        return
    ends = {"removal": tail(removals["felt"])} | ({"return": tail(returns["felt"])} if returns else {})
    worst = max(ends, key=lambda kind: ends[kind].value)
    least = tail(removals["felt_clairvoyant"])
    told = f"{_FELT_TIMES:g} x the clairvoyant oracle's {least.value:.2f} ({_spread(least)})"
    note = ", ".join(f"{kind} {end.value:.2f}" for kind, end in ends.items())
    most = _FELT_TIMES * least.value
    yield _held("felt, x threshold, worst of both limbs and return, p99.9", ends[worst], most, "x", 1, told,
                f"{note}; {_oracle_has(parts, 'removal', 'felt', ALL_MS, 1)}")
    for told, values in (("firmware", removals["felt"]), ("clairvoyant", removals["felt_clairvoyant"])):
        unfelt = int((values < UNFELT).sum())
        low, high = bounds(unfelt, len(values))
        yield Finding(f"removals not felt (below {UNFELT}), {told}", "shown", f"{unfelt / len(values):.1%}", f"{low:.1%}..{high:.1%}", None)


def _density(parts: Parts) -> Iterator[Finding]:
    for name, limits, most in ((">= 100 ms", (100, math.inf), 1.15), ("30..99 ms", (0, 100), 1.6)):
        yield from _fixed(parts, f"peak density, removals {name}, p99.9", "density_ratio", limits, most, "x", 1)


def _falls(parts: Parts) -> Iterator[Finding]:
    for name, limits in (_FAST, _MIDDLE, _SLOW):
        yield from _by_oracle(parts, f"fall in 10 ms, removals {name}, p99.9", "fall_10ms_ua", limits, _FALL_TIMES, "mA", 1000)
    yield from _fixed(parts, "fall in 10 ms, removals >= 300 ms, p99.9", "fall_10ms_ua", _SLOW[1], _SLOW_FALL_UA, "mA", 1000)


def _charges(parts: Parts) -> Iterator[Finding]:
    yield from _fixed(parts, "charge of the last 5 %, removals >= 300 ms, p99.9", "last_charge_uc", _SLOW[1], _SLOW_CHARGE_UC, "uC", 1)
    yield from _by_oracle(parts, "charge of the last 5 %, faster removals, p99.9", "last_charge_uc", (0, 300), _CHARGE_TIMES, "uC", 1)


def _returns(parts: Parts) -> Iterator[Finding]:
    rows = parts.get(("return", FIRMWARE))
    if rows is None:
        return
    late = between(rows, "away_ms", (30, math.inf))["met_ua"]
    if len(late):
        above = int((late > _MET_UA).sum())
        low, high = bounds(above, len(late))
        yield Finding("current met when back after 30 ms or more, all cases", f"<= {_MET_UA:.0f} uA", f"{late.max():.0f} uA",
                      f"{low:.4%}..{high:.4%} above", above == 0,
                      f"{above} of {len(late)} above" + ("" if above == 0 else f", the worst {late.max() / _MET_UA:.2f} x what may be"))
    ours, theirs = (_tail(parts, "return", law, "met_ua", (0, 30), "away_ms") for law in (FIRMWARE, NOW))
    if ours.count:
        yield _held("current met when back sooner, p99.9", ours, max(_MET_TIMES * theirs.value, _MET_UA), "uA", 1,
                    f"{_MET_UA:.0f} uA or, if more, {_MET_TIMES:g} x the {theirs.value:.0f} of the oracle of this instant")


def _rivals(parts: Parts) -> Iterator[Finding]:
    """Against the rival with the least density, on the cases that rivals have played."""
    for name, limits in (("all removals", ALL_MS), _FAST, _MIDDLE, _SLOW):
        played = {law: between(parts["removal", law], "over_ms", limits) for law in _rival_names(parts)}
        ends = {law: tail(rows["density_ratio"]) for law, rows in played.items() if len(rows["id"])}
        if not ends:
            continue
        best = min(ends, key=lambda law: ends[law].value)
        own = between(parts["removal", FIRMWARE], "over_ms", limits)
        same = chosen(own, np.isin(own["sitting"], played[best]["sitting"]))
        ours = tail(same["density_ratio"])
        times = (ends[best].value - 1) / max(ours.value - 1, 1e-9)
        fall, rivals_fall = (tail(rows["fall_10ms_ua"]).value / 1000 for rows in (same, played[best]))
        yield Finding(
            f"excess density below the best rival's, {name}, p99.9", f">= {_RIVAL_TIMES:g} x, fall <=",
            f"{times:.1f} x, {fall:.1f} of {rivals_fall:.1f} mA", f"{_spread(ours)} of {_spread(ends[best])}",
            bool(times >= _RIVAL_TIMES and fall <= rivals_fall), f"best rival: {best}, {ours.count} cases",
        )


def _rival_names(parts: Parts) -> list[str]:
    return [law for kind, law in parts if kind == "removal" and law not in (FIRMWARE, NOW)]


def _fixed(parts: Parts, what: str, name: str, limits: tuple[float, float], most: float, unit: str, scale: float) -> Iterator[Finding]:
    """A percentile of removals against a number."""
    ours = _tail(parts, "removal", FIRMWARE, name, limits)
    if ours.count:
        yield _held(what, ours, most, unit, scale, "", _oracle_has(parts, "removal", name, limits, scale, most))


def _by_oracle(parts: Parts, what: str, name: str, limits: tuple[float, float], times: float, unit: str, scale: float) -> Iterator[Finding]:
    """A percentile of removals against the oracle of this instant on the same cases."""
    ours, theirs = (_tail(parts, "removal", law, name, limits) for law in (FIRMWARE, NOW))
    if ours.count and theirs.count:
        told = f"{times:g} x the {theirs.value / scale:.2f} of the oracle of this instant ({_spread(theirs, scale)})"
        yield _held(what, ours, times * theirs.value, unit, scale, told)


def _held(what: str, ours: Tail, most: float, unit: str, scale: float, told: str, note: str = "") -> Finding:
    """A percentile against a bound, told where it comes from; what fails tells by how much."""
    holds = ours.value <= most
    by = "" if holds else f"{ours.value / most:.2f} x what may be"
    must, came = (f"{figure / scale:.2f} {unit}" for figure in (most, ours.value))
    return Finding(what, f"<= {must}", came, _spread(ours, scale), holds, "; ".join(filter(None, (by, told, note))))


def _tail(parts: Parts, kind: str, law: str, name: str, limits: tuple[float, float], by: str = "over_ms") -> Tail:
    rows = parts.get((kind, law))
    return tail(between(rows, by, limits)[name], TAIL) if rows else tail(np.array([]))


def _oracle_has(parts: Parts, kind: str, name: str, limits: tuple[float, float], scale: float, most: float | None = None) -> str:
    theirs = _tail(parts, kind, NOW, name, limits)
    would = "" if most is None else " and would hold" if theirs.value <= most else " and would fail too"
    return f"the oracle of this instant has {theirs.value / scale:.2f}{would}" if theirs.count else ""


def _spread(end: Tail, scale: float = 1.0) -> str:
    high = f"{end.high / scale:.2f}" if math.isfinite(end.high) else "?"
    return f"{end.low / scale:.2f}..{high}"
