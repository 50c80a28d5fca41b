"""The limits: what could be had on the same actuator with knowledge that no unit has. Knows the bath's truth.

`now` knows wet area and skin at this instant, with no look-ahead: it keeps the density of the hold, commanding at each
tick the voltage that drives so much current through the circuit as it stands, its output filter's lag undone.

`clairvoyant` knows the whole removal and picks, from its first moment on, the current over time that is felt least by both
limbs. For a bound F it falls as fast as F allows (and the output filter), which makes every later moment easiest; bisection
finds the least F for which density never rises beyond F and nothing is left to break. `tests/host/test_oracles.py` holds
it against linear programming.
"""

import functools
from typing import Any

import numpy as np
from numba import njit

from stillwater_tools.campaign.draw import WHOLE_PPM, Case
from stillwater_tools.campaign.engine import Held, empty_rows, named
from stillwater_tools.campaign.felt import Senses
from stillwater_tools.campaign.figures import COUNTED_PPM
from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.run.compiled import pointer_to

LEAD_TICKS = 1.5  # the filter's 1 ms and half a tick of holding; 1, 1.5 and 2 were tried
FILTER_LEFT = 0.406  # what two poles of 0.5 ms leave of a voltage after a millisecond: 3 exp(-2)
_HALVINGS = 14
_MOST = 16.0  # nobody is given more than ten times the threshold of a step
_WIRE_OHM = 60


def now(held: Held, case: Case) -> dict[str, Any]:
    """The engine's columns while the case's profile goes by under the oracle of this instant."""
    rows = empty_rows(case)
    limbs = np.array([limb in case.limbs for limb in range(2)])
    _oracle()(*held.copies(), rows, case.profile, limbs)
    return named(rows)


def clairvoyant(before_ua: float, case: Case, areas_mm2: tuple[int, int], senses: Senses) -> float:
    """The least F of this removal, over every course of current that ends with it."""
    wet = np.ascontiguousarray(case.profile[:, list(case.limbs)])
    areas_cm2 = np.array([areas_mm2[limb] / 100 for limb in case.limbs])
    whole_ua = senses.whole_ua if len(case.limbs) == 1 else np.inf
    return float(_least(before_ua, wet, areas_cm2, whole_ua, senses.density_ua_cm2, senses.filters()))


@njit(error_model="numpy")
def course(bound: float, before_ua: float, wet: Any, areas_cm2: Any, whole_ua: float, density_ua_cm2: float, filters: Any) -> Any:
    """The current that falls as fast as `bound` allows, and True when no limb then feels more than `bound`."""
    keep_v, keep_u, step = filters
    limbs = wet.shape[1]
    v = np.empty(limbs + 1)
    v[0] = before_ua / whole_ua
    for limb in range(limbs):
        v[limb + 1] = before_ua * WHOLE_PPM / (wet[0, limb] * areas_cm2[limb] * density_ua_cm2)
    u = v.copy()
    current_ua = np.full(len(wet), before_ua)
    kept: Any = True
    moved: Any = False
    ua = before_ua
    for k in range(len(wet)):
        moved = moved or np.any(wet[k] != wet[0])
        if moved:
            ua = _lowest(bound * step, ua, v, u, wet[k], areas_cm2, whole_ua, density_ua_cm2, keep_v, keep_u)
        current_ua[k] = ua
        kept = _feel(ua, v, u, wet[k], areas_cm2, whole_ua, density_ua_cm2, keep_v, keep_u) <= bound * step * 1.0001 and kept
    return current_ua, kept


@njit(error_model="numpy")
def _lowest(bound: Any, ua: Any, v: Any, u: Any, wet: Any, areas_cm2: Any, whole: Any, density: Any, keep_v: Any, keep_u: Any) -> float:
    """The least current of this millisecond by which no limb's excitation falls below -bound."""
    lowest_ua: float = ua * FILTER_LEFT
    least = ((u[0] - bound / keep_u) - v[0] * keep_v) / (1 - keep_v) * whole if np.isfinite(whole) else 0.0
    lowest_ua = max(lowest_ua, least)
    for limb in range(len(wet)):
        if wet[limb] <= 0:
            return 0.0
        if wet[limb] > COUNTED_PPM:
            least = ((u[limb + 1] - bound / keep_u) - v[limb + 1] * keep_v) / (1 - keep_v) * density
            lowest_ua = max(lowest_ua, least * wet[limb] / WHOLE_PPM * areas_cm2[limb])
    return lowest_ua


@njit(error_model="numpy")
def _feel(ua: Any, v: Any, u: Any, wet: Any, areas_cm2: Any, whole: Any, density: Any, keep_v: Any, keep_u: Any) -> float:
    """Let all limbs feel this millisecond; the largest excitation, of either sign."""
    largest = 0.0
    for sense in range(len(v)):
        felt = ua / whole
        if sense:
            if wet[sense - 1] <= COUNTED_PPM:
                continue
            felt = ua * WHOLE_PPM / (wet[sense - 1] * areas_cm2[sense - 1] * density)
        v[sense] = felt + (v[sense] - felt) * keep_v
        u[sense] = v[sense] + (u[sense] - v[sense]) * keep_u
        largest = max(largest, abs(v[sense] - u[sense]))
    return largest


@njit(error_model="numpy")
def _least(before_ua: float, wet: Any, areas_cm2: Any, whole_ua: float, density_ua_cm2: float, filters: Any) -> float:
    low, high = 0.0, _MOST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        kept = course(middle, before_ua, wet, areas_cm2, whole_ua, density_ua_cm2, filters)[1]
        low, high = (low, middle) if kept else (middle, high)
    return high


@functools.cache
def _oracle() -> Any:
    """Compiled once a process: the virtual board and bath under the oracle of this instant."""
    loop, port, bath = firmware_module("virtual.loop"), firmware_module("virtual.port"), firmware_module("virtual.bath")
    control, board = firmware_module("stillwater.control.state"), firmware_module("virtual.state")
    second = firmware_module("virtual.limbs").LIMB
    command, most, mode = control.COMMAND_UV, control.OUTPUT_MAX_UV, control.MODE
    skin, peak, terminal, bridge = board.SKIN_SUM_NA, board.PEAK_SKIN_NA, board.TERMINAL_UV, board.BRIDGE
    resistance, world, write, look = bath.RESISTANCE_OHM, loop.world, port.write, bath.look
    pointer: Any = pointer_to

    def follow(s: Any, g: Any, c: Any, t: Any, b: Any, w: Any, rows: Any, profile: Any, limbs: Any) -> None:
        before_uv, set_na = -1.0, abs(float(t[skin] >> 2))
        for ms in range(len(profile)):
            w[0] = profile[ms, 0]
            w[second] = profile[ms, 1]
            world(pointer(t), pointer(b), pointer(w), ms)
            rows[ms, 0] = t[skin] >> 2
            rows[ms, 1] = t[peak]
            rows[ms, 2] = t[terminal]
            rows[ms, 3] = s[mode]
            wet = 1.0
            for limb in range(2):
                if limbs[limb]:
                    wet = min(wet, profile[ms, limb] / WHOLE_PPM)
            wanted_uv = t[bridge] * look(pointer(b)) + (b[resistance] + _WIRE_OHM) * (set_na * wet / 1000)
            if wet <= 0:
                wanted_uv = 0.0
            if before_uv < 0:
                before_uv = wanted_uv
            ahead_uv = wanted_uv + LEAD_TICKS * (wanted_uv - before_uv)
            before_uv = wanted_uv
            s[command] = int(max(0.0, min(float(s[most]), ahead_uv)))
            write(pointer(s), pointer(g), pointer(t))

    return njit(error_model="numpy")(follow)
