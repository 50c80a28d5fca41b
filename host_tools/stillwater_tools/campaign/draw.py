"""Draws patients and removals from their ranges; one number, the seed, gives the same ones for ever. Knows no law.

A patient is drawn from the virtual board's own table (default, low, high): the logarithm is triangular, most likely at
the default. A removal is a profile: wet parts per million of both limbs, one value a millisecond.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from stillwater_tools.firmware_tables import firmware_module

WHOLE_PPM = 1_000_000
STILL_MS = 100  # before a removal begins
AFTER_MS = 1500  # and after it has ended
SHAPES = ("linear", "accelerating", "jerky", "fingers-last", "half-and-back-then-out", "trembling")
LIMBS = ((0,), (1,), (0, 1))
_FASTEST_MS, _SLOWEST_MS = 30, 3000
_HAND_MM2 = (8_000, 20_000)
_SOLE_MM2 = (15_000, 22_000)


@dataclass(frozen=True)
class Sitting:
    """A patient in the water: constants, current, polarity, how far the skin has come down, the board's gain errors."""

    number: int
    patient: dict[str, int]
    current_ua: int
    bridge: int
    aged: float
    a_gain_ppm: int
    adc_gain_ppm: int


@dataclass(frozen=True)
class Removal:
    """How limbs leave: which, how long it takes, which shape; `profile` is (ms, 2) parts per million."""

    limbs: tuple[int, ...]
    over_ms: int
    shape: str
    profile: Any


def sitting(seed: int, number: int) -> Sitting:
    """The sitting with this number."""
    random = np.random.default_rng((seed, number))
    patient = {name: _between(random, row[1], row[0], row[2]) for name, row in firmware_module("virtual.patient").PATIENT.items()}
    is_hand = bool(random.random() < 0.6)
    area_mm2 = int(random.uniform(*(_HAND_MM2 if is_hand else _SOLE_MM2)))
    patient |= {"area_1_mm2": area_mm2, "area_2_mm2": int(area_mm2 * random.uniform(0.9, 1.1)), "seed": number + 1}
    gains = random.uniform(-10_000, 10_000, 2)
    return Sitting(
        number, patient, int(random.uniform(2_000, 15_000 if is_hand else 20_000)), int(random.choice((-1, 1))),
        float(random.random()), 1_000_000 + int(gains[0]), 1_000_000 + int(gains[1]),
    )


def removal(seed: int, number: int, index: int) -> Removal:
    """The removal `index` of a sitting."""
    random = np.random.default_rng((seed, number, index))
    over_ms = int(np.exp(random.uniform(np.log(_FASTEST_MS), np.log(_SLOWEST_MS))))
    shape = str(random.choice(SHAPES))
    limbs = LIMBS[int(random.choice(3, p=(0.4, 0.4, 0.2)))]
    return Removal(limbs, over_ms, shape, _profile(random, limbs, over_ms, shape))


def _between(random: Any, low: int, likely: int, high: int) -> int:
    bounds = np.log([max(low, 1), min(max(likely, low, 1), high), high])
    return int(min(high, max(low, round(np.exp(random.triangular(*bounds)))))) if low < high else low


def _profile(random: Any, limbs: tuple[int, ...], over_ms: int, shape: str) -> Any:
    profile = np.full((STILL_MS + over_ms + AFTER_MS, 2), WHOLE_PPM, dtype=np.int32)
    for limb in limbs:
        late_ms = int(random.uniform(0, 0.2 * over_ms)) if limb and len(limbs) == 2 else 0
        left = _left(random, np.linspace(0, 1, over_ms), shape)
        start = STILL_MS + late_ms
        profile[start : start + over_ms, limb] = (np.clip(left, 0, 1) * WHOLE_PPM)[: len(profile) - start]
        profile[start + over_ms :, limb] = 0
    return profile


def _left(random: Any, done: Any, shape: str) -> Any:
    """What is still wet when `done` (0..1) of the removal is over."""
    if shape == "accelerating":
        return 1 - done**2
    if shape == "jerky":
        return 1 - np.where(done < 0.3, done * 5 / 3, np.where(done < 0.7, 0.5, 0.5 + (done - 0.7) * 5 / 3))
    if shape == "fingers-last":  # the palm goes in the first third, the fingers trail
        return np.where(done < 0.35, 1 - done * 2.2, 0.23 * (1 - (done - 0.35) / 0.65))
    if shape == "half-and-back-then-out":
        return np.interp(done, (0, 0.25, 0.5, 0.6, 1), (1, 0.5, 1, 1, 0))
    if shape == "trembling":
        waves = 0.08 * np.sin(2 * np.pi * (done * random.uniform(3, 12) + random.random()))
        return 1 - done + waves * np.minimum(1, 4 * done) * (1 - done)
    return 1 - done
