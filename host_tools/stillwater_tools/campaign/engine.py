"""Runs sittings and cases on the firmware's own hot path, compiled by numba. Knows blocks; judges nothing.

A sitting is ramped up once; each of its cases starts from a copy of all blocks at the hold. How that goes is written once,
in boards/virtual/replay.py, for MicroPython and for us.
"""

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit

from stillwater_tools.campaign.draw import Case, Sitting
from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.run.compiled import pointer_to
from stillwater_tools.run.host import rehearsal

BLOCKS = ("s", "g", "c", "t", "b", "w")


@dataclass
class Held:
    """A sitting in its hold: copies of all blocks. `reached` is False when its skin does not let 90 % of the current through."""

    sitting: Sitting
    blocks: dict[str, Any]
    reached: bool

    def copies(self) -> list[Any]:
        """Fresh copies of all blocks."""
        return [self.blocks[name].copy() for name in BLOCKS]


def begin(sitting: Sitting) -> Any:
    """A rehearsal of this sitting with both limbs in and the current asked for."""
    case = rehearsal(sitting.patient)
    firmware_module("virtual.replay").begin(case, vars(sitting))
    return case


def hold(sitting: Sitting) -> Held:
    """Ramp a sitting up and let it settle."""
    case = begin(sitting)
    case.run(firmware_module("virtual.replay").hold_ms(sitting.current_ua))
    control = firmware_module("stillwater.control.state")
    reached = case.s[control.MODE] == control.MODE_DRIVE and case.s[control.CURRENT_UA] > 0.9 * sitting.current_ua
    return Held(sitting, {name: getattr(case, name).copy() for name in BLOCKS}, bool(reached))


def play(held: Held, case: Case) -> dict[str, Any]:
    """The columns of replay.py (one value a ms, nA and uV) while the case's profile goes by under the firmware's own law."""
    rows = empty_rows(case)
    _firmware()(*held.copies(), rows, np.ascontiguousarray(case.profile, dtype=np.int32), len(rows), case.answer_ms)
    return named(rows)


def empty_rows(case: Case) -> Any:
    """Room for a case's columns: a row a millisecond."""
    return np.zeros((len(case.profile), len(firmware_module("virtual.replay").COLUMNS)), dtype=np.int32)


def named(rows: Any) -> dict[str, Any]:
    """Filled rows as columns by their names."""
    return {name: rows[:, at] for at, name in enumerate(firmware_module("virtual.replay").COLUMNS)}


def in_ua(columns: dict[str, Any]) -> tuple[Any, Any]:
    """Mean and largest true current of each millisecond, magnitude, uA."""
    return np.abs(columns["skin_na"]) / 1000, columns["peak_na"] / 1000


@functools.cache
def _firmware() -> Any:
    """Compiled once a process: replay.py's loop over a profile, with board, bath and the firmware's sample in it."""
    follow = firmware_module("virtual.replay").follow
    pointer: Any = pointer_to

    def call(s: Any, g: Any, c: Any, t: Any, b: Any, w: Any, rows: Any, profile: Any, ms: int, answer_ms: int) -> None:
        follow(pointer(s), pointer(g), pointer(c), pointer(t), pointer(b), pointer(w), pointer(rows), pointer(profile), ms, answer_ms)

    return njit(error_model="numpy")(call)
