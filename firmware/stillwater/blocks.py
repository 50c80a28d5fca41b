"""Makes the three arrays that the hot path works on, filled with a board's scales. Knows a board by its integers only."""

from array import array

from stillwater import capture
from stillwater.control import state
from stillwater.safety import door, slots
from stillwater.safety.limits import FAST_DOWN_UA_PER_S, MAIN_SILENT_MS

_PPM = 1000000


def control_block(board):
    """Control's block, at rest."""
    s = array("i", [0] * state.SLOTS)
    s[state.A_ZERO_RAW] = board.A_ZERO_RAW
    s[state.A_SIGN] = board.A_SIGN
    s[state.A_UA_Q14] = board.A_UA_Q14 * board.A_GAIN_PPM // _PPM
    s[state.V_ZERO_RAW] = board.V_ZERO_RAW
    s[state.V_SIGN] = board.V_SIGN
    s[state.V_MV_Q13] = board.V_MV_Q13 * board.V_GAIN_PPM // _PPM
    s[state.STEP_RAW] = board.STEP_RAW
    s[state.DITHER_RAW] = board.DITHER_RAW
    s[state.OUTPUT_MAX_UV] = board.OUTPUT_MAX_UV
    s[state.PROBE_UV] = board.PROBE_UV
    s[state.PROBE_OHM] = board.PROBE_OHM
    s[state.SILENT_LIMIT_TICKS] = MAIN_SILENT_MS
    s[state.RAMP_FAST_UA_PER_S] = FAST_DOWN_UA_PER_S
    return s


def guard_block(board):
    """The guard's block, disarmed."""
    g = array("i", [0] * slots.GUARD_SLOTS)
    g[slots.GUARD_A_ZERO_RAW] = as_read(board.A_ZERO_RAW, board.STEP_RAW)
    g[slots.GUARD_A_SIGN] = board.A_SIGN
    g[slots.GUARD_A_UA_Q14] = board.A_UA_Q14 * board.A_GAIN_PPM // _PPM
    g[slots.GUARD_B_ZERO_RAW] = as_read(board.B_ZERO_RAW, board.STEP_RAW)
    g[slots.GUARD_B_SIGN] = board.B_SIGN
    g[slots.GUARD_B_UA_Q14] = board.B_UA_Q14 * board.B_GAIN_PPM // _PPM
    g[slots.GUARD_V_ZERO_RAW] = as_read(board.V_ZERO_RAW, board.STEP_RAW)
    g[slots.GUARD_V_SIGN] = board.V_SIGN
    g[slots.GUARD_V_MV_Q13] = board.V_MV_Q13 * board.V_GAIN_PPM // _PPM
    g[slots.GUARD_SUPPLY_LOST_MV] = board.SUPPLY_LOST_MV
    g[slots.GUARD_BRIDGE] = 1
    g[slots.GUARD_BRIDGE_SENSED] = 1
    door.disarm(g)
    return g


def as_read(ideal_raw, step_raw):
    """What the converter reads for an ideal count: each wide code (512, 1536, 2560, 3584) below it swallows a step."""
    return ideal_raw - step_raw * ((ideal_raw + 8192) // 16384)


def blocks(board):
    """(control's block, guard's block, capture ring) of a board."""
    return control_block(board), guard_block(board), capture.ring()
