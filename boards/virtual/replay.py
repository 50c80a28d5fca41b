"""A sitting and one case of the campaign, a millisecond at a time, the same on every interpreter.

    micropython -m virtual.replay STORY.json ROWS.i32

ramps the story's patient up, lets the limbs' wet parts go by, and writes COLUMNS as 32-bit integers, a row a millisecond.
The campaign's engine calls the same functions compiled by numba. Knows no figure and no draw.
"""

import json
import sys
from array import array

import micropython

from stillwater.control.state import CONTACT_LOST, MODE, SILENT_TICKS
from stillwater.safety.slots import GUARD_BRIDGE
from virtual import state
from virtual.channels import rescale
from virtual.limbs import LIMB, WET_PPM
from virtual.loop import tick, world
from virtual.rehearsal import ROW_MS, Rehearsal
from virtual.state import PEAK_SKIN_NA, SKIN_SUM_NA, TERMINAL_UV

COLUMNS = ("skin_na", "peak_na", "terminal_uv", "mode")
_WHOLE_PPM = 1000000
_CONTACT_MS = 6000
_SETTLE_MS = 5000


def hold_ms(current_ua):
    """After so long a sitting is in its hold: contact found, ramped up by 0.3 mA/s, settled; whole rows."""
    return (_CONTACT_MS + current_ua * 10 // 3 + _SETTLE_MS) // ROW_MS * ROW_MS


def begin(case, sitting):
    """Set a rehearsal's board as the sitting has it, put both limbs in and ask for the current."""
    case.t[state.SEED] = _noise_seed(sitting["patient"]["seed"])
    case.t[state.A_GAIN_PPM] = sitting["a_gain_ppm"]
    case.t[state.ADC_GAIN_PPM] = sitting["adc_gain_ppm"]
    rescale(case.t)
    case.t[state.BRIDGE] = case.t[state.BRIDGE_WANTED] = case.g[GUARD_BRIDGE] = sitting["bridge"]
    case.move(0, _WHOLE_PPM, ROW_MS)
    case.move(1, _WHOLE_PPM, ROW_MS)
    case.drive(sitting["current_ua"])


def _noise_seed(patient_seed):
    """The seed of the converter's noise: each sitting has a noise of its own, and not its skin's."""
    return 1 + (patient_seed * 1103515245 + 12345) % 2147483646


@micropython.viper
def follow(
    s: ptr32, g: ptr32, c: ptr32, t: ptr32, b: ptr32, w: ptr32, rows: ptr32, profile: ptr32, ms: int, answer_ms: int
):
    """Let `ms` pairs of wet parts go by, one a millisecond, and fill as many rows; start is pressed at answer_ms."""
    for now_ms in range(ms):
        w[WET_PPM] = profile[now_ms * 2]
        w[LIMB + WET_PPM] = profile[now_ms * 2 + 1]
        s[SILENT_TICKS] = 0
        if now_ms == answer_ms:
            s[CONTACT_LOST] = 0
        world(t, b, w, now_ms)
        at = now_ms * 4
        rows[at] = t[SKIN_SUM_NA] >> 2
        rows[at + 1] = t[PEAK_SKIN_NA]
        rows[at + 2] = t[TERMINAL_UV]
        tick(s, g, c, t, b, 1000)
        rows[at + 3] = s[MODE]


def main(story_path, rows_path):
    """Play one story on this interpreter."""
    import board

    with open(story_path) as file:
        story = json.load(file)
    with open(story["profile"], "rb") as file:
        profile = array("i", file.read())
    case = Rehearsal(board, story["patient"])
    begin(case, story)
    case.run(hold_ms(story["current_ua"]))
    ms = len(profile) // 2
    rows = array("i", [0] * (ms * len(COLUMNS)))
    follow(case.s, case.g, case.c, case.t, case.b, case.w, rows, profile, ms, story["answer_ms"])
    with open(rows_path, "wb") as file:
        file.write(rows)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
