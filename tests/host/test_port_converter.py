"""What the port converts and reads in a tick: bursts by DMA, single conversions, the chopper's window, pins."""

import pytest

from stillwater.control import state
from stillwater.port import registers, slots
from stillwater.safety import slots as guard
from support.port_unit import BOARDS, unit_on
from support.registers_fake import MEMORY


@pytest.fixture(params=BOARDS)
def unit(request):
    with unit_on(request.param) as made:
        yield made


def test_a_burst_goes_round_three_channels_into_memory(unit):
    unit.p[slots.DMA_CHANNEL], unit.p[slots.ROUND_CS] = 3, 0x7000B
    unit.port.burst.begin(unit.p)
    assert unit.chip.written[-3:] == [
        (registers.ADC + registers.ADC_FCS, registers.FCS_TO_DMA),
        (registers.DMA + 3 * registers.DMA_CHANNEL_WORDS + registers.DMA_WRITE_AND_START, MEMORY),
        (registers.ADC + registers.ADC_CS, 0x7000B),
    ]


@pytest.mark.parametrize("pins, start, places", [
    ((26, 27, 28), 0x7000B, [0, 1, 2]), ((28, 26, 29), 0xD000B, [1, 0, 2]), ((29, 28, 27), 0xE100B, [2, 1, 0])])
def test_a_round_begins_with_its_lowest_channel(unit, pins, start, places):
    assert unit.port.burst.round_of(pins) == (start, places)


def test_a_burst_is_summed_by_channel_and_a_torn_one_reads_as_dead(unit):
    unit.chip.burst[:48] = [100, 200, 4095] * 16
    assert [unit.port.burst.gathered(unit.p, at) for at in (0, 1, 2)] == [1600, 3200, 65520]
    unit.port.burst.begin(unit.p)
    assert [unit.port.burst.gathered(unit.p, at) for at in (0, 1, 2)] == [0, 0, 0]


def test_a_burst_that_never_ends_is_left(unit):
    unit.chip.words[registers.DMA + registers.DMA_CTRL] = registers.DMA_BUSY
    unit.port.burst.finish(unit.p)
    assert unit.chip.words[registers.ADC + registers.ADC_FCS] == registers.FCS_OFF


@pytest.mark.parametrize("latch, alert, tripped", [(0, 1, 0), (1, 1, 1), (0, 0, 1), (1, 0, 1)])
def test_either_trip_of_the_hardware_is_told(unit, latch, alert, tripped):
    unit.chip.inputs = latch << unit.board.PIN_LATCH_IN | alert << unit.board.PIN_ALERT_IN
    unit.port.read.read_pins(unit.g)
    assert unit.g[guard.GUARD_LATCH] == tripped


@pytest.mark.parametrize("level", [0, 1])
def test_where_the_bridge_stands_has_the_boards_sense(unit, level):
    unit.chip.inputs = level << unit.board.PIN_BRIDGE_SENSE
    unit.port.read.read_pins(unit.g)
    assert unit.g[guard.GUARD_BRIDGE_SENSED] == (1 if level == unit.board.BRIDGE_SENSE_PLUS_LEVEL else -1)


def test_the_chopper_opens_for_four_conversions_and_closes_again(unit):
    unit.chip.codes = {unit.board.PIN_ADC_V - 26: 1000}
    unit.s[state.MODE], unit.s[state.TICKS] = state.MODE_DRIVE, 128
    unit.port.single.interrupt(unit.s)
    assert (unit.s[state.HELD_FRESH], unit.s[state.HELD_RAW]) == (1, 16_000)
    bit = 1 << unit.board.PIN_CHOPPER
    opened, closed = [word == registers.SIO + registers.SIO_SET for word, value in unit.chip.written if value == bit]
    assert (opened, closed) == (bool(unit.board.CHOPPER_OPEN_LEVEL), not unit.board.CHOPPER_OPEN_LEVEL)
    assert unit.chip.channels == [unit.board.PIN_ADC_V - 26] * 4
    assert unit.chip.us >= 20


@pytest.mark.parametrize("mode, ticks, clamped, fresh", [
    (state.MODE_DRIVE, 127, 0, 0), (state.MODE_DRIVE, 124, 1, 1), (state.MODE_STOP, 5, 0, 1), (state.MODE_PROBE, 128, 0, 0)])
def test_the_chopper_opens_when_the_simulated_boards_does(unit, mode, ticks, clamped, fresh):
    unit.s[state.MODE], unit.s[state.TICKS], unit.s[state.CLAMPED] = mode, ticks, clamped
    unit.port.single.interrupt(unit.s)
    assert unit.s[state.HELD_FRESH] == fresh


def test_the_supply_is_converted_twice_and_told_in_millivolts(unit):
    unit.chip.codes = {unit.board.PIN_ADC_SUPPLY - 26: 2000}
    unit.port.single.read_supply(unit.g, unit.p)
    assert unit.chip.channels == [unit.board.PIN_ADC_SUPPLY - 26] * 2
    assert unit.g[guard.GUARD_SUPPLY_MV] == 32_000 * unit.board.SUPPLY_MV_Q13 >> 13
