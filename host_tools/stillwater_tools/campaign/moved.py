"""The figures of the law as its constants stand in this process, for one line of a sweep. Knows no constant's name.

Only sittings that are not held out are played: what is chosen by these figures is chosen without the others. Beside removals
and returns some hands stay in the water for a minute and tremble, shift or type, for what a better removal costs them.
"""

from collections.abc import Callable
from itertools import count, islice
from typing import Any

import numpy as np

from stillwater_tools.campaign import engine, oracles
from stillwater_tools.campaign.draw import Case, back, removal, sitting
from stillwater_tools.campaign.engine import Held
from stillwater_tools.campaign.felt import Senses
from stillwater_tools.campaign.figures import removal_figures, return_figures
from stillwater_tools.campaign.movements import MOVEMENTS
from stillwater_tools.campaign.still import treatment
from stillwater_tools.firmware_tables import firmware_module

REMOVALS_EACH = 16
RETURNS_EACH = 8
STILL_EACH = 2  # one sitting in so many
STILL_MINUTES = 1
LATER_MS = 30  # a return so long after the removal
PERCENTS = {"p50": 50.0, "p99": 99.0, "p99.9": 99.9}
_EVER_MS = 1_000_000
# name -> (figure of a removal, over at least, over less than)
SPREADS = {
    "density_30_99": ("density_ratio", 30, 100),
    "density_100_up": ("density_ratio", 100, _EVER_MS),
    "fall_30_99_ua": ("fall_10ms_ua", 30, 100),
    "fall_100_299_ua": ("fall_10ms_ua", 100, 300),
    "fall_100_up_ua": ("fall_10ms_ua", 100, _EVER_MS),
    "fall_300_up_ua": ("fall_10ms_ua", 300, _EVER_MS),
    "last_charge_300_up_uc": ("last_charge_uc", 300, _EVER_MS),
    "felt": ("felt", 0, _EVER_MS),
}

Figures = dict[str, Any]
Player = Callable[[Held, Case], dict[str, Any]]


def figures(sittings: int) -> Figures:
    """SPREADS as percentiles, the most that a return meets, and what hands that stay suffer."""
    held = list(_held(sittings))
    return {**_removals(held, engine.play), "met_later_most_ua": _met_later_most_ua(held), **_still(sittings)}


def oracle_figures(sittings: int) -> Figures:
    """SPREADS of the oracle of this instant on the same removals."""
    return _removals(list(_held(sittings)), oracles.now)


def _held(sittings: int) -> Any:
    """The first so many sittings that are not held out, those that reach their current."""
    drawn = islice((one for one in map(sitting, count()) if not one.is_held_out), sittings)
    return (held for held in map(engine.hold, drawn) if held.reached)


def _removals(held: list[Held], play: Player) -> Figures:
    rows = []
    for one in held:
        for index in range(REMOVALS_EACH):
            case = removal(one.sitting.number, index)
            seen = engine.in_ua(play(one, case))
            rows.append({"over_ms": case.over_ms, **removal_figures(*seen, case, one.sitting.areas_mm2, Senses())})
    return {"reached": len(held), "removals": len(rows), **{name: _spread(rows, *told) for name, told in SPREADS.items()}}


def _spread(rows: list[Figures], figure: str, from_ms: int, below_ms: int) -> dict[str, float]:
    """Percentiles of a figure over removals that took so long; empty without any."""
    values = [row[figure] for row in rows if from_ms <= row["over_ms"] < below_ms]
    return {name: round(float(np.percentile(values, percent)), 4) for name, percent in PERCENTS.items()} if values else {}


def seen_of_return(held: Held, case: Case) -> tuple[Any, Any, Any]:
    """Mean and largest current of a return under the firmware, uA, and where a new ramp goes on; one value a ms."""
    columns = engine.play(held, case)
    is_ramp = columns["mode"] == firmware_module("stillwater.control.state").MODE_DRIVE
    return *engine.in_ua(columns), is_ramp


def _met_later_most_ua(held: list[Held]) -> float:
    """The most current that any limb meets that returns LATER_MS or more after it left."""
    met_ua = [0.0]
    for one in held:
        for case in (back(one.sitting.number, index) for index in range(RETURNS_EACH)):
            if case.away_ms >= LATER_MS:
                met_ua.append(return_figures(*seen_of_return(one, case), case, Senses())["met_ua"])
    return round(max(met_ua), 1)


def _still(sittings: int) -> Figures:
    """False stops, and the share of dose lost, of hands that stay in the water, each movement in its turn."""
    names = list(MOVEMENTS)
    rows = [treatment(number, names[number % len(names)], STILL_MINUTES) for number in range(sittings // STILL_EACH)]
    lost = [row["dose_lost_percent"] for row in rows if row["reached"]]
    return {
        "still_minutes": len(rows) * STILL_MINUTES,
        "false_stops": sum(bool(row["false_stop"]) for row in rows),
        "dose_lost_mean_percent": round(float(np.mean(lost)), 4) if lost else 0.0,
    }
