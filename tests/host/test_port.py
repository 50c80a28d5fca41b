"""The port without a chip: break before make, contacts, cut, levels; what App finds of it; boot."""

import ast
import runpy
import sys
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stillwater.control import state
from stillwater.port import registers, slots
from stillwater.safety import slots as guard
from stillwater_tools.firmware_tables import PROJECT
from support.port_unit import BOARDS, ENABLE_CTRL, unit_on


@pytest.fixture(params=BOARDS)
def unit(request):
    with unit_on(request.param) as made:
        yield made


def write(unit, mode=state.MODE_OFF, command_uv=0, cut=0):
    unit.s[state.MODE], unit.s[state.COMMAND_UV], unit.g[guard.CUT] = mode, command_uv, cut
    unit.port.write.write(unit.s, unit.g, unit.p)


def contacts(unit):
    return unit.chip.is_high(unit.board.PIN_CONTACT_1), unit.chip.is_high(unit.board.PIN_CONTACT_2)


def bridge(unit):
    return unit.chip.is_high(unit.board.PIN_BRIDGE_A), unit.chip.is_high(unit.board.PIN_BRIDGE_B)


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
