"""What the emulated chip's pins meet, without the chip: sixteen codes under the dither are a reading of the virtual board."""

from types import SimpleNamespace

import pytest

from stillwater_tools.boards.generate import board_integers
from stillwater_tools.boards.load import load_board
from stillwater_tools.chip.circuit import Circuit
from stillwater_tools.chip.codes import Codes
from stillwater_tools.firmware_tables import PROJECT
from virtual import channels, state

_ROUND_US = 6
_READINGS = 40
_A, _V = 0, 2
_BOARD = SimpleNamespace(**board_integers(load_board(PROJECT / "boards/unit_r1/board.toml")))


def summed(codes, begin_us):
    """Sixteen conversions of channel A, a round apart."""
    return sum(codes.of(_A, begin_us + _ROUND_US * number) for number in range(16))


# Codes 512, 1536, 2560, 3584 are wide: 3.1, 11.4, 19.8 and 28.2 mA here, with their flanks.
@pytest.mark.parametrize("current_ua", [0, 3000, 3150, 3200, 8000, 11_400, 11_500, 15_000, 19_800, 25_000, 28_300, 30_000])
def test_sixteen_codes_are_a_reading_of_the_virtual_board(current_ua):
    circuit = Circuit(_BOARD, {})
    circuit.parts[state.STAGE_NA] = current_ua * 1000
    codes = Codes(_BOARD, circuit)
    mean = sum(summed(codes, 1000.0 * number + 17) for number in range(_READINGS)) / _READINGS
    expected = channels.swallow(channels.a_ideal_raw(circuit.parts), _BOARD.STEP_RAW, _BOARD.DITHER_RAW)
    assert mean == pytest.approx(expected, abs=8)


def test_the_voltage_reads_the_same_at_any_instant_of_the_dither():
    """The chopper is open for too short a time to wait until a dither has gone round."""
    circuit = Circuit(_BOARD, {})
    circuit.parts[state.TERMINAL_UV] = 2_000_000
    codes = Codes(_BOARD, circuit)
    readings = [sum(codes.of(_V, begin_us + 2 * number) for number in range(4)) * 4 for begin_us in range(0, 9600, 60)]
    expected = channels.v_ideal_raw(circuit.parts, 2_000_000)
    assert sum(readings) / len(readings) == pytest.approx(expected, abs=4)
    assert max(abs(reading - expected) for reading in readings) <= 6 * channels.HELD_NOISE_RAW


def test_a_channel_that_is_stuck_gives_its_code_and_no_other_does():
    codes = Codes(_BOARD, Circuit(_BOARD, {}))
    codes.stuck[_A] = 77
    assert codes.of(_A, 0.0) == codes.of(_A, 50.0) == 77
    assert codes.of(1, 0.0) != 77


def test_current_flows_through_closed_contacts_and_none_once_they_have_opened():
    circuit = Circuit(_BOARD, {"skin_now_ohm_cm2": 5000})
    circuit.move(0, 1.0)
    circuit.move(1, 1.0)
    circuit.is_enabled, circuit.contacts, circuit.bridge, circuit.level_uv = True, (True, True), 1, 10_000_000
    circuit.advance(100_000_000)
    assert circuit.stage_na > 1_000_000
    circuit.contacts = (False, False)
    circuit.advance(101_500_000)
    assert circuit.stage_na == pytest.approx(0, abs=200)
