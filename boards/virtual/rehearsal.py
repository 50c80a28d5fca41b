"""The hot path with its bath and no app: for campaigns, benchmarks and the same cases on every interpreter.

Arms the guard, holds the request, moves limbs. Knows no treatment. `as_block` turns an array into what the interpreter
works on best (numpy for numba), `run_span` is loop.span or that, compiled.
"""

from array import array

from stillwater import blocks
from stillwater.control import state as control
from stillwater.safety import door
from stillwater.safety.limits import RAMP_DOWN_UA_PER_S, RAMP_UP_UA_PER_S
from virtual import bath, limbs, patient, trace
from virtual.device import board_block
from virtual.loop import span

ROW_MS = 200  # the main loop shows a sign of life so often


def _same(block):
    return block


class Rehearsal:
    """One bath and one hot path; `board` has the integers of a board.py, `who` overrides the patient."""

    def __init__(self, board, who, as_block=_same, run_span=span):
        self.s, self.g, self.c = [as_block(block) for block in blocks.blocks(board)]
        self.t = as_block(board_block(board))
        self.b = as_block(bath.start(patient.complete(who)))
        self.w = as_block(array("i", [0] * limbs.SLOTS))
        self.row = as_block(array("i", [0] * (trace.WIDTH * ROW_MS)))
        self.now_ms = 0
        self._span = run_span

    def drive(self, target_ua, ceiling_ua=25000):
        """Ask for a current, uA (0: off)."""
        if target_ua:
            door.arm(self.g, ceiling_ua, 45000000)
        rising = target_ua > self.s[control.REFERENCE_UA]
        self.s[control.REQUEST] = control.MODE_DRIVE if target_ua else control.MODE_OFF
        self.s[control.TARGET_UA] = target_ua
        self.s[control.SLOPE_UA_PER_S] = RAMP_UP_UA_PER_S if rising else RAMP_DOWN_UA_PER_S

    def move(self, which, to_ppm, over_ms, shape=0):
        """Move limb 0 or 1 to a wet fraction over a time."""
        limbs.move(self.w, which, to_ppm, over_ms, shape)

    def answer(self):
        """Say that the lost contact has been seen: control may drive again."""
        self.s[control.CONTACT_LOST] = 0

    def run(self, ms, keep=None):
        """Run `ms` (a multiple of 200); keep(row, rows) is called for every 200 ms."""
        for _ in range(ms // ROW_MS):
            self.s[control.SILENT_TICKS] = 0
            self._span(self.s, self.g, self.c, self.t, self.b, self.w, self.row, self.now_ms, ROW_MS, 1000)
            self.now_ms += ROW_MS
            if keep:
                keep(self.row, ROW_MS)

    def digest(self):
        """One number that all blocks determine."""
        total = 0
        for block in (self.s, self.g, self.c, self.t, self.b, self.w):
            for value in block:
                total = (total * 31 + int(value)) % 1000000007
        return total
