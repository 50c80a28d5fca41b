"""The ideal current source: at each of the bath's steps the voltage that drives the set current, up to the board's limit.

It bypasses channels, sample and output filter, and so shows what constant current is at its best. Knows the bath's truth.
"""

from typing import Any

from numba import njit

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.run.compiled import pointer_to


def compiled() -> Any:
    """The loop over a profile, to be called as that of any rival (play.py); memory and parameters stay unused."""
    limbs, stage, bath = firmware_module("virtual.limbs"), firmware_module("virtual.stage"), firmware_module("virtual.bath")
    control, board = firmware_module("stillwater.control.state"), firmware_module("virtual.state")
    second, look, wet, drift, step_us = limbs.LIMB, bath.look, bath.wet, bath.drift, bath.STEP_US
    follow, conduct, step, write = limbs.follow, stage.conduct, stage.stage_step, firmware_module("virtual.port").write
    level, pole_1, pole_2, bridge, path = board.LEVEL_UV, board.POLE_1_UV, board.POLE_2_UV, board.BRIDGE, board.PATH_Q20
    skin, peak, terminal, most, mode = board.SKIN_SUM_NA, board.PEAK_SKIN_NA, board.TERMINAL_UV, control.OUTPUT_MAX_UV, control.MODE
    pointer: Any = pointer_to

    def drive(s: Any, t: Any, b: Any, set_na: int) -> None:
        for _ in range(1000 // step_us):
            stage_uv = min(t[bridge] * look(b) + (set_na << 20) // t[path], s[most])
            t[level] = t[pole_1] = t[pole_2] = max(0, stage_uv)
            step(t, b)

    run = njit(error_model="numpy")(drive)

    def play(s: Any, g: Any, c: Any, t: Any, b: Any, w: Any, rows: Any, profile: Any, r: Any, p: Any) -> None:
        set_na = abs(t[skin] >> 2)
        for ms in range(len(profile)):
            w[0] = profile[ms, 0]
            w[second] = profile[ms, 1]
            write(pointer(s), pointer(g), pointer(t))  # feeds the deadman
            follow(pointer(w))
            wet(pointer(b), w[0], w[second])
            t[skin] = t[peak] = 0
            conduct(pointer(t), pointer(b))
            run(pointer(s), pointer(t), pointer(b), set_na)
            if ms % 20 == 0:
                drift(pointer(b))
            rows[ms, 0] = t[skin] >> 2
            rows[ms, 1] = t[peak]
            rows[ms, 2] = t[terminal]
            rows[ms, 3] = s[mode]

    return njit(error_model="numpy")(play)
