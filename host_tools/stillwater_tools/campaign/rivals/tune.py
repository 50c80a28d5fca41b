"""Tunes every rival by the same search, on the same removals, with the same number of evaluations. Knows no law.

The objective, least is best, is the sum of

    mean over the removals of log(density_ratio)
    mean over the removals of log(1 + fall_10ms in mA)
    log of the 95th percentile of felt
    10 x the share of sittings that are stopped while nobody moves

The first three are logarithms, so that a tenth less of any of them counts the same; the last keeps a law from being tuned to
stop at skin that wanders. Removals come from sittings that are not held out and that reach their current.

The search looks at half its points by Latin hypercube over the logarithms of the parameters' ranges, and walks with the
other half from the best of them, each step drawn about the best so far and ever shorter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import Any

import numpy as np

from stillwater_tools.campaign import engine
from stillwater_tools.campaign.draw import WHOLE_PPM, Case, removal, sitting
from stillwater_tools.campaign.felt import Senses
from stillwater_tools.campaign.figures import removal_figures
from stillwater_tools.campaign.rivals import RIVALS, TUNED, Rival
from stillwater_tools.campaign.rivals.memory import MODE_DRIVE
from stillwater_tools.campaign.rivals.play import play

SEED = 41
EVALUATIONS = 240
_SITTINGS = 40
_REMOVALS_EACH = 3
_STILL_EACH = 4  # one sitting in so many is also watched while nobody moves
_STILL_MS = 30_000
_STOPPED = 10.0
_FIRST_STEP, _LAST_STEP = 0.25, 0.02  # of a parameter's range

Progress = Callable[[str, int, float], None]  # (rival, evaluations done, best objective so far)
Training = list[tuple[engine.Held, list[Case]]]


@dataclass(frozen=True)
class Found:
    """What the search has found for one rival."""

    parameters: dict[str, float]
    objective: float


def tune(progress: Progress = lambda name, done, best: None, seed: int = SEED, evaluations: int = EVALUATIONS) -> dict[str, Found]:
    """The best parameters of every rival that has any; some minutes."""
    training = removals_to_train_on()
    found = {}
    for rival in RIVALS.values():
        if rival.parameters:
            found[rival.name] = tune_one(rival, training, progress, seed, evaluations)
    return found


def tune_one(rival: Rival, training: Training, progress: Progress, seed: int, evaluations: int) -> Found:
    """The best parameters of one rival."""
    best = float("inf")
    told = count(1)

    def evaluate(point: Any) -> float:
        nonlocal best
        reached = objective(rival, placed(rival, point), training)
        best = min(best, reached)
        progress(rival.name, next(told), best)
        return reached

    point, reached = search(evaluate, len(rival.parameters), np.random.default_rng(seed), evaluations)
    return Found(placed(rival, point), reached)


def write_tuned(found: dict[str, Found], path: Path = TUNED, seed: int = SEED, evaluations: int = EVALUATIONS) -> None:
    """Write what `tune` has found as the table reads it."""
    lines = [
        "# The rivals' parameters as `stillwater tune-rivals` found them: the same search for each (rivals/tune.py).",
        f"seed = {seed}", f"evaluations = {evaluations}", f"removals = {_SITTINGS * _REMOVALS_EACH}",
    ]
    for name, one in found.items():
        lines += ["", f"[{name}]", f"objective = {one.objective:.4f}", "", f"[{name}.parameters]"]
        lines += [f"{parameter} = {value}" for parameter, value in one.parameters.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def removals_to_train_on() -> Training:
    """Held sittings with their removals; held sittings are computed once and serve every evaluation."""
    held = (engine.hold(one) for one in map(sitting, count()) if not one.is_held_out)
    chosen = islice((one for one in held if one.reached), _SITTINGS)
    return [(one, [removal(one.sitting.number, index) for index in range(_REMOVALS_EACH)]) for one in chosen]


def objective(rival: Rival, parameters: dict[str, float], training: Training) -> float:
    """The figure that the search makes small (see above)."""
    figures, stopped = [], []
    for number, (held, cases) in enumerate(training):
        for case in cases:
            seen = engine.in_ua(play(held, case, rival.name, parameters))
            figures.append(removal_figures(*seen, case, held.sitting.areas_mm2, Senses()))
        if number % _STILL_EACH == 0:
            stopped.append(play(held, _still(), rival.name, parameters)["mode"][-1] != MODE_DRIVE)
    ratio, fall_ua, felt = (np.array([one[name] for one in figures]) for name in ("density_ratio", "fall_10ms_ua", "felt"))
    gentle = np.log(ratio).mean() + np.log1p(fall_ua / 1000).mean() + np.log(np.percentile(felt, 95))
    return float(gentle + _STOPPED * np.mean(stopped))


def search(evaluate: Callable[[Any], float], dimensions: int, random: Any, evaluations: int) -> tuple[Any, float]:
    """The best point of the unit cube, and what it gives."""
    spread = evaluations // 2
    strata = random.permuted(np.tile(np.arange(spread), (dimensions, 1)), axis=1).T
    points = (strata + random.random((spread, dimensions))) / spread
    given = [evaluate(point) for point in points]
    best, least = points[int(np.argmin(given))], min(given)
    for step in np.geomspace(_FIRST_STEP, _LAST_STEP, evaluations - spread):
        point = np.clip(best + step * random.standard_normal(dimensions), 0, 1)
        reached = evaluate(point)
        if reached < least:
            best, least = point, reached
    return best, least


def placed(rival: Rival, point: Any) -> dict[str, float]:
    """The parameters at a point of the unit cube, by the logarithm, in the four digits that are written."""
    values = [one.low * (one.high / one.low) ** at for one, at in zip(rival.parameters, point, strict=True)]
    return {one.name: float(f"{value:.4g}") for one, value in zip(rival.parameters, values, strict=True)}


def _still() -> Case:
    """Nobody moves."""
    return Case("still", (), 0, "still", np.full((_STILL_MS, 2), WHOLE_PPM, dtype=np.int32), _STILL_MS)
