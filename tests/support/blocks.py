"""Blocks of the hot path for tests: at rest, or drawn anywhere within their slots' ranges."""

from hypothesis import strategies as st

from stillwater import blocks
from stillwater.control import state
from stillwater.safety import slots
from stillwater_tools.run.host import board_scales
from virtual import channels

RAW = (0, 65520)
FLAG = (0, 1)
OUTPUT_UV = (0, 59_300_000)
CURRENT = (-2000, 35_000)

# What each slot may hold when a tick begins: the property tests show that it holds again when the tick has ended.
CONTROL_RANGES = {
    state.A_RAW: RAW, state.V_RAW: RAW, state.HELD_RAW: RAW, state.HELD_FRESH: FLAG,
    state.REQUEST: (0, 2), state.TARGET_UA: (0, 25_000), state.SLOPE_UA_PER_S: (0, 20_000), state.FORCE_DOWN: FLAG,
    state.CUT: FLAG, state.MODE: (0, 3), state.CURRENT_UA: CURRENT, state.CURRENT_SLOW_Q6_UA: (-2_300_000, 2_300_000),
    state.OUTPUT_MV: (-5000, 70_000), state.HELD_MV: (-5000, 70_000), state.SERIES_OHM: (0, 250_000),
    state.REST_OHM: (0, 30_000), state.LEVEL_Q8_UA: (0, 25_000 << 8), state.REFERENCE_UA: (0, 25_000),
    state.REFERENCE_REST: (0, 999), state.HOLD_UV: OUTPUT_UV, state.COMMAND_UV: OUTPUT_UV,
    state.STOP_Q8_UA: (0, 35_000 << 8), state.STOP_STEP_Q8_UA: (0, 450_000), state.LIMITED: FLAG,
    state.CONTACT_TICKS: (0, 1_000_000), state.CONTACT_LOST: FLAG,
    state.SILENT_TICKS: (0, 1_000_000), state.CHARGE_UC: (0, 45_000_000), state.CHARGE_REST_NC: (0, 999),
    state.TICKS: (0, 10_000_000), state.FELL_UA: (0, 25_000), state.SERIES_FIRST_OHM: (0, 250_000), state.TEST: FLAG,
    state.QUIET_TICKS: (0, 10), state.ARRIVED: FLAG, state.BATH_MV: (0, 4000),
    state.DEFICIT_SLOW_Q6_UA: (0, 30_000 << 6), state.SKIN_LEAST_Q8_OHM: (0, 250_000 << 8), state.LEAVING: FLAG,
    state.SHARE_Q10: (0, 1024), state.ELECTRODES_MV: (0, 2500), state.HALF_MV: (-5000, 70_000), state.HALF_UA: CURRENT,
    state.FALLING_TICKS: (0, 400), state.FOLLOW_Q8_UA: (0, 35_000 << 8), state.CLAMPED: (0, 2), state.PAUSE_TICKS: (0, 1000),
    state.LAST_UA: CURRENT, state.AHEAD_UA: (-90_000, 35_000), state.SERIES_LEVEL_OHM: (0, 250_000), state.OPEN_TICKS: (-5, 20),
    state.BEND_OHM: (0, 250_000), state.SKIN_MV: (0, 70_000), state.SKIN_MEAN_Q4_OHM: (0, 250_000 << 4),
    state.SKIN_WANDER_Q4_OHM: (0, 250_000 << 4), state.STANDS_TICKS: (0, 100), state.BATH_ERROR_MV: (0, 400),
    state.SERIES_LEAST_Q8_OHM: (0, 250_000 << 8), state.SERIES_MEAN_Q8_OHM: (0, 250_000 << 8),
}
GUARD_RANGES = {
    slots.GUARD_A_RAW: RAW, slots.GUARD_B_RAW: RAW, slots.GUARD_V_RAW: RAW, slots.GUARD_LATCH: FLAG,
    slots.GUARD_SUPPLY_MV: (0, 20_000), slots.GUARD_BRIDGE_SENSED: (-1, 1), slots.GUARD_COMMAND_UV: OUTPUT_UV,
    slots.GUARD_CONTACTS: (0, 2), slots.GUARD_BRIDGE: (-1, 1), slots.GUARD_LATE_US: (0, 1_000_000),
    slots.GUARD_CEILING_UA: (0, 25_000), slots.GUARD_CHARGE_MAX_UC: (1, 45_000_000), slots.LAST_UA: (-35_000, 35_000),
    slots.QUARTER_UA: (-35_000, 35_000), slots.QUARTER_LEAST_UA: (-35_000, 35_000), slots.QUARTER_TICKS: (0, 249),
    slots.EXPECTED_1_MV: (-5000, 70_000), slots.EXPECTED_2_MV: (-5000, 70_000), slots.LAST_A_RAW: RAW,
    slots.LAST_B_RAW: RAW, slots.LAST_V_RAW: RAW, slots.CHARGE_NC: (0, 999), slots.GUARD_CHARGE_UC: (0, 45_100_000),
}
BOARDS = ("virtual", "unit_r1")


def control_block(board="virtual", **values):
    """Control's block at rest on a board, with slots set by their names."""
    block = blocks.control_block(board_scales(board))
    for name, value in values.items():
        block[getattr(state, name)] = value
    return block


def guard_block(board="virtual", **values):
    """The guard's block, disarmed, with slots set by their names."""
    block = blocks.guard_block(board_scales(board))
    for name, value in values.items():
        block[getattr(slots, name)] = value
    return block


def drawn(ranges, make):
    """Blocks of any board with every slot of `ranges` anywhere within it."""
    values = st.fixed_dictionaries({slot: st.integers(*bounds) for slot, bounds in ranges.items()})
    return st.builds(_filled, st.sampled_from(BOARDS), values, st.just(make))


def _filled(board, values, make):
    block = make(board)
    for slot, value in values.items():
        block[slot] = value
    return block


def raw_of(block, current_ua):
    """Counts of channel A that sense reads as current_ua, to a few uA."""
    ideal = block[state.A_ZERO_RAW] + block[state.A_SIGN] * ((current_ua << 14) // block[state.A_UA_Q14])
    return channels.swallow(ideal, block[state.STEP_RAW], block[state.DITHER_RAW])


CONTROL = drawn(CONTROL_RANGES, control_block)
GUARD = drawn(GUARD_RANGES, guard_block)
