"""Laws of one tick of control and guard, from any state their slots can hold."""

from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stillwater import capture
from stillwater.control import clamp, fall, ramp, regulator, sense, softstop, state, tick
from stillwater.safety import limits, monitor, slots
from support.blocks import CONTROL, CONTROL_RANGES, GUARD, GUARD_RANGES, control_block, guard_block, raw_of
from support.checked import CheckedBlock, checking
from virtual import channels

_MANY = settings(max_examples=400, deadline=None)
_COMPUTED = [slot for slot in CONTROL_RANGES if slot > state.CUT and slot not in (state.OUTPUT_MV, state.HELD_MV)]


@_MANY
@given(CONTROL)
def test_no_intermediate_of_control_leaves_two_to_the_thirty(block):
    with checking():
        tick.step(CheckedBlock(block))


def test_no_intermediate_leaves_it_either_where_hypothesis_seldom_looks():
    """Slots drawn evenly, or from either end: hypothesis likes small numbers, and products are large where all of them are."""
    random = Random(1)
    for _ in range(3000):
        block = CheckedBlock(control_block())
        for slot, (low, high) in CONTROL_RANGES.items():
            block[slot] = random.choice((low, high, random.randint(low, high), random.randint(low, high)))
        with checking():
            tick.step(block)


@_MANY
@given(GUARD)
def test_no_intermediate_of_the_guard_leaves_two_to_the_thirty(block):
    with checking():
        monitor.judge(CheckedBlock(block))


@_MANY
@given(CONTROL)
def test_a_tick_keeps_every_slot_in_its_range(block):
    tick.step(block)
    for slot in _COMPUTED:
        low, high = CONTROL_RANGES[slot]
        if slot in (state.CURRENT_UA, state.CURRENT_SLOW_Q6_UA, state.SERIES_OHM):
            continue  # these follow the converter, whatever it says
        grown = 1 if slot in (state.TICKS, state.SILENT_TICKS) else 40 if slot == state.CHARGE_UC else 0
        assert low - grown <= block[slot] <= high + grown, slot


@_MANY
@given(CONTROL)
def test_the_command_stays_between_zero_and_the_boards_maximum(block):
    tick.step(block)
    assert 0 <= block[state.COMMAND_UV] <= block[state.OUTPUT_MAX_UV] + 1500


@_MANY
@given(CONTROL)
def test_the_soft_stop_never_raises_the_command(block):
    before_uv = block[state.COMMAND_UV]
    softstop.softstop(block)
    assert block[state.COMMAND_UV] <= before_uv


@_MANY
@given(CONTROL)
def test_the_reference_never_moves_faster_than_its_slope(block):
    before_ua = block[state.REFERENCE_UA]
    forced = block[state.FORCE_DOWN] or block[state.SILENT_TICKS] > block[state.SILENT_LIMIT_TICKS]
    slope = block[state.RAMP_FAST_UA_PER_S] if forced else block[state.SLOPE_UA_PER_S]
    ramp.ramp(block)
    assert abs(block[state.REFERENCE_UA] - before_ua) <= slope // 1000 + 1


@_MANY
@given(CONTROL)
def test_a_forced_ramp_never_rises(block):
    block[state.FORCE_DOWN] = 1
    before_ua = block[state.REFERENCE_UA]
    ramp.ramp(block)
    assert block[state.REFERENCE_UA] <= before_ua


@_MANY
@given(CONTROL, st.integers(0, 25_000), st.integers(0, 25_000))
def test_in_a_hold_less_current_never_gives_a_higher_command(block, one_ua, other_ua):
    block[state.ARRIVED] = 1
    less, more = (list(block), list(block))
    less[state.CURRENT_UA], more[state.CURRENT_UA] = sorted(min(ua, block[state.REFERENCE_UA]) for ua in (one_ua, other_ua))
    assume(clamp.deficit_ua(less) > 0)  # inside the band the slow loop has it, and pushes towards the reference
    assume(block[state.HOLD_UV] <= regulator.ceiling_uv(less))
    clamp.clamp(less)
    clamp.clamp(more)
    assert less[state.COMMAND_UV] <= more[state.COMMAND_UV]


@_MANY
@given(CONTROL)
def test_the_command_rises_by_no_more_than_its_slope_and_falls_without_limit(block):
    before_uv = block[state.COMMAND_UV]
    rise_uv = 1500 if block[state.OPEN_TICKS] >= 0 else 20_000  # until current has flowed there is a ceiling to it instead
    clamp.clamp(block)
    assert block[state.COMMAND_UV] <= before_uv + rise_uv


@_MANY
@given(CONTROL)
def test_a_cut_leaves_nothing_commanded(block):
    block[state.CUT] = 1
    tick.step(block)
    assert (block[state.COMMAND_UV], block[state.MODE], block[state.REFERENCE_UA]) == (0, state.MODE_OFF, 0)


@_MANY
@given(CONTROL)
def test_drive_is_entered_from_the_probe_alone(block):
    before = block[state.MODE]
    tick.step(block)
    if block[state.MODE] == state.MODE_DRIVE and before != state.MODE_DRIVE:
        assert before == state.MODE_PROBE


@_MANY
@given(CONTROL)
def test_a_lost_contact_that_nobody_answered_is_never_driven(block):
    block[state.MODE] = state.MODE_PROBE
    block[state.CONTACT_LOST] = 1
    tick.step(block)
    assert block[state.MODE] != state.MODE_DRIVE


@_MANY
@given(CONTROL)
def test_the_probe_never_commands_more_than_its_voltage(block):
    block[state.MODE] = state.MODE_PROBE
    block[state.COMMAND_UV] = min(block[state.COMMAND_UV], block[state.PROBE_UV])
    tick.step(block)
    assert block[state.COMMAND_UV] <= block[state.PROBE_UV]


@_MANY
@given(GUARD)
def test_more_than_any_treatment_may_give_cuts_in_the_same_tick(block):
    monitor.judge(block)
    if max(block[slots.A_UA], block[slots.B_UA]) > limits.OVER_CURRENT_UA:
        assert block[slots.CUT] == 1


@_MANY
@given(GUARD, GUARD)
def test_the_first_cause_is_kept(block, later):
    monitor.judge(block)
    if block[slots.CUT]:
        first = block[slots.FAULT], block[slots.FAULT_A_RAW], block[slots.FAULT_B_RAW], block[slots.FAULT_V_RAW]
        for slot in GUARD_RANGES:
            block[slot] = later[slot]
        monitor.judge(block)
        assert (block[slots.FAULT], block[slots.FAULT_A_RAW], block[slots.FAULT_B_RAW], block[slots.FAULT_V_RAW]) == first


@given(st.integers(-500, 26_000), st.sampled_from(("virtual", "unit_r1")))
def test_sense_reads_what_the_board_gives_within_a_count(current_ua, board):
    block = control_block(board)
    block[state.A_RAW] = raw_of(block, current_ua)
    sense.sense(block)
    assert abs(block[state.CURRENT_UA] - current_ua) <= 10


@pytest.mark.parametrize("board", ["virtual", "unit_r1"])
def test_no_wide_code_hides_a_change(board):
    block = control_block(board)
    for code_raw in (8200, 24584, 40968, 57352):
        ideal = range(code_raw - 2000, code_raw + 2000, 8)
        raw = [channels.swallow(one, block[state.STEP_RAW], block[state.DITHER_RAW]) for one in ideal]
        straight = [sense.straighten(block, one, block[state.DITHER_RAW]) for one in raw]
        assert all(0 < after - before <= 16 for before, after in zip(straight, straight[1:], strict=False))
        assert max(abs(told - one) for told, one in zip(straight, ideal, strict=True)) <= 16


@_MANY
@given(CONTROL)
def test_a_look_ahead_never_sees_more_current_than_flows(block):
    fall.look_ahead(block)
    assert block[state.AHEAD_UA] <= block[state.CURRENT_UA]


@_MANY
@given(CONTROL)
def test_a_stop_allows_ever_less(block):
    before = block[state.STOP_Q8_UA]
    softstop.softstop(block)
    assert block[state.STOP_Q8_UA] <= before


@_MANY
@given(CONTROL, st.integers(1, 1000))
def test_a_limb_that_has_left_is_given_nothing_until_the_pause_is_over(block, pause_ticks):
    block[state.MODE], block[state.PAUSE_TICKS], block[state.CUT] = state.MODE_OFF, pause_ticks, 0
    tick.step(block)
    assert (block[state.MODE], block[state.COMMAND_UV]) == (state.MODE_OFF, 0)


@_MANY
@given(CONTROL)
def test_a_stop_ends_with_open_contacts_and_a_lost_contact_unanswered(block):
    block[state.MODE], block[state.CONTACT_LOST], block[state.CUT] = state.MODE_STOP, 1, 0
    tick.step(block)
    assert block[state.MODE] in (state.MODE_STOP, state.MODE_OFF)
    assert block[state.CONTACT_LOST] == 1


@_MANY
@given(CONTROL, st.integers(7, 254))
def test_a_probe_after_a_lost_contact_gives_nothing_between_its_knocks(block, now):
    block[state.MODE], block[state.REQUEST], block[state.CONTACT_LOST], block[state.CUT] = state.MODE_PROBE, state.MODE_DRIVE, 1, 0
    block[state.TICKS] = now
    tick.step(block)
    assert block[state.COMMAND_UV] == 0


@_MANY
@given(CONTROL)
def test_a_drive_in_which_nothing_has_flowed_has_no_more_than_the_bath_was_measured_to_need(block):
    block[state.MODE], block[state.CUT], block[state.CURRENT_UA] = state.MODE_DRIVE, 0, 0
    block[state.OPEN_TICKS], block[state.ARRIVED], block[state.A_RAW] = -5, 0, block[state.A_ZERO_RAW]
    tick.step(block)
    most_mv = block[state.BATH_MV] + block[state.BATH_ERROR_MV] + 100
    assert block[state.HOLD_UV] <= most_mv * 1000


@_MANY
@given(CONTROL)
def test_a_slow_fall_takes_no_more_than_two_per_mille_a_tick(block):
    block[state.CLAMPED] = state.CLAMPED_SLOWLY
    before_uv = block[state.COMMAND_UV]
    clamp.command(block)
    assert block[state.COMMAND_UV] >= before_uv - before_uv // 500 - 1


@_MANY
@given(CONTROL)
def test_a_commit_is_answered_before_anything_is_driven_again(block):
    block[state.MODE], block[state.CUT] = state.MODE_DRIVE, 0
    tick.step(block)
    if block[state.MODE] == state.MODE_STOP:
        assert block[state.CONTACT_LOST] == 1


@pytest.mark.parametrize("over_ua, cut", [(-300, 0), (300, 1)])
def test_the_over_current_limit_is_where_limits_py_says(over_ua, cut):
    block = guard_block(GUARD_CEILING_UA=25_000, GUARD_CONTACTS=2, LAST_UA=27_000, QUARTER_UA=27_000, QUARTER_LEAST_UA=27_000)
    raw = (limits.OVER_CURRENT_UA + over_ua << 14) // block[slots.GUARD_B_UA_Q14]
    block[slots.GUARD_B_RAW] = block[slots.GUARD_B_ZERO_RAW] + block[slots.GUARD_B_SIGN] * raw
    block[slots.GUARD_A_RAW] = block[slots.GUARD_A_ZERO_RAW]
    monitor.judge(block)
    assert block[slots.CUT] == cut


def test_the_capture_ring_keeps_what_led_to_a_cut():
    ring, s, g = capture.ring(), control_block(), guard_block()
    for number in range(300):
        g[slots.A_UA] = number
        capture.capture(ring, s, g)
    g[slots.CUT] = 1
    for number in range(300, 600):
        g[slots.A_UA] = number
        capture.capture(ring, s, g)
    assert capture.is_frozen(ring)
    told = b"".join(capture.chunk(ring, index) for index in range(capture.CHUNKS))
    currents = [int.from_bytes(told[at : at + 2], "little", signed=True) for at in range(0, len(told), 8)]
    assert len(currents) == capture.TICKS
    assert currents == list(range(currents[0], currents[0] + capture.TICKS))
    assert currents[0] < 300 < currents[-1]
