"""Hours of hands that stay in the water, on the firmware's own hot path compiled by numba: what should not happen to them.

A treatment is a drawn patient, the board's gains wrong by up to 1 %, the ramp to the set current and 20 minutes, polarity not turned;
the movement begins with the ramp. Nobody leaves the water, so every way out of the drive is a false stop, and ends the treatment.
Patients whose skin does not let 90 % of the current through by the ramp's end, or never 99 %, are left out and counted.

Knows no shape of a movement and no arithmetic of its figures, and leaves it to others to run treatments side by side: `treatment` is
all that a worker needs, with STILLWATER_NUMBA=1 set before the firmware is imported.
"""

import functools
import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numba import njit

from stillwater_tools.campaign.draw import Sitting, sitting
from stillwater_tools.campaign.engine import BLOCKS, begin
from stillwater_tools.campaign.movements import Movement, movement
from stillwater_tools.campaign.still_figures import Row, summary
from stillwater_tools.campaign.tally import Tally
from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.run.compiled import pointer_to

SEED = 20261207  # not the campaign's: its patients are others
MINUTES = 20
REACHED_PART = 0.9
_BLOCK_MS = 10_000  # whole periods of the bath's drift and of the main loop's sign of life
_SIGN_OF_LIFE_MS = 200
_CONTACT_MOST_MS = 5_000
_SETTLE_MS = 5_000

Progress = Callable[[int], None]


def still(hours: float, progress: Progress = lambda done: None) -> dict[str, Any]:
    """Noise alone: so many hours of patients who do not move."""
    return summary(treatments(numbers_for(hours), "still", MINUTES, progress))


def numbers_for(hours: float, minutes: int = MINUTES) -> range:
    """The sittings that make so many hours together."""
    return range(math.ceil(hours * 60 / minutes))


def treatments(numbers: Iterable[int], movement_name: str, minutes: int = MINUTES, progress: Progress = lambda done: None) -> list[Row]:
    """One row a sitting, one after the other."""
    rows = []
    for done, number in enumerate(numbers, 1):
        rows.append(treatment(number, movement_name, minutes))
        progress(done)
    return rows


def treatment(number: int, movement_name: str, minutes: int = MINUTES) -> Row:
    """One treatment, whole or up to its false stop: how it ended, and the figures of its hold."""
    drawn = sitting(number, SEED)
    settled_ms = _settled_ms(drawn)
    total_ms = settled_ms + minutes * 60_000
    case, moves, tally = _board(drawn), movement(movement_name, number, total_ms, SEED), Tally(_true_ua(drawn))
    touched = _touch(case, moves)
    driven_ms = _drive(case, moves, tally, settled_ms, total_ms) if touched else 0
    return {
        "seed": SEED, "number": number, "movement": movement_name, "minutes": minutes, "current_ua": drawn.current_ua,
        "reached": tally.hold_s > 0, "driven_s": driven_ms / 1000, "hold_s": tally.hold_s, "false_stop": touched and not _is_driving(case),
        "fault": int(case.g[firmware_module("stillwater.safety.slots").FAULT]), **tally.figures(),
    }


def _board(drawn: Sitting) -> Any:
    """This sitting at the begin, on a board with a noise of its own."""
    case = begin(drawn)
    case.t[firmware_module("virtual.state").SEED] = int(np.random.default_rng((SEED, drawn.number)).integers(1, 2**31 - 1))
    return case


def _true_ua(drawn: Sitting) -> float:
    """The true current that reads as the set one on a board with these gains: an error of gain is no dip."""
    return drawn.current_ua * 1e12 / (drawn.a_gain_ppm * drawn.adc_gain_ppm)


def _settled_ms(drawn: Sitting) -> int:
    """When the ramp has ended and settled, since its begin; whole blocks."""
    ramp_ms = drawn.current_ua * 1000 / int(firmware_module("stillwater.safety.limits").RAMP_UP_UA_PER_S)
    return math.ceil((ramp_ms + _SETTLE_MS) / _BLOCK_MS) * _BLOCK_MS


def _touch(case: Any, moves: Movement) -> bool:
    """Pour in the water as it is at first and let the probe find the limbs; False when it never does."""
    for tray in range(2):
        firmware_module("virtual.bath").pour(case.b, tray, int(moves.level.value[0]))
    while not _is_driving(case) and case.now_ms < _CONTACT_MOST_MS:
        case.run(_SIGN_OF_LIFE_MS)
    return _is_driving(case)


def _is_driving(case: Any) -> bool:
    control = firmware_module("stillwater.control.state")
    return bool(case.s[control.MODE] == control.MODE_DRIVE)


def _drive(case: Any, moves: Movement, tally: Tally, settled_ms: int, total_ms: int) -> int:
    """Go through the treatment, no further than a false stop or a ramp that does not arrive; for how long, ms."""
    blocks = [getattr(case, name) for name in BLOCKS]
    current_ua, closed_ua = np.empty(_BLOCK_MS), np.empty(_BLOCK_MS)
    for now_ms in range(0, total_ms, _BLOCK_MS):
        ms = int(_firmware()(*blocks, moves.block(now_ms, _BLOCK_MS), current_ua, closed_ua))
        tally.take(current_ua[:ms], closed_ua[:ms])
        too_little = now_ms + ms == settled_ms and tally.highest_part < REACHED_PART
        if too_little or not _is_driving(case):
            return now_ms + ms
    return total_ms


@functools.cache
def _firmware() -> Any:
    """Compiled once a process: a block of a movement goes by under the firmware's own law.

    Fills in the true current of each millisecond that it drives, mean and largest; returns how many those are.
    """
    loop, bath, second = firmware_module("virtual.loop"), firmware_module("virtual.bath"), firmware_module("virtual.limbs").LIMB
    control, board = firmware_module("stillwater.control.state"), firmware_module("virtual.state")
    silent, mode, driving = control.SILENT_TICKS, control.MODE, control.MODE_DRIVE
    skin, peak = board.SKIN_SUM_NA, board.PEAK_SKIN_NA
    level_1, level_2, seen = bath.LEVEL_1_PERMILLE, bath.LEVEL_2_PERMILLE, bath.SEEN_1_PPM
    world, tick = loop.world, loop.tick
    pointer: Any = pointer_to

    def follow(s: Any, g: Any, c: Any, t: Any, b: Any, w: Any, wanted: Any, current_ua: Any, closed_ua: Any) -> int:
        for ms in range(len(wanted)):
            w[0] = wanted[ms, 0]
            w[second] = wanted[ms, 1]
            if b[level_1] != wanted[ms, 2]:
                b[level_1] = wanted[ms, 2]
                b[level_2] = wanted[ms, 2]
                b[seen] = -1  # as bath.pour does: the water's resistance is to be found anew
            if ms % _SIGN_OF_LIFE_MS == 0:
                s[silent] = 0
            world(pointer(t), pointer(b), pointer(w), ms)
            current_ua[ms] = abs(t[skin] >> 2) / 1000
            closed_ua[ms] = t[peak] / 1000
            tick(pointer(s), pointer(g), pointer(c), pointer(t), pointer(b), 1000)
            if s[mode] != driving:
                return ms
        return len(wanted)

    return njit(error_model="numpy")(follow)
