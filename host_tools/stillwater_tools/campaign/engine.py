"""Runs sittings and removals on the firmware's own hot path, compiled by numba. Knows blocks; judges nothing.

A sitting is ramped up once; each of its removals starts from a copy of all blocks at the hold.
"""

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit

from stillwater_tools.campaign.draw import WHOLE_PPM, Removal, Sitting
from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.run.compiled import pointer_to
from stillwater_tools.run.host import rehearsal

_SETTLE_MS = 5000
_UA_PER_MS = 0.3
_BLOCKS = ("s", "g", "c", "t", "b", "w")
_COLUMNS = ("skin_na", "terminal_uv", "peak_na", "mode", "current_ua")


@dataclass
class Held:
    """A sitting in its hold: copies of all blocks."""

    sitting: Sitting
    blocks: dict[str, Any]
    reached: bool


def hold(sitting: Sitting) -> Held:
    """Ramp a sitting up and let it settle. `reached` is False when its skin does not let 90 % of the current through."""
    case = rehearsal(sitting.patient)
    _prepare(case, sitting)
    case.move(0, WHOLE_PPM, 200)
    case.move(1, WHOLE_PPM, 200)
    case.drive(sitting.current_ua)
    ms = 3000 + int(sitting.current_ua / _UA_PER_MS) + _SETTLE_MS
    case.run(ms // 200 * 200)
    control = firmware_module("stillwater.control.state")
    reached = case.s[control.MODE] == control.MODE_DRIVE and case.s[control.CURRENT_UA] > 0.9 * sitting.current_ua
    return Held(sitting, {name: getattr(case, name).copy() for name in _BLOCKS}, bool(reached))


def play(held: Held, removal: Removal) -> dict[str, Any]:
    """Columns of the trace (one value a ms) while the profile goes by, in nA, uV and uA."""
    rows = np.zeros((len(removal.profile), len(firmware_module("virtual.trace").NAMES)), dtype=np.int32)
    blocks = [held.blocks[name].copy() for name in _BLOCKS]
    _follow()(*blocks, rows, np.ascontiguousarray(removal.profile))
    names = firmware_module("virtual.trace").NAMES
    return {name: rows[:, names.index(name)] for name in _COLUMNS}


def _prepare(case: Any, sitting: Sitting) -> None:
    board, slots = firmware_module("virtual.state"), firmware_module("stillwater.safety.slots")
    bath = firmware_module("virtual.bath")
    case.t[board.A_GAIN_PPM], case.t[board.ADC_GAIN_PPM] = sitting.a_gain_ppm, sitting.adc_gain_ppm
    firmware_module("virtual.channels").rescale(case.t)
    for slot in (board.BRIDGE, board.BRIDGE_WANTED):
        case.t[slot] = sitting.bridge
    case.g[slots.GUARD_BRIDGE] = sitting.bridge
    for limb in range(2):
        fresh = int(case.b[bath.RHO_1_MILLI + limb])
        driven = fresh * sitting.patient["skin_driven_ohm_cm2"] // sitting.patient["skin_fresh_ohm_cm2"]
        case.b[bath.RHO_1_MILLI + limb] = min(fresh, int(fresh + (driven - fresh) * sitting.aged))


@functools.cache
def _follow() -> Any:
    """Compiled once a process: sets both limbs each millisecond and runs one."""
    loop, limbs = firmware_module("virtual.loop"), firmware_module("virtual.limbs")
    silent = firmware_module("stillwater.control.state").SILENT_TICKS
    second, span = limbs.LIMB, loop.span
    pointer: Any = pointer_to

    def follow(s: Any, g: Any, c: Any, t: Any, b: Any, w: Any, rows: Any, profile: Any) -> None:
        for ms in range(len(profile)):
            w[0] = profile[ms, 0]
            w[second] = profile[ms, 1]
            s[silent] = 0
            span(pointer(s), pointer(g), pointer(c), pointer(t), pointer(b), pointer(w), pointer(rows[ms]), ms, 1, 1000)

    return njit(error_model="numpy")(follow)
