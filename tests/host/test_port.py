"""The port without a chip: registers and bits by the data sheet, break before make, cut, drivers on a recorded bus, boot."""

import ast
import runpy
import sys
from array import array
from types import ModuleType, SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stillwater.control import state
from stillwater.port import ina228, registers, slots
from stillwater.port.buzzer import Buzzer
from stillwater.port.ssd1306 import Display
from stillwater.safety import slots as guard
from stillwater_tools.firmware_tables import PROJECT
from support.registers_fake import MEMORY, Bus, port_on

BOARDS = ("unit_r1", "virtual")
ENABLE_CTRL = 0x6  # PIO 0


@pytest.fixture(params=BOARDS)
def unit(request):
    """Port, board and registers, with blocks at rest and the bridge standing at +1."""
    with port_on(request.param) as (port, board, chip):
        s, g, p = (array("i", [0] * size) for size in (state.SLOTS, guard.GUARD_SLOTS, slots.SLOTS))
        p[slots.BURST] = MEMORY
        p[slots.BRIDGE_WANTED] = p[slots.BRIDGE_IS] = 1
        p[slots.ENABLE_CTRL] = ENABLE_CTRL
        chip.write(registers.SIO + registers.SIO_SET, 1 << board.PIN_BRIDGE_A)
        yield SimpleNamespace(port=port, board=board, chip=chip, s=s, g=g, p=p)


def write(unit, mode=state.MODE_OFF, command_uv=0, cut=0):
    unit.s[state.MODE], unit.s[state.COMMAND_UV], unit.g[guard.CUT] = mode, command_uv, cut
    unit.port.write.write(unit.s, unit.g, unit.p)


def contacts(unit):
    return unit.chip.is_high(unit.board.PIN_CONTACT_1), unit.chip.is_high(unit.board.PIN_CONTACT_2)


def bridge(unit):
    return unit.chip.is_high(unit.board.PIN_BRIDGE_A), unit.chip.is_high(unit.board.PIN_BRIDGE_B)


# Byte addresses by the RP2040 data sheet: base of each block, and offset of the register.
_ADDRESSES = [
    (registers.ADC, registers.ADC_CS, 0x4004C000), (registers.ADC, registers.ADC_RESULT, 0x4004C004),
    (registers.ADC, registers.ADC_FCS, 0x4004C008), (registers.ADC, registers.ADC_FIFO, 0x4004C00C),
    (registers.DMA, registers.DMA_CTRL, 0x5000000C), (registers.DMA, registers.DMA_WRITE_AND_START, 0x5000002C),
    (registers.DMA, registers.DMA_CHANNEL_WORDS, 0x50000040),
    (registers.PWM, registers.PWM_CSR, 0x40050000), (registers.PWM, registers.PWM_DIV, 0x40050004),
    (registers.PWM, registers.PWM_CC, 0x4005000C),
    (registers.PWM, registers.PWM_TOP, 0x40050010), (registers.PWM, registers.PWM_SLICE_WORDS, 0x40050014),
    (registers.TIMER, registers.TIMER_NOW_US, 0x40054028),
    (registers.SIO, registers.SIO_IN, 0xD0000004), (registers.SIO, registers.SIO_SET, 0xD0000014),
    (registers.SIO, registers.SIO_CLEAR, 0xD0000018), (registers.IO, registers.IO_CTRL, 0x40014004),
    (registers.PIO_0, registers.PIO_CTRL, 0x50200000), (registers.PIO_0, registers.PIO_FSTAT, 0x50200004),
    (registers.PIO_0, registers.PIO_TX_0, 0x50200010),
]
_BITS = [
    (registers.CS_ON, (0, 1)), (registers.CS_START_ONE, (2,)), (registers.CS_START_MANY, (3,)), (registers.CS_READY, (8,)),
    (registers.FCS_EMPTY, (8,)), (registers.FCS_TO_DMA, (0, 3, 10, 11, 24)), (registers.DMA_BUSY, (24,)),
    (registers.IO_FORCE_LOW, (9,)), (registers.PIO_TX_FULL_0, (16,)), (registers.PWM_DIV_ONE, (4,)),
]


@pytest.mark.parametrize("block, offset, address", _ADDRESSES, ids=lambda value: hex(value))
def test_registers_stand_where_the_data_sheet_has_them(block, offset, address):
    assert (block + offset) << 2 == address


@pytest.mark.parametrize("value, bits", _BITS)
def test_bits_are_those_of_the_data_sheet(value, bits):
    assert value == sum(1 << bit for bit in bits)


def test_no_literal_is_an_object_to_viper_code():
    values = [value for name, value in vars(registers).items() if name.isupper()]
    assert max(values) < 1 << 30
    assert registers.SIO_CLEAR == registers.SIO_SET + 1  # levels of the board file are added and taken away


# mode, command_uv, cut, and where the bridge is sent (0: nowhere new)
_ASKED = st.tuples(st.integers(0, 3), st.sampled_from([0, 5_000_000]), st.sampled_from([0, 0, 0, 1]), st.sampled_from([0, 0, -1, 1]))


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_ASKED, min_size=1, max_size=60))
def test_the_bridge_breaks_before_it_makes_whatever_is_asked(unit, asked):
    both_open = 99
    for mode, command_uv, cut, turn in asked:
        unit.p[slots.BRIDGE_WANTED] = turn or unit.p[slots.BRIDGE_WANTED]
        before_contacts, before_bridge = contacts(unit), bridge(unit)
        write(unit, mode, command_uv, cut)
        assert bridge(unit) != (True, True)
        if bridge(unit) != before_bridge:
            assert contacts(unit) == before_contacts == (False, False)
            assert bridge(unit) == (False, False) or (before_bridge == (False, False) and both_open >= 4)
        both_open = both_open + 1 if bridge(unit) == (False, False) else 0
        assert bridge(unit) != (False, False) or contacts(unit) == (False, False)
        assert unit.g[guard.GUARD_CONTACTS] == sum(contacts(unit))


def test_a_turn_takes_its_order(unit):
    write(unit, state.MODE_DRIVE, 5_000_000)
    unit.p[slots.BRIDGE_WANTED] = -1
    for _ in range(20):
        write(unit, state.MODE_DRIVE, 5_000_000)
    assert bridge(unit) == (True, False) and contacts(unit) == (True, True)  # in a drive it waits
    seen = []
    for _ in range(20):
        write(unit)
        seen.append(bridge(unit))
    assert seen.index((False, False)) >= 4
    assert seen.count((False, False)) >= 4
    assert seen[-1] == (False, True)


def test_a_turn_that_waits_keeps_open_contacts_open(unit):
    write(unit)
    unit.p[slots.BRIDGE_WANTED] = -1
    for _ in range(20):
        write(unit, state.MODE_PROBE, 5_000_000)
    assert bridge(unit) == (False, True)
    assert contacts(unit) == (True, False)


@pytest.mark.parametrize("mode, command_uv, closed", [
    (state.MODE_OFF, 5_000_000, (False, False)), (state.MODE_PROBE, 5_000_000, (True, False)), (state.MODE_PROBE, 0, (False, False)),
    (state.MODE_DRIVE, 0, (True, True)), (state.MODE_STOP, 0, (True, True))])
def test_contacts_follow_the_mode_as_on_the_simulated_board(unit, mode, command_uv, closed):
    write(unit, mode, command_uv)
    assert contacts(unit) == closed
    write(unit, mode, command_uv, cut=1)
    assert contacts(unit) == (False, False)


def level_of(unit):
    word = registers.PWM + (unit.board.PIN_PWM >> 1 & 7) * registers.PWM_SLICE_WORDS + registers.PWM_CC
    return unit.chip.words[word] >> (unit.board.PIN_PWM & 1) * 16


def test_a_cut_takes_everything_away_in_the_same_tick(unit):
    ctrl, fifo = registers.IO + 2 * unit.board.PIN_ENABLE + registers.IO_CTRL, registers.PIO_0 + registers.PIO_TX_0
    write(unit, state.MODE_DRIVE, 30_000_000)
    assert level_of(unit) > 0 and unit.chip.words[ctrl] == ENABLE_CTRL
    fed = len([word for word, _value in unit.chip.written if word == fifo])
    assert fed == 1
    write(unit, state.MODE_DRIVE, 30_000_000, cut=1)
    assert level_of(unit) == 0 and contacts(unit) == (False, False)
    assert unit.chip.words[ctrl] == ENABLE_CTRL | registers.IO_FORCE_LOW
    assert len([word for word, _value in unit.chip.written if word == fifo]) == fed


def test_a_deadman_that_is_full_is_not_fed(unit):
    unit.chip.words[registers.PIO_0 + registers.PIO_FSTAT] = registers.PIO_TX_FULL_0
    write(unit)
    assert registers.PIO_0 + registers.PIO_TX_0 not in unit.chip.words


@pytest.mark.parametrize("command_uv", [0, 1, 14_403, 5_000_000, 31_234_567, 59_000_000])
def test_levels_give_the_command_on_average(unit, command_uv):
    steps = [unit.port.write.level(unit.p, command_uv) for _ in range(200)]
    assert abs(sum(steps) * unit.board.UV_PER_LEVEL - 200 * command_uv) < unit.board.UV_PER_LEVEL
    assert max(steps) - min(steps) <= 1


@pytest.mark.parametrize("command_uv", [-20_000_000, 80_000_000])
def test_no_command_leaves_what_the_board_allows(unit, command_uv):
    most = unit.board.OUTPUT_MAX_UV // unit.board.UV_PER_LEVEL
    assert unit.port.write.level(unit.p, command_uv) == (most if command_uv > 0 else 0)


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


def sent(bus):
    data, bus.sent = bus.sent, []
    return data


def test_the_display_is_set_up_once_and_then_gets_the_pages_that_changed():
    bus = Bus(x3C={})
    display = Display(bus)
    while display.pump(0):
        pass
    first = sent(bus)
    assert first[0][1][:2] == b"\x00\xae" and first[0][1][-1] == 0xAF
    assert [data[1] for _address, data in first[1::2]] == [0xB0 | page for page in range(8)]
    frame = bytearray(1024)
    frame[3 * 128 + 5] = 0x5A
    display.show(frame)
    assert display.pump(0) and not display.pump(0)
    (_, where), (_, page) = sent(bus)
    assert where == b"\x00\xb3\x00\x10"
    assert page == b"\x40" + frame[3 * 128:4 * 128]


def test_a_display_that_is_missing_is_asked_once_a_second_and_set_up_anew():
    bus = Bus()
    display = Display(bus)
    for now_ms in range(3000):
        assert not display.pump(now_ms)
    assert display.failures == 3
    bus.parts[0x3C] = {}
    assert display.pump(3000)
    assert sent(bus)[0][1][:2] == b"\x00\xae"


def reference(vshunt=b"\0\0\0"):
    bus = Bus(x40={ina228.VSHUNT: vshunt, ina228.DIAG_ALRT: b"\0\0"})
    return bus, ina228.Reference(bus, shunt_mohm=4700, alert_ua=30_000)


def test_the_ina228_is_set_up_by_its_data_sheet():
    bus, part = reference()
    part.pump(0)
    assert sent(bus) == [
        (0x40, b"\x00\x00\x00"),  # CONFIG: range 163.84 mV
        (0x40, b"\x01\xab\x6a"),  # ADC_CONFIG: shunt only, 1.052 ms, 16 averaged
        (0x40, b"\x0c\x6e\x28"),  # SOVL: 28,200 steps of 5 uV are 141 mV, 30 mA over 4.7 ohm
        (0x40, b"\x0b\x80\x00"),  # DIAG_ALRT: latched
    ]


@pytest.mark.parametrize("code, ua", [(0, 0), (225_600, 15_000), (0xFFFFF, -1), (0x100000 - 225_600, -15_000), (0x7FFFF, 34_859)])
def test_the_ina228_tells_microamperes(code, ua):
    bus, part = reference((code << 4).to_bytes(3, "big"))
    part.pump(0)
    part.pump(20)
    assert part.current_ua == ua


def test_the_ina228_is_read_fifty_times_a_second_and_its_settings_once():
    bus, part = reference()
    part.pump(0)
    sent(bus)
    for now_ms in range(20, 1020):
        part.pump(now_ms)
    registers_read = [data for _address, data in sent(bus)]
    assert registers_read.count(b"\x04") == 50
    assert registers_read.count(b"\x0c") == 1 and b"\x0b" not in registers_read  # which would let the alert go


def test_an_ina228_that_was_reset_is_set_up_anew():
    bus, part = reference()
    part.pump(0)
    bus.parts[0x40][ina228.SOVL] = b"\x7f\xff"
    for now_ms in range(20, 1100):
        part.pump(now_ms)
    assert bus.parts[0x40][ina228.SOVL] == b"\x6e\x28"
    assert part.failures == 1


def test_an_ina228_that_does_not_answer_tells_no_current():
    bus, part = reference((225_600 << 4).to_bytes(3, "big"))
    part.pump(0)
    part.pump(20)
    del bus.parts[0x40]
    part.pump(40)
    part.release()
    assert (part.current_ua, part.failures) == (0, 2)


def test_the_alert_is_let_go_by_reading_it():
    bus, part = reference()
    part.release()
    assert sent(bus) == [(0x40, b"\x0b")]


def test_the_buzzer_plays_a_pattern_and_a_new_one_ends_the_old():
    levels = []
    buzzer = Buzzer(SimpleNamespace(value=levels.append))
    buzzer.sound((2, 100, 50), 0)
    for now_ms in range(0, 400, 10):
        buzzer.pump(now_ms)
    assert levels == [0, 1, 0, 1, 0]
    buzzer.sound((1, 100, 50), 400)
    buzzer.pump(400)
    buzzer.sound((0, 0, 0), 420)
    buzzer.pump(1000)
    assert levels[-1] == 0


def methods(path, name):
    """Public methods of a class, with their arguments."""
    (found,) = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef) and node.name == name]
    functions = [node for node in found.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    return {node.name: [argument.arg for argument in node.args.args] for node in functions}


def test_app_finds_on_the_chip_what_it_finds_on_the_simulated_board():
    port = methods(PROJECT / "firmware/stillwater/port/rp2.py", "Port")
    twin = methods(PROJECT / "boards/virtual/device.py", "Device")
    del twin["press"]  # a finger, no port
    assert {name: port.get(name) for name in twin} == twin


def test_after_any_reset_every_pin_is_an_input_with_its_pull_down(monkeypatch):
    machine, set_up = ModuleType("machine"), []
    machine.Pin = lambda *arguments: set_up.append(arguments)
    machine.Pin.IN, machine.Pin.PULL_DOWN = "in", "down"
    monkeypatch.setitem(sys.modules, "machine", machine)
    runpy.run_path(str(PROJECT / "firmware/boot.py"))
    assert set_up == [(number, "in", "down") for number in range(30)]
