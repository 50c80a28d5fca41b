"""Plays a rival on a held sitting, as the engine plays the firmware. Knows blocks and the table; judges nothing."""

import functools
from typing import Any

import numpy as np
from numba import njit

from stillwater_tools.campaign.draw import Case
from stillwater_tools.campaign.engine import BLOCKS, Held, empty_rows, named
from stillwater_tools.campaign.rivals import RIVALS, ideal, tuned
from stillwater_tools.campaign.rivals.memory import remember
from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.run.compiled import pointer_to


def play(held: Held, case: Case, name: str, parameters: dict[str, float] | None = None) -> dict[str, Any]:
    """The engine's columns while the case's profile goes by under the rival `name`; `parameters`: the tuned ones.

    Raises KeyError for an unknown rival and for a parameter that is missing.
    """
    given = tuned(name) if parameters is None else parameters
    p = np.array([given[parameter.name] for parameter in RIVALS[name].parameters], dtype=np.float64)
    rows = empty_rows(case)
    blocks = held.copies()
    s = blocks[BLOCKS.index("s")]
    _leave_chopper_closed(s)
    _rival(name)(*blocks, rows, case.profile, remember(s), p)
    return named(rows)


def _leave_chopper_closed(s: Any) -> None:
    """The current interrupt is ours: the port opens the chopper while the clamp holds, and by this count, which no rival moves."""
    control = firmware_module("stillwater.control.state")
    s[control.CLAMPED] = 0
    s[control.TICKS] = 1


@functools.cache
def _rival(name: str) -> Any:
    """Compiled once a process: the virtual board and bath under this law; no guard, no capture."""
    rival = RIVALS[name]
    return ideal.compiled() if rival.law is None else _compiled(njit(error_model="numpy")(rival.law))


def _compiled(law: Any) -> Any:
    loop, port, second = firmware_module("virtual.loop"), firmware_module("virtual.port"), firmware_module("virtual.limbs").LIMB
    board, mode = firmware_module("virtual.state"), firmware_module("stillwater.control.state").MODE
    skin, peak, terminal = board.SKIN_SUM_NA, board.PEAK_SKIN_NA, board.TERMINAL_UV
    world, read, sense, write = loop.world, port.read, firmware_module("stillwater.control.sense").sense, port.write
    pointer: Any = pointer_to

    def follow(s: Any, g: Any, c: Any, t: Any, b: Any, w: Any, rows: Any, profile: Any, r: Any, p: Any) -> None:
        for ms in range(len(profile)):
            w[0] = profile[ms, 0]
            w[second] = profile[ms, 1]
            world(pointer(t), pointer(b), pointer(w), ms)
            rows[ms, 0] = t[skin] >> 2
            rows[ms, 1] = t[peak]
            rows[ms, 2] = t[terminal]
            read(pointer(s), pointer(g), pointer(t), pointer(b))
            sense(pointer(s))
            law(pointer(s), r, p)
            write(pointer(s), pointer(g), pointer(t))
            rows[ms, 3] = s[mode]

    return njit(error_model="numpy")(follow)
