"""What the guard catches without a bath: each bound once, from counts that break it and counts that do not."""

import pytest

from stillwater.safety import faults, limits, monitor, slots
from support.blocks import guard_block

_SETTLED_UA = 10_000


def raw(block, channel, unit, shift):
    """Counts of a channel for uA or mV."""
    zero, sign, scale = (block[getattr(slots, f"GUARD_{channel}_{name}")] for name in ("ZERO_RAW", "SIGN", _SCALE[channel]))
    return zero + sign * ((unit << shift) // scale)


_SCALE = {"A": "UA_Q14", "B": "UA_Q14", "V": "MV_Q13"}


def judged(ticks=1, a_ua=_SETTLED_UA, b_ua=_SETTLED_UA, v_mv=20_000, **values):
    """The guard's block after some ticks of a steady drive in which `values` hold."""
    block = guard_block(
        GUARD_CEILING_UA=15_000, GUARD_CONTACTS=2, GUARD_SUPPLY_MV=12_000, GUARD_LATE_US=1000, GUARD_COMMAND_UV=20_000_000,
        EXPECTED_1_MV=20_000, EXPECTED_2_MV=20_000, LAST_UA=_SETTLED_UA, QUARTER_UA=_SETTLED_UA, QUARTER_LEAST_UA=_SETTLED_UA)
    for name, value in values.items():
        block[getattr(slots, name)] = value
    for tick in range(ticks):
        block[slots.GUARD_A_RAW] = raw(block, "A", a_ua, 14) + tick % 2
        block[slots.GUARD_B_RAW] = raw(block, "B", b_ua, 14)
        block[slots.GUARD_V_RAW] = raw(block, "V", v_mv, 13)
        monitor.judge(block)
    return faults.name_of(block[slots.FAULT]) if block[slots.CUT] else "none"


def test_a_steady_drive_is_let_alone():
    assert judged(ticks=1000) == "none"


_CASES = [
    ("over-prescribed", {"a_ua": 17_500, "b_ua": 17_500, "LAST_UA": 17_500, "QUARTER_UA": 17_500, "QUARTER_LEAST_UA": 17_500}, 3),
    ("channels-differ", {"b_ua": 8000}, limits.CHANNELS_DIFFER_TICKS),
    ("output-differs", {"v_mv": 26_000}, limits.OUTPUT_DIFFERS_TICKS),
    ("electrodes-touch", {"v_mv": 3000, "GUARD_COMMAND_UV": 3_000_000, "EXPECTED_1_MV": 3000, "EXPECTED_2_MV": 3000}, 5),
    ("wrong-sign", {"GUARD_BRIDGE_SENSED": -1}, limits.WRONG_SIGN_TICKS),
    ("tick-late", {"GUARD_LATE_US": limits.TICK_LATE_US + 1}, 1),
    ("supply-lost", {"GUARD_SUPPLY_MV": 7000}, limits.SUPPLY_LOST_TICKS),
    ("comparator", {"GUARD_LATCH": 1}, 1),
    ("current-while-off", {"GUARD_CONTACTS": 0}, limits.CURRENT_WHILE_OFF_TICKS),
    ("current-while-off", {"GUARD_CEILING_UA": 0}, 3),
    ("current-rose", {"LAST_UA": 5000}, 1),
    ("current-rose", {"QUARTER_LEAST_UA": 500, "QUARTER_UA": 500}, 1),
    ("charge-limit", {"GUARD_CHARGE_UC": 5000, "GUARD_CHARGE_MAX_UC": 5000}, 1),
]


@pytest.mark.parametrize("fault, values, ticks", _CASES, ids=[f"{case[0]}-{number}" for number, case in enumerate(_CASES)])
def test_a_violation_is_caught_in_its_ticks_and_not_before(fault, values, ticks):
    caught = judged(ticks=ticks, **values)
    assert caught == fault or (fault == "current-while-off" and caught == "over-prescribed")
    if ticks > 1:
        assert judged(ticks=ticks - 1, **values) == "none"


def test_a_tick_that_is_only_just_in_time_is_let_pass():
    assert judged(GUARD_LATE_US=limits.TICK_LATE_US) == "none"


def test_counts_that_repeat_are_a_stuck_converter():
    block = guard_block(GUARD_SUPPLY_MV=12_000)
    for _ in range(limits.STUCK_TICKS + 1):
        block[slots.GUARD_A_RAW], block[slots.GUARD_B_RAW] = block[slots.GUARD_A_ZERO_RAW], block[slots.GUARD_B_ZERO_RAW]
        block[slots.GUARD_V_RAW] = block[slots.GUARD_V_ZERO_RAW]
        monitor.judge(block)
    assert faults.name_of(block[slots.FAULT]) == "adc-stuck"
