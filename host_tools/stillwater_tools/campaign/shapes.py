"""How a limb leaves the water and comes back: what is still wet, 0..1, one value a millisecond. Knows no patient.

SHAPES take (random, over_ms); `over_ms` is the time of the last way out, so that what a shape does before it (half a lift,
a splash) makes no removal slower on paper than it is. TOUCHES take (random) and lead from out to in.
"""

from typing import Any

import numpy as np

_TREMOR_HZ = (4, 12)  # physiological tremor 8..12 Hz, pathological from 4
_TREMOR_DEPTH = 0.04


def ramp(to: float, over_ms: int) -> Any:
    """From 0 to `to`, evenly."""
    return np.linspace(0, to, max(2, over_ms))


def linear(random: Any, over_ms: int) -> Any:
    """Evenly out."""
    return 1 - _done(over_ms)


def accelerating(random: Any, over_ms: int) -> Any:
    """Ever faster: the arm gains speed."""
    return 1 - _done(over_ms) ** 2


def jerky(random: Any, over_ms: int) -> Any:
    """Two quick halves with a rest between."""
    done = _done(over_ms)
    return 1 - np.where(done < 0.3, done * 5 / 3, np.where(done < 0.7, 0.5, 0.5 + (done - 0.7) * 5 / 3))


def fingers_last(random: Any, over_ms: int) -> Any:
    """The palm goes in the first third, the fingers trail."""
    done = _done(over_ms)
    return np.where(done < 0.35, 1 - done * 2.2, 0.23 * (1 - (done - 0.35) / 0.65))


def palm_last(random: Any, over_ms: int) -> Any:
    """The fingers roll off first, then the palm."""
    return np.interp(_done(over_ms), (0, 0.6, 1), (1, 0.55, 0))


def half_and_back(random: Any, over_ms: int) -> Any:
    """Half a lift, back again, and it stays: nothing leaves in the end."""
    depth = random.uniform(0.2, 0.7)
    there = 1 - depth * ramp(1, over_ms)
    return np.concatenate((there, np.full(int(random.integers(1, 200)), 1 - depth), there[::-1]))


def half_and_back_then_out(random: Any, over_ms: int) -> Any:
    """Half a lift, back, and then out."""
    half = 1 - ramp(random.uniform(0.2, 0.6), over_ms)
    return np.concatenate((half, half[::-1], 1 - _done(over_ms)))


def trembling(random: Any, over_ms: int) -> Any:
    """Out with a tremor on it."""
    seconds = np.arange(over_ms) / 1000
    wave = _TREMOR_DEPTH * np.sin(2 * np.pi * (seconds * random.uniform(*_TREMOR_HZ) + random.random()))
    done = _done(over_ms)
    return 1 - done + wave * np.minimum(1, 4 * done) * (1 - done)


def part(random: Any, over_ms: int) -> Any:
    """Only a part leaves: fingers, or one hand's heel."""
    return 1 - random.uniform(0.2, 0.8) * _done(over_ms)


def splash(random: Any, over_ms: int) -> Any:
    """A wave over the tray, some moments of rest, then out."""
    depth, wave_ms = random.uniform(0.03, 0.15), int(random.integers(20, 80))
    wave = 1 - depth * np.sin(np.linspace(0, np.pi, wave_ms))
    return np.concatenate((wave, np.ones(int(random.integers(20, 200))), 1 - _done(over_ms)))


def sinking(random: Any, over_ms: int) -> Any:
    """The water sinks for two seconds, then the limb leaves."""
    left = 1 - random.uniform(0.02, 0.1)
    return np.concatenate((np.linspace(1, left, 2000), left * (1 - _done(over_ms))))


def slow_touch(random: Any) -> Any:
    """The hand glides in."""
    return np.concatenate((ramp(1, int(random.integers(300, 1000))), np.ones(300)))


def fast_touch(random: Any) -> Any:
    """The hand goes in."""
    return np.concatenate((ramp(1, int(random.integers(40, 120))), np.ones(500)))


def slap(random: Any) -> Any:
    """The hand slaps the water: the whole palm within some milliseconds."""
    return np.concatenate((ramp(1, int(random.integers(3, 15))), np.ones(500)))


def one_finger(random: Any) -> Any:
    """One finger dips in."""
    return np.concatenate((ramp(random.uniform(0.02, 0.06), int(random.integers(5, 100))), np.full(500, 0.02)))


SHAPES = {
    shape.__name__.replace("_", "-"): shape
    for shape in (linear, accelerating, jerky, fingers_last, palm_last, half_and_back, half_and_back_then_out, trembling, part,
                  splash, sinking)
}
TOUCHES = {touch.__name__.replace("_", "-"): touch for touch in (slow_touch, fast_touch, slap, one_finger)}


def _done(over_ms: int) -> Any:
    return np.linspace(0, 1, max(2, over_ms))
