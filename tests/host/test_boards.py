"""Board files: both fit, and each thing that may be wrong is told with file, key, value, bound and remedy."""

import copy

import pytest

from stillwater.safety import fit
from stillwater_tools.boards.generate import board_integers, board_text
from stillwater_tools.boards.load import BoardError, load_board
from stillwater_tools.firmware_tables import PROJECT
from stillwater_tools.run.host import board_scales

_UNIT = PROJECT / "boards/unit_r1/board.toml"


@pytest.mark.parametrize("name", ["unit_r1", "virtual"])
def test_the_projects_boards_fit(name):
    assert "const(" in board_text(PROJECT / f"boards/{name}/board.toml")


def test_the_virtual_board_shares_no_scale_and_no_polarity_by_chance():
    unit, virtual = (board_integers(load_board(PROJECT / f"boards/{name}/board.toml")) for name in ("unit_r1", "virtual"))
    odd = [key for key in unit if key.startswith(("PIN_", "A_UA", "B_UA", "V_MV", "A_ZERO", "B_ZERO", "V_ZERO", "A_SIGN", "V_SIGN"))]
    odd += [key for key in unit if key.endswith("_LEVEL")]
    assert [key for key in odd if unit[key] == virtual[key]] == []


_WRONG = [
    ("shunt_ohm_source = \"UNSOURCED: 0.25 V", "was = \"", "current_a.shunt_ohm"),
    ("enable = 3", "enable = 2", "pins.enable"),
    ("gain = 9.5", "gain = 12.5", "current_a.gain"),
    ("zero_mv = 100", "zero_mv = 0", "current_a.zero_mv"),
    ("zero_mv = 100", "zero_mv = -1", "current_a.zero_mv"),
    ("divider_ratio = 21.0", "divider_ratio = 12.0", "voltage.divider_ratio"),
    ("probe_ohm = 33000", "probe_ohm = 3300", "output.probe_ohm"),
    ("maximum_mv = 60000", "maximum_mv = 61000", "output.maximum_mv"),
    ("low_mv = 10500", "low_mv = 7000", "supply.low_mv"),
    ("bits = 12", "bits = 10", "converter.bits"),
    ("terminal_nf = 10", "terminal_nf = 470", "voltage.terminal_nf"),
    ("i2c_scl = 17", "i2c_scl = 18", "pins.i2c_sda"),
    ("limiter_ma = 30", "limiter_ma = 80", "output.limiter_ma"),
    ("usb_isolated = false", "usb_isolated = 0", "board.usb_isolated"),
    ("adc_a = 26", "adc_a = 5", "pins.adc_a"),
    ("[calibration]", "[calibrations]", "calibration"),
    ("shunt_ohm = 10.0", "shunt_ohm = '10'", "current_a.shunt_ohm"),
    ("sign = 1", "sign = true", "current_a.sign"),
    ("sign = 1", "sign = 0", "current_a.sign"),
    ("pwm = 2", "pwm = 21", "pins.dither"),
    ("buzzer = 14", "buzzer = 15", "pins.buzzer"),
    ("chopper_open = 1", "chopper_open = 2", "levels.chopper_open"),
    ("latch_reset = 18", "", "pins.latch_reset"),
    ("button_pressed_source = ", "wrong_source = ", "levels.button_pressed"),
    ("shunt_ohm = 4.7\nshunt_ohm_source = \"derived: shunt B", "shunt_ohm = 5.6\nshunt_ohm_source = \"derived: shunt B",
     "reference.shunt_ohm"),
    ("alert_ma = 30", "alert_ma = 25", "reference.alert_ma"),
]


@pytest.mark.parametrize("old, new, key", _WRONG, ids=[f"{key} {new}" for _old, new, key in _WRONG])
def test_a_board_that_does_not_fit_is_refused_with_file_key_and_remedy(old, new, key, tmp_path):
    text = _UNIT.read_text()
    assert old in text
    file = tmp_path / "board.toml"
    file.write_text(text.replace(old, new, 1))
    with pytest.raises(BoardError) as refused:
        load_board(file)
    told = [str(problem) for problem in refused.value.problems if problem.key == key]
    assert told
    assert str(file) in told[0]
    assert "; " in told[0]


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[board", b""])
def test_a_file_that_is_no_board_is_refused(content, tmp_path):
    file = tmp_path / "board.toml"
    file.write_bytes(content)
    with pytest.raises(BoardError):
        load_board(file)


@pytest.mark.parametrize("name", ["unit_r1", "virtual"])
def test_the_unit_itself_finds_that_the_projects_boards_fit(name):
    assert fit.problems(board_scales(name)) == []


@pytest.mark.parametrize("key, value", [
    ("A_SIGN", 0), ("B_UA_Q14", 4000), ("A_UA_Q14", 20_000), ("PROBE_UV", 9_000_000), ("OUTPUT_MAX_UV", 61_000_000),
    ("SUPPLY_LOW_MV", 13_000), ("V_SIGN", 3), ("V_MV_Q13", 1000)])
def test_the_unit_itself_finds_what_does_not_fit(key, value):
    board = copy.copy(board_scales("unit_r1"))
    setattr(board, key, value)
    assert key.split("_")[0] in fit.problems(board)[0][0]
