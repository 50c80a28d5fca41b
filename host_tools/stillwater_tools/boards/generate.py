"""Writes a checked board as the firmware's board.py: integers with const. Knows no rule."""

import json
import zlib
from pathlib import Path

from stillwater_tools.boards.load import load_board
from stillwater_tools.boards.scales import (
    Scale,
    current_scale,
    dither_raw,
    pwm_top,
    step_raw,
    supply_scale,
    uv_per_level,
    voltage_scale,
)
from stillwater_tools.boards.schema import Board

_HEAD = '"""Scales, pins and timings of board {name}, generated from its board.toml: do not edit."""\n'


def board_text(path: str | Path) -> str:
    """The text of board.py for the board file at `path`. Raises BoardError."""
    board = load_board(path)
    integers = board_integers(board)
    integers["BOARD_CRC"] = zlib.crc32(repr(sorted(integers.items())).encode()) & 0x3FFFFFFF
    lines = [_HEAD.format(name=board.board.name), "from micropython import const\n"]
    lines.append(f"NAME = {json.dumps(board.board.name)}")
    lines.append(f"SERIAL_PREFIX = {json.dumps(board.board.serial_prefix)}")
    lines += [f"{name} = const({value})" for name, value in integers.items()]
    return "\n".join(lines) + "\n"


def board_integers(board: Board) -> dict[str, int]:
    """Name -> value of every integer of board.py; names end in their unit."""
    pins = {f"PIN_{name.upper()}": gpio for name, gpio in board.pins.model_dump().items()}
    levels = {f"{name.upper()}_LEVEL": level for name, level in board.levels.model_dump().items()}
    parts = {"USB_ISOLATED": int(board.board.usb_isolated), "HAS_CLOCK": int(board.clock.part != "none")}
    return {**parts, **pins, **levels, **_channels(board), **_output(board), **_rest(board)}


def _scaled(prefix: str, unit: str, scale: Scale) -> dict[str, int]:
    values = {f"{prefix}_ZERO_RAW": scale.zero_raw, f"{prefix}_SIGN": scale.sign}
    return {**values, f"{prefix}_{unit}_Q{scale.shift}": scale.q}


def _channels(board: Board) -> dict[str, int]:
    return {
        **_scaled("A", "UA", current_scale(board, board.current_a)),
        **_scaled("B", "UA", current_scale(board, board.current_b)),
        **_scaled("V", "MV", voltage_scale(board)),
        "SUPPLY_MV_Q13": supply_scale(board).q,
        "ADC_REFERENCE_MV": board.converter.reference_mv,
        "INA228_SHUNT_MOHM": round(board.reference.shunt_ohm * 1000),
        "ALERT_UA": board.reference.alert_ma * 1000,
        "STEP_RAW": step_raw(board),
        "DITHER_RAW": dither_raw(board),
        "A_GAIN_PPM": board.calibration.a_gain_ppm,
        "B_GAIN_PPM": board.calibration.b_gain_ppm,
        "V_GAIN_PPM": board.calibration.v_gain_ppm,
    }


def _output(board: Board) -> dict[str, int]:
    output = board.output
    return {
        "PWM_HZ": output.pwm_khz * 1000,
        "PWM_TOP": pwm_top(board),
        "UV_PER_LEVEL": uv_per_level(board),
        "OUTPUT_MAX_UV": output.maximum_mv * 1000,
        "LIMITER_UA": output.limiter_ma * 1000,
        "COMPARATOR_UA": output.comparator_ma * 1000,
        "PROBE_OHM": output.probe_ohm,
        "PROBE_UV": output.probe_mv * 1000,
    }


def _rest(board: Board) -> dict[str, int]:
    return {
        "BLEEDER_OHM": board.voltage.bleeder_ohm,
        "TERMINAL_NF": board.voltage.terminal_nf,
        "RELAY_ON_US": board.relays.on_us,
        "RELAY_OFF_US": board.relays.off_us,
        "SUPPLY_NOMINAL_MV": board.supply.nominal_mv,
        "SUPPLY_LOW_MV": board.supply.low_mv,
        "SUPPLY_LOST_MV": board.supply.lost_mv,
    }
