"""What a limb feels that leaves and comes back: density, fall, return. Knows a trace and the story's events."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from stillwater_tools.report.metrics import largest_change_10ms_ua
from stillwater_tools.report.trace import Trace

_LEAST_UA = 1000  # a limb that leaves with less current is no removal
_FILM_PPM_MM2 = 10_000_000  # 10 mm2, in parts per million of mm2: the last film
_AFTER_MS = 1500
_DRIVE = 2


@dataclass
class Removal:
    """One removal: density against the one before it, largest fall of the whole current, what waits for the return."""

    at_ms: int
    limb: str
    over_ms: int
    before_ua: int
    peak_density_ratio: float
    largest_fall_10ms_ua: int
    largest_return_ua: int | None


def removals(trace: Trace, events: list[Any], areas_mm2: tuple[int, int]) -> list[dict[str, Any]]:
    """Figures of every removal in a run; events are the unit's (ms, name, event)."""
    left = [(at, event) for at, name, event in events if name == "leave" and event["to_percent"] < 100]
    return [asdict(_removal(trace, events, areas_mm2, at, event)) for at, event in left if _current_at(trace, at) >= _LEAST_UA]


def _removal(trace: Trace, events: list[Any], areas_mm2: tuple[int, int], at_ms: int, event: dict[str, Any]) -> Removal:
    rows = slice(at_ms, at_ms + event["over_ms"] + _AFTER_MS)
    limbs = {"1": (1,), "2": (2,), "both": (1, 2)}[event["limb"]]
    ratio = max(_density_ratio(trace, rows, limb, areas_mm2[limb - 1]) for limb in limbs)
    return Removal(
        at_ms, event["limb"], event["over_ms"], _current_at(trace, at_ms), round(ratio, 3),
        largest_change_10ms_ua(trace, rows), _return_ua(trace, events, at_ms),
    )


def _current_at(trace: Trace, at_ms: int) -> int:
    before = np.abs(trace["skin_ua"][max(0, at_ms - 50) : at_ms])
    return int(before.mean()) if before.size else 0


def _density_ratio(trace: Trace, rows: slice, limb: int, area_mm2: int) -> float:
    """Largest peak current per wet area in `rows` against that before, 0 when no row counts."""
    wet = trace[f"wet_{limb}_ppm"][rows].astype(np.int64)
    whole = trace[f"wet_{limb}_ppm"][rows.start - 1]
    counted = wet * area_mm2 > _FILM_PPM_MM2
    density = trace["peak_ua"][rows][counted] / wet[counted]
    before = _current_at(trace, rows.start) / whole
    return float(density.max() / before) if density.size else 0.0


def _return_ua(trace: Trace, events: list[Any], left_ms: int) -> int | None:
    """Largest current from the first touch of the returning limb until control drives again, None if it stays away."""
    for at_ms, name, event in events:
        if name == "leave" and event["to_percent"] > 0 and at_ms > left_ms:
            driving = np.flatnonzero(trace["mode"][at_ms:] == _DRIVE)
            until = at_ms + int(driving[0]) if driving.size else len(trace["mode"])
            return int(trace["peak_ua"][at_ms:until].max())
    return None
