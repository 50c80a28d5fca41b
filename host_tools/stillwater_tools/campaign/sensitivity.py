"""What the felt measure's verdict owes to its own constants: each case is played once and judged with every one of them.

Firmware, oracle of this instant and clairvoyant oracle are judged side by side; the clairvoyant picks its current anew for
every Senses, for it is the least of that very measure. The index S (weiss.py) judges the same currents as a second opinion.
Knows no law; the figures of a return are the firmware's alone, for an oracle would give it nothing.
"""

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import Any

import numpy as np

from stillwater_tools.campaign import engine, oracles
from stillwater_tools.campaign.draw import Case, back, removal, sitting
from stillwater_tools.campaign.engine import Held
from stillwater_tools.campaign.felt import Senses, density
from stillwater_tools.campaign.figures import COUNTED_PPM, removal_figures, return_figures
from stillwater_tools.campaign.moved import REMOVALS_EACH, RETURNS_EACH, seen_of_return
from stillwater_tools.campaign.weiss import index

TRIED = {
    "chronaxie_ms": (0.2, 0.5, 2.0),
    "accommodation_ms": (25.0, 50.0, 100.0),
    "whole_ua": (1000.0, 2000.0, 3500.0, 5000.0),
    "density_ua_cm2": (50.0, 100.0, 200.0),
    "finger_ua": (180.0, 300.0, 500.0),
}
AS_THEY_ARE, INDEX_S = "as they are", "index S"
_TAIL = 99.9
_WORKERS = 2

Verdicts = dict[str, dict[str, list[float]]]  # name of the Senses or INDEX_S -> who -> what was felt, case by case
Row = dict[str, Any]


def all_senses() -> dict[str, Senses]:
    """As they are, and with each constant moved alone."""
    moved = {f"{name} {value:g}": replace(Senses(), **{name: value}) for name, values in TRIED.items() for value in values}
    return {AS_THEY_ARE: Senses(), **{name: senses for name, senses in moved.items() if senses != Senses()}}


def sensitivity(sittings: int, progress: Callable[[int], None] = lambda done: None) -> list[Row]:
    """One row for each Senses, and one for the index S, over the removals and returns of so many sittings."""
    os.environ["STILLWATER_NUMBA"] = "1"  # read when the workers, new processes, first import the firmware
    told: Verdicts = {}
    with ProcessPoolExecutor(_WORKERS, mp_context=get_context("spawn")) as pool:
        for done, verdicts in enumerate(pool.map(judged, range(sittings), chunksize=4), 1):
            _add(told, verdicts)
            progress(done)
    return rows_of(told)


def judged(number: int) -> Verdicts:
    """All verdicts on one sitting; none when it does not reach its current."""
    held = engine.hold(sitting(number))
    told: Verdicts = {}
    if held.reached:
        for index_of_case in range(REMOVALS_EACH):
            _add(told, _judged_removal(held, removal(number, index_of_case)))
        for index_of_case in range(RETURNS_EACH):
            _add(told, _judged_return(held, back(number, index_of_case)))
    return told


def rows_of(told: Verdicts) -> list[Row]:
    """Percentiles, shares below 1.0 and ratios to the clairvoyant; how alike F and S rank the firmware's removals."""
    rows: list[Row] = [{"senses": name, **{who: _spread(felt) for who, felt in verdicts.items()}} for name, verdicts in told.items()]
    for row in rows:
        row["ratio_to_clairvoyant"] = round(row["firmware"]["p99.9"] / row["clairvoyant"]["p99.9"], 3)
        row["ratio_to_now"] = round(row["firmware"]["p99.9"] / row["now"]["p99.9"], 3)
    alike = _rank_correlation(told[AS_THEY_ARE]["firmware"], told[INDEX_S]["firmware"])
    return [{**row, "rank_correlation": round(alike, 3)} if row["senses"] == INDEX_S else row for row in rows]


def _judged_removal(held: Held, case: Case) -> Verdicts:
    """One removal, played once by the firmware and once by the oracle of this instant."""
    seen = {"firmware": engine.in_ua(engine.play(held, case)), "now": engine.in_ua(oracles.now(held, case))}
    before_ua, areas = float(seen["firmware"][0][: case.still_ms].mean()), held.sitting.areas_mm2
    told: Verdicts = {}
    for name, senses in all_senses().items():
        told[name] = {who: [removal_figures(*columns, case, areas, senses)["felt"]] for who, columns in seen.items()}
        told[name]["clairvoyant"] = [oracles.clairvoyant(before_ua, case, areas, senses)]
    currents = {who: skin_ua for who, (skin_ua, _) in seen.items()}
    currents["clairvoyant"] = _clairvoyant_ua(told[AS_THEY_ARE]["clairvoyant"][0], before_ua, case, areas)
    told[INDEX_S] = {who: [_index_s(skin_ua, case, areas)] for who, skin_ua in currents.items()}
    return told


def _judged_return(held: Held, case: Case) -> Verdicts:
    """One return, played once by the firmware."""
    seen = seen_of_return(held, case)
    return {name: {"return": [return_figures(*seen, case, senses)["felt"]]} for name, senses in all_senses().items()}


def _clairvoyant_ua(bound: float, before_ua: float, case: Case, areas_mm2: tuple[int, int]) -> Any:
    """The current that the clairvoyant oracle picks by F, uA."""
    wet = np.ascontiguousarray(case.profile[:, list(case.limbs)])
    areas_cm2 = np.array([areas_mm2[limb] / 100 for limb in case.limbs])
    senses = Senses()
    whole_ua = senses.whole_ua if len(case.limbs) == 1 else np.inf
    return oracles.course(bound, before_ua, wet, areas_cm2, whole_ua, senses.density_ua_cm2, senses.filters())[0]


def _index_s(skin_ua: Any, case: Case, areas_mm2: tuple[int, int]) -> float:
    """S, worst of the limb that stays and those that leave."""
    senses = Senses()
    told = [index(skin_ua, senses.whole_ua)] if len(case.limbs) == 1 else []
    for limb in case.limbs:
        met = density(skin_ua, np.ascontiguousarray(case.profile[:, limb]), float(areas_mm2[limb]), COUNTED_PPM)
        told.append(index(met, senses.density_ua_cm2))
    return max(told)


def _add(told: Verdicts, more: Verdicts) -> None:
    for name, verdicts in more.items():
        for who, felt in verdicts.items():
            told.setdefault(name, {}).setdefault(who, []).extend(felt)


def _spread(felt: list[float]) -> dict[str, float]:
    values = np.array(felt)
    return {
        "cases": len(felt), "p50": round(float(np.percentile(values, 50)), 3),
        "p99.9": round(float(np.percentile(values, _TAIL)), 3), "below_1_percent": round(float(100 * np.mean(values < 1)), 2),
    }


def _rank_correlation(one: list[float], other: list[float]) -> float:
    """Spearman's, of figures without ties."""
    ranks = [np.argsort(np.argsort(values)) for values in (one, other)]
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])
