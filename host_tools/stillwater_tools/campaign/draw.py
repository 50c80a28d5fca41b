"""Draws patients, removals and returns from their ranges; a seed gives the same ones for ever. Knows no law.

A patient is drawn from the virtual board's own table (default, low, high): the logarithm is triangular, most likely at
the default. A case is a profile, wet parts per million of both limbs, one value a millisecond; its id names sitting and
index (`removal-12-3`, `return-12-3`), so any case can be drawn again alone. One sitting in five is held out: nothing was
ever tuned to it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from stillwater_tools.campaign import shapes
from stillwater_tools.firmware_tables import firmware_module

SEED = 20261124
WHOLE_PPM = 1_000_000
STILL_MS = 100  # at least so long nobody moves; up to as much again is drawn: where in the interrupt's period it falls
AFTER_MS = 300  # after a removal has ended
HELD_OUT_EACH = 5
LIMBS = ((0,), (1,), (0, 1))
NEVER_MS = 1_000_000
KINDS = ("removal", "return")
_ANSWER_MS = 5500  # the unit's pause, and contact whole for two seconds
_FASTEST_MS, _SLOWEST_MS = 30, 3000
_HAND_MM2 = (8_000, 20_000)
_SOLE_MM2 = (15_000, 22_000)

Shape = Callable[[Any, int], Any]  # (random, over_ms) -> what is still wet, one value a ms, 0..1


@dataclass(frozen=True)
class Sitting:
    """A patient in the water: constants (how far the skin has come down among them), current, polarity, the board's errors."""

    number: int
    patient: dict[str, int]
    is_hand: bool
    current_ua: int
    bridge: int
    a_gain_ppm: int
    adc_gain_ppm: int

    @property
    def areas_mm2(self) -> tuple[int, int]:
        """Both limbs' wet areas."""
        return self.patient["area_1_mm2"], self.patient["area_2_mm2"]

    @property
    def is_held_out(self) -> bool:
        """True for the part that nothing was tuned to."""
        return self.number % HELD_OUT_EACH == HELD_OUT_EACH - 1


@dataclass(frozen=True)
class Case:
    """One removal or return: `profile` is (ms, 2) parts per million, `answer_ms` when the patient presses start again."""

    id: str
    limbs: tuple[int, ...]
    over_ms: int
    shape: str
    profile: Any
    still_ms: int
    away_ms: int = 0
    touch_ms: int = NEVER_MS
    answer_ms: int = NEVER_MS


def sitting(number: int, seed: int = SEED) -> Sitting:
    """The sitting with this number."""
    random = np.random.default_rng((seed, number))
    patient = {name: _between(random, row[1], row[0], row[2]) for name, row in firmware_module("virtual.patient").PATIENT.items()}
    is_hand = bool(random.random() < 0.6)
    area_mm2 = int(random.uniform(*(_HAND_MM2 if is_hand else _SOLE_MM2)))
    patient |= {"area_1_mm2": area_mm2, "area_2_mm2": int(area_mm2 * random.uniform(0.9, 1.1)), "seed": number + 1}
    patient["skin_now_ohm_cm2"] = _aged(patient, float(random.random()))
    gains = random.uniform(-10_000, 10_000, 2)
    return Sitting(
        number, patient, is_hand, int(random.uniform(2_000, 15_000 if is_hand else 20_000)), int(random.choice((-1, 1))),
        1_000_000 + int(gains[0]), 1_000_000 + int(gains[1]),
    )


def removal(number: int, index: int, seed: int = SEED, shape: Shape | None = None) -> Case:
    """The removal `index` of a sitting; `shape` takes the place of ours."""
    random = np.random.default_rng((seed, number, index))
    over_ms = int(np.exp(random.uniform(np.log(_FASTEST_MS), np.log(_SLOWEST_MS))))
    name = str(random.choice(tuple(shapes.SHAPES)))
    limbs = LIMBS[int(random.choice(3, p=(0.4, 0.4, 0.2)))]
    still_ms = STILL_MS + int(random.integers(STILL_MS))
    wet = [_clean((shape or shapes.SHAPES[name])(random, over_ms)) for _ in limbs]
    late_ms = [0] + [int(random.uniform(0, 0.2 * over_ms)) for _ in limbs[1:]]
    length_ms = still_ms + max(len(one) + late for one, late in zip(wet, late_ms, strict=True)) + AFTER_MS
    profile = np.full((length_ms, 2), WHOLE_PPM, dtype=np.int32)
    for limb, one, late in zip(limbs, wet, late_ms, strict=True):
        _lay(profile[:, limb], still_ms + late, one)
    return Case(f"removal-{number}-{index}", limbs, over_ms, "given" if shape else name, profile, still_ms)


def back(number: int, index: int, seed: int = SEED) -> Case:
    """The return `index` of a sitting: a limb leaves and is back after some ms, or at the moment of the restart."""
    random = np.random.default_rng((seed, number, index, 1))
    over_ms = int(np.exp(random.uniform(np.log(_FASTEST_MS), np.log(1000))))
    limb = int(random.integers(2))
    still_ms = STILL_MS + int(random.integers(STILL_MS))
    out = shapes.SHAPES[str(random.choice(("linear", "accelerating", "fingers-last")))](random, over_ms)
    how = str(random.choice(tuple(shapes.TOUCHES)))
    if random.random() < 0.25:
        return _at_restart(random, f"return-{number}-{index}", limb, over_ms, how, out, still_ms)
    away_ms = int(np.exp(random.uniform(np.log(3), np.log(3000))))
    wet = np.concatenate((out, np.zeros(away_ms), shapes.TOUCHES[how](random)))
    profile = np.full((still_ms + len(wet) + AFTER_MS, 2), WHOLE_PPM, dtype=np.int32)
    _lay(profile[:, limb], still_ms, wet)
    return Case(f"return-{number}-{index}", (limb,), over_ms, how, profile, still_ms, away_ms, still_ms + over_ms + away_ms)


def drawn(case_id: str) -> tuple[Sitting, Case]:
    """Sitting and case of an id. Raises ValueError for an id that names none."""
    found = re.fullmatch(r"(removal|return)-(\d+)-(\d+)", case_id)
    if found is None:
        raise ValueError(f"{case_id!r} is no case: removal-SITTING-INDEX or return-SITTING-INDEX, both whole numbers")
    kind, number, index = found[1], int(found[2]), int(found[3])
    return sitting(number), (removal if kind == "removal" else back)(number, index)


def _at_restart(random: Any, case_id: str, limb: int, over_ms: int, how: str, out: Any, still_ms: int) -> Case:
    """Out and back for long enough, start pressed, out again about the first second of the new ramp, and back."""
    first = np.concatenate((out, np.zeros(200), shapes.ramp(1, 60), np.ones(_ANSWER_MS + int(random.integers(-100, 1500)))))
    again_ms = int(random.integers(30, 200))
    away_ms = int(np.exp(random.uniform(np.log(30), np.log(600))))
    wet = np.concatenate((first, shapes.ramp(1, again_ms)[::-1], np.zeros(away_ms), shapes.TOUCHES[how](random)))
    profile = np.full((still_ms + len(wet) + AFTER_MS, 2), WHOLE_PPM, dtype=np.int32)
    _lay(profile[:, limb], still_ms, wet)
    answer_ms = still_ms + over_ms + 260 + _ANSWER_MS
    touch_ms = still_ms + len(first) + again_ms + away_ms
    return Case(case_id, (limb,), over_ms, f"{how}, at restart", profile, still_ms, away_ms, touch_ms, answer_ms)


def _lay(column: Any, at_ms: int, wet: Any) -> None:
    """Write a course of wet parts into a column of a profile; what it ends with stays."""
    column[at_ms : at_ms + len(wet)] = wet * WHOLE_PPM
    column[at_ms + len(wet) :] = wet[-1] * WHOLE_PPM


def _clean(wet: Any) -> Any:
    return np.clip(np.asarray(wet, dtype=float), 0, 1)


def _aged(patient: dict[str, int], aged: float) -> int:
    """Skin between fresh (0, first minute) and driven (1, last), ohm cm2."""
    fresh, driven = patient["skin_fresh_ohm_cm2"], patient["skin_driven_ohm_cm2"]
    return int(fresh + min(0, driven - fresh) * aged)


def _between(random: Any, low: int, likely: int, high: int) -> int:
    bounds = np.log([max(low, 1), min(max(likely, low, 1), high), high])
    return int(min(high, max(low, round(np.exp(random.triangular(*bounds)))))) if low < high else low
