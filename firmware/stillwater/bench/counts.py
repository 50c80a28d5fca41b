"""Counts of the converter's channels: their means over a time, and their zeros while nothing is driven. Knows a rig, drives nothing."""

from stillwater.bench.rig import must_be
from stillwater.blocks import as_read
from stillwater.control import state
from stillwater.safety import slots
from stillwater.safety.limits import CALIBRATION_ZERO_RAW
from stillwater.treatment.session import PERIOD_MS

_REST_MS = 500  # UNSOURCED: filters have run out


def sums(rig, ms):
    """Gather for so long; ([counts of A, B and V, INA228 in uA], each summed, how many). Use with `yield from`."""
    totals, g = [0, 0, 0, 0], rig.guard
    for _ in range(ms // PERIOD_MS):
        now = g[slots.GUARD_A_RAW], g[slots.GUARD_B_RAW], g[slots.GUARD_V_RAW], rig.wires.seen_ua
        totals = [total + value for total, value in zip(totals, now)]
        yield
    return totals, ms // PERIOD_MS


def zero(rig):
    """Take what the channels read now, with nothing driven, for their zeros, until the rig ends. Refused beyond the parts' bounds."""
    yield from rig.rest(_REST_MS)
    (a_raw, b_raw, v_raw, _ua), count = yield from sums(rig, _REST_MS)
    s, g = rig.control, rig.guard
    s[state.A_ZERO_RAW] += _off_raw(rig.board, "A", a_raw // count)
    s[state.V_ZERO_RAW] += _off_raw(rig.board, "V", v_raw // count)
    _off_raw(rig.board, "B", b_raw // count)
    g[slots.GUARD_A_ZERO_RAW], g[slots.GUARD_B_ZERO_RAW], g[slots.GUARD_V_ZERO_RAW] = a_raw // count, b_raw // count, v_raw // count


def _off_raw(board, channel, raw):
    """How far a zero is from the board file's. Refused."""
    off_raw = raw - as_read(getattr(board, channel + "_ZERO_RAW"), board.STEP_RAW)
    must_be("zero of " + channel, off_raw, -CALIBRATION_ZERO_RAW, CALIBRATION_ZERO_RAW, "1/16 count from the board file's")
    return off_raw
