"""What a unit has been given: taken when it is whole, named and never used when it is damaged or beyond what the parts allow."""

import struct
import zlib

import pytest

from stillwater import blocks
from stillwater.control import state
from stillwater.given import files as given
from stillwater.safety import faults, slots
from stillwater.safety.limits import CALIBRATION_GAIN_PPM, CALIBRATION_ZERO_RAW
from stillwater_tools.run.host import board_scales

_CHIPS = b"SWA3A4A5A6A7"
_SERIAL = b"SW1-00000042"
_BOARDS = ("virtual", "unit_r1")
_WRONG = {given.IDENTITY: faults.IDENTITY_WRONG, given.KEY: faults.KEY_WRONG, given.CALIBRATION: faults.CALIBRATION_WRONG}


def calibration(board, **changes):
    """A calibration that changes nothing, for a board, with changes by name."""
    right = {"serial": _SERIAL, "made_s": 0, "a_q14": board.A_UA_Q14, "b_q14": board.B_UA_Q14, "v_q13": board.V_MV_Q13}
    zeros = {f"{channel}_zero_raw": getattr(board, f"{channel.upper()}_ZERO_RAW") for channel in "abv"}
    return {**right, **zeros, **{f"{channel}_gain_ppm": 1_000_000 for channel in "abv"}, **changes}


def values_of(what, board):
    identity = {"serial": _SERIAL, "revision": b"R1".ljust(12, b"\0")}
    return {given.IDENTITY: identity, given.KEY: {"key": bytes(range(32))}, given.CALIBRATION: calibration(board)}[what]


def laid(folder, board, *which):
    """The unit's start with some of what it can be given in its folder."""
    for what in which:
        (folder / what[0]).write_bytes(given.packed(what, values_of(what, board)))
    return given.Given(str(folder), board, _CHIPS)


@pytest.fixture(params=_BOARDS)
def board(request):
    return board_scales(request.param)


def test_what_has_not_been_given_is_done_without(tmp_path, board):
    holds = laid(tmp_path, board)
    assert (holds.serial, holds.revision, holds.key, holds.board, holds.fault) == (_CHIPS, b"", b"", board, 0)


def test_what_has_been_given_is_held(tmp_path, board):
    holds = laid(tmp_path, board, *_WRONG)
    assert (holds.serial, holds.revision.rstrip(b"\0"), holds.key) == (_SERIAL, b"R1", bytes(range(32)))
    assert (holds.calibration, holds.fault, holds.why) == (calibration(board), 0, "")


@pytest.mark.parametrize("what", _WRONG, ids=lambda what: what[0])
def test_each_changed_bit_and_each_lost_byte_is_a_fault_and_nothing_of_it_is_used(what, tmp_path, board):
    laid(tmp_path, board, given.IDENTITY, what)
    path = tmp_path / what[0]
    whole = path.read_bytes()
    damaged = [whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :] for at in range(len(whole))]
    for data in [*damaged, whole[:-1], whole + b"\0", b""]:
        path.write_bytes(data)
        holds = given.Given(str(tmp_path), board, _CHIPS)
        assert (holds.fault, what[0] in holds.why) == (_WRONG[what], True)
        assert (holds.serial, holds.key, holds.calibration) == (_CHIPS if what is given.IDENTITY else _SERIAL, b"", None)
        assert holds.board is board


_BEYOND = [
    ("a_gain_ppm", 1_000_000 + CALIBRATION_GAIN_PPM + 1), ("b_gain_ppm", 1_000_000 - CALIBRATION_GAIN_PPM - 1), ("v_gain_ppm", 0),
    ("a_zero_raw", CALIBRATION_ZERO_RAW + 1), ("b_zero_raw", -CALIBRATION_ZERO_RAW - 1), ("v_zero_raw", CALIBRATION_ZERO_RAW + 1),
    ("serial", b"SW1-00000043"), ("a_q14", 1), ("b_q14", 1), ("v_q13", 1),
]


@pytest.mark.parametrize("name, value", _BEYOND)
def test_a_calibration_beyond_the_parts_of_another_unit_or_of_other_scales_is_never_used(name, value, tmp_path, board):
    changed = value + getattr(board, name.upper()) if name.endswith("_zero_raw") else value
    laid(tmp_path, board, given.IDENTITY)
    (tmp_path / given.CALIBRATION[0]).write_bytes(given.packed(given.CALIBRATION, calibration(board, **{name: changed})))
    holds = given.Given(str(tmp_path), board, _CHIPS)
    assert (holds.fault, holds.board) == (faults.CALIBRATION_WRONG, board)


@pytest.mark.parametrize("text", [b"", b"sw1-00000042", b"SW1 0000", b"SW1/../../.."])
def test_a_serial_that_is_no_plain_text_is_not_gone_by(text, tmp_path, board):
    values = {"serial": text, "revision": b"R1"}
    (tmp_path / given.IDENTITY[0]).write_bytes(given.packed(given.IDENTITY, values))
    assert given.Given(str(tmp_path), board, _CHIPS).fault == faults.IDENTITY_WRONG


def test_a_calibration_moves_zeros_and_gains_of_control_and_guard_and_nothing_else(board):
    plain = blocks.blocks(board)
    moved = calibration(board, a_zero_raw=board.A_ZERO_RAW + 100, b_gain_ppm=1_040_000, v_gain_ppm=960_000)
    control, guard, _ring = blocks.blocks(given.Calibrated(board, moved))
    differ = [{slot for slot in range(len(old)) if old[slot] != new[slot]} for old, new in zip(plain, (control, guard), strict=False)]
    assert differ == [{state.A_ZERO_RAW, state.V_MV_Q13}, {slots.GUARD_A_ZERO_RAW, slots.GUARD_B_UA_Q14, slots.GUARD_V_MV_Q13}]
    assert control[state.A_ZERO_RAW] == board.A_ZERO_RAW + 100
    assert guard[slots.GUARD_B_UA_Q14] == board.B_UA_Q14 * 104 // 100


def test_the_crc_is_what_every_computer_calls_crc_32(board):
    data = given.packed(given.KEY, {"key": bytes(32)})
    assert struct.unpack("<I", data[-4:])[0] == zlib.crc32(data[:-4])
