"""How far the clamp's loop is from ringing, over drawn patients and wet parts of the limb that leaves. Knows no law.

The loop feeds back with plus (less current, less voltage), so the point to keep away from is +1. Figures of a loop:

    gain_margin     the compensation may grow by this factor before something grows by itself
    modulus_margin  least distance of L from +1: 1 / the largest amplification of noise
    radius          spectral radius from tick to tick: what is left of a disturbance after a millisecond

They hold for small changes. The firmware's command falls at once but rises slowly, so that a loop that is not stable here
would step down and creep up: gentle, but not meant.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from stillwater_tools.campaign.draw import sitting
from stillwater_tools.campaign.engine import Held, hold
from stillwater_tools.campaign.linear import circuit, closed, opened, plant, taps
from stillwater_tools.firmware_tables import firmware_module

WET_PARTS = (1.0, 0.7, 0.4, 0.1)
FIGURES = {"gain_margin": 1, "modulus_margin": 1, "radius": -1}  # 1: the least is the worst; -1: the largest
_PERCENTS = {"worst": 0, "p0.1": 0.1, "p1": 1, "p50": 50}
_TURNS = np.concatenate(([0.0], np.geomspace(1e-4, np.pi, 400)))

Row = dict[str, Any]


def margins(numbers: list[int], progress: Callable[[int], None] = lambda done: None) -> list[Row]:
    """One row for each sitting that reached its hold, limb, wet part and direction of the current."""
    rows: list[Row] = []
    for done, number in enumerate(numbers, 1):
        held = hold(sitting(number))
        rows += [{"number": number, **row} for row in _rows(held)] if held.reached else []
        progress(done)
    return rows


def summary(rows: list[Row]) -> dict[float, dict[str, dict[str, float]]]:
    """Wet part -> figure -> worst, and percentiles counted from the worst; raises ValueError without rows."""
    if not rows:
        raise ValueError("no rows: no sitting reached its hold")
    return {wet: {name: _percentiles([row[name] for row in rows if row["wet"] == wet], sign) for name, sign in FIGURES.items()}
            for wet in sorted({row["wet"] for row in rows}, reverse=True)}


def figures(plant: Any, taps: Any) -> dict[str, float]:
    """FIGURES of one loop."""
    locus = opened(plant, taps, _TURNS)
    return {
        "gain_margin": gain_margin(plant, locus),
        "modulus_margin": float(np.abs(1 - locus).min()),
        "radius": radius(closed(plant, taps)),
    }


def gain_margin(plant: Any, locus: Any) -> float:
    """1 / the largest positive number where the locus meets the real axis; 0 when the plant grows by itself."""
    if radius(plant[:4, :4]) >= 1:
        return 0.0
    before, after = locus[:-1], locus[1:]
    meets = before.imag * after.imag < 0
    before, after = before[meets], after[meets]
    between = before.real + (after.real - before.real) * before.imag / (before.imag - after.imag)
    largest = max([locus[0].real, locus[-1].real, *between])
    return float(1 / largest) if largest > 0 else float("inf")


def radius(loop: Any) -> float:
    """Spectral radius."""
    return float(np.abs(np.linalg.eigvals(loop)).max())


def _rows(held: Held) -> Iterator[Row]:
    """All limbs, wet parts and directions of one sitting; the skin's voltage is held, so current goes with the wet part."""
    block, at = held.blocks["b"], firmware_module("virtual.bath").CURRENT_NA
    whole_ua = abs(int(block[at])) / 1000
    for limb in range(2):
        whole_ohm = circuit(block, limb, 1.0).series_ohm
        for wet in WET_PARTS:
            there = circuit(block, limb, wet)
            answers = plant(there, wet * whole_ua)
            for falls in (True, False):
                told = figures(answers, taps(held, wet, there.series_ohm - whole_ohm, falls))
                yield {"limb": limb, "wet": wet, "falls": falls, **told}


def _percentiles(values: list[float], sign: int) -> dict[str, float]:
    worst_first = np.sort(sign * np.array(values)) * sign
    return {name: float(worst_first[int(percent / 100 * (len(values) - 1))]) for name, percent in _PERCENTS.items()}
