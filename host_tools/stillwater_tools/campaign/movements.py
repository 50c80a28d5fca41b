"""How limbs move that stay in the water, over a whole treatment: what is wet of each, and the water's level. Knows no patient's skin.

A movement is a few lines (knots, straight between them), so that hours of it need no room; `block` tells any stretch of it, one
value a millisecond. Each is drawn from a seed. Ranges are ours, UNSOURCED, but for tremor: physiological 8..12 Hz, pathological
from 4 Hz.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

WHOLE_PPM = 1_000_000
FULL_PERMILLE = 1000
_TREMOR_HZ = (4, 12)
_TREMOR_DEPTH = (0.01, 0.05)
_TREMOR_EPISODE_MS = (5_000, 60_000)
_TREMOR_SETS_IN_MS = 500
_SHIFT_EACH_MS = (10_000, 60_000)
_SHIFT_OVER_MS = (200, 2_000)
_SHIFT_RESTS_MS = (500, 20_000)
_SHIFT_LEAST = 0.85
_BUMP_DEPTH = (0.01, 0.04)
_BUMP_EACH_MS = (1000 / 6, 1000 / 2)
_BUMP_LASTS_MS = (60, 160)
_BURST_MS = (3_000, 20_000)
_PAUSE_MS = (2_000, 30_000)
_COOL_PERMILLE = 900
_WARMS_OVER_MS = (120_000, 600_000)
_SUNK_PERMILLE, _SUNK_WET = 850, 0.93
_DRIED_WET = 0.9


@dataclass(frozen=True)
class Line:
    """A value over time: knots at `at_ms`, straight between them, level before the first and after the last."""

    at_ms: Any
    value: Any

    def over(self, now_ms: Any) -> Any:
        """Its value at these times."""
        return np.interp(now_ms, self.at_ms, self.value)


def line(*knots: tuple[float, float]) -> Line:
    """A line through knots (ms, value)."""
    at_ms, value = np.array(knots, dtype=float).T
    return Line(at_ms, value)


ONE = line((0, 1))
NONE = line((0, 0))
FULL = line((0, FULL_PERMILLE))


@dataclass(frozen=True)
class Movement:
    """Wet part of each limb by how it lies, a tremor on it, what slowly leaves both, and the level in both trays, permille."""

    lies: tuple[Line, Line] = (ONE, ONE)
    tremor_depth: tuple[Line, Line] = (NONE, NONE)
    tremor_hz: float = 0.0
    left: Line = ONE
    level: Line = FULL

    def block(self, from_ms: int, ms: int) -> Any:
        """(ms, 3): wet parts of both limbs, per million, and level, permille, from `from_ms` on."""
        now_ms = np.arange(from_ms, from_ms + ms)
        told = np.empty((ms, 3), dtype=np.int32)
        left = self.left.over(now_ms)
        for limb in range(2):
            told[:, limb] = self.lies[limb].over(now_ms) * left * self._trembles(limb, now_ms) * WHOLE_PPM
        told[:, 2] = self.level.over(now_ms)
        return told

    def _trembles(self, limb: int, now_ms: Any) -> Any:
        depth = self.tremor_depth[limb]
        if depth is NONE:
            return 1.0
        return 1 - depth.over(now_ms) * (1 - np.cos(2 * np.pi * self.tremor_hz * now_ms / 1000)) / 2


def movement(name: str, number: int, ms: int, seed: int) -> Movement:
    """The movement of this name for a sitting's number, laid out for `ms`."""
    return MOVEMENTS[name](np.random.default_rng((seed, number, list(MOVEMENTS).index(name))), ms)


def still(random: Any, ms: int) -> Movement:
    """Nobody moves."""
    return Movement()


def trembling(random: Any, ms: int) -> Movement:
    """A tremor that comes and goes: up to 1..5 % leave and are back, 4..12 times a second."""
    depths = [_episodes(random, ms) for _ in range(2)]
    if random.random() < 0.5:  # the other hand is quiet
        depths[int(random.integers(2))] = NONE
    return Movement(tremor_depth=(depths[0], depths[1]), tremor_hz=float(random.uniform(*_TREMOR_HZ)))


def shifting(random: Any, ms: int) -> Movement:
    """Each hand shifts now and then, and stays so or goes back."""
    return Movement(lies=(_shifts(random, ms), _shifts(random, ms)))


def typing(random: Any, ms: int) -> Movement:
    """One hand types on a phone, in bursts; each touch shakes the limb in the water a little."""
    lies = [ONE, ONE]
    lies[int(random.integers(2))] = _bursts(random, ms)
    return Movement(lies=(lies[0], lies[1]))


def warming(random: Any, ms: int) -> Movement:
    """Cool water warms or is topped up."""
    over_ms = min(ms, random.uniform(*_WARMS_OVER_MS))
    begin_ms = random.uniform(0, ms - over_ms)
    return Movement(level=line((begin_ms, _COOL_PERMILLE), (begin_ms + over_ms, FULL_PERMILLE)))


def sinking(random: Any, ms: int) -> Movement:
    """Water sinks all the time, and hands come out with it."""
    return Movement(left=line((0, 1), (ms, _SUNK_WET)), level=line((0, FULL_PERMILLE), (ms, _SUNK_PERMILLE)))


def drying(random: Any, ms: int) -> Movement:
    """Less and less is wet, and hands shift."""
    return Movement(lies=shifting(random, ms).lies, left=line((0, 1), (ms, _DRIED_WET)))


MOVEMENTS: dict[str, Callable[[Any, int], Movement]] = {
    make.__name__: make for make in (still, trembling, shifting, typing, warming, sinking, drying)
}


def _episodes(random: Any, ms: int) -> Line:
    """The depth of a tremor: on and off, setting in within half a second."""
    knots = [(0.0, 0.0)]
    while knots[-1][0] < ms:
        on_ms = knots[-1][0] + random.uniform(*_TREMOR_EPISODE_MS)
        off_ms, depth = on_ms + random.uniform(*_TREMOR_EPISODE_MS), random.uniform(*_TREMOR_DEPTH)
        knots += [(on_ms, 0), (on_ms + _TREMOR_SETS_IN_MS, depth), (off_ms, depth), (off_ms + _TREMOR_SETS_IN_MS, 0)]
    return line(*knots)


def _shifts(random: Any, ms: int) -> Line:
    """A wet part that changes every so often, half of the times for a while only."""
    knots = [(0.0, 1.0)]
    while knots[-1][0] < ms:
        before_ms, before = knots[-1]
        begin_ms = before_ms + random.uniform(*_SHIFT_EACH_MS)
        end_ms, after = begin_ms + random.uniform(*_SHIFT_OVER_MS), random.uniform(_SHIFT_LEAST, 1)
        knots += [(begin_ms, before), (end_ms, after)]
        if random.random() < 0.5:
            back_ms = end_ms + random.uniform(*_SHIFT_RESTS_MS)
            knots += [(back_ms, after), (back_ms + random.uniform(*_SHIFT_OVER_MS), before)]
    return line(*knots)


def _bursts(random: Any, ms: int) -> Line:
    """Whole, but for bumps in bursts."""
    knots, now_ms = [(0.0, 1.0)], 0.0
    while now_ms < ms:
        now_ms += random.uniform(*_PAUSE_MS)
        end_ms = now_ms + random.uniform(*_BURST_MS)
        while now_ms < end_ms:
            lasts_ms, deep = random.uniform(*_BUMP_LASTS_MS), 1 - random.uniform(*_BUMP_DEPTH)
            knots += [(now_ms, 1), (now_ms + lasts_ms / 2, deep), (now_ms + lasts_ms, 1)]
            now_ms += random.uniform(*_BUMP_EACH_MS)
    return line(*knots)
