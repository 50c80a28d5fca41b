"""A calibration's lines as a board with known errors would tell them, without a unit: the converter's wide codes and dither among it."""

from stillwater.bench.calibration import POINTS_UA
from stillwater_tools.calibrate.points import Reading
from stillwater_tools.run.host import board_scales
from virtual import channels

COUNT = 50
_LOAD_OHM = 1060
_NAMES = (
    "A_ZERO_RAW", "A_SIGN", "A_UA_Q14", "B_ZERO_RAW", "B_SIGN", "B_UA_Q14", "V_ZERO_RAW", "V_SIGN", "V_MV_Q13", "STEP_RAW", "DITHER_RAW")
RIGHT = {"A": (1.0, 0), "B": (1.0, 0), "V": (1.0, 0)}


def begin(board="virtual", serial="SWV-00000042"):
    """The unit's first line."""
    scales = board_scales(board)
    told = {"serial": serial, "revision": "R1", "board": board, "firmware": "0123456789abcdef", "bench": "begin"}
    return {**told, **{name.lower(): getattr(scales, name) for name in _NAMES}}


def lines(board="virtual", errors=RIGHT, points_ua=(0, *POINTS_UA), ina228=1.0):
    """(line, reading) of each point; errors: gain and zero, in counts, of what each channel's amplifier makes, by its name."""
    scales = board_scales(board)
    return [(_line(scales, errors, point_ua, ina228), Reading(point_ua, point_ua * _LOAD_OHM / 1000)) for point_ua in points_ua]


def _line(board, errors, true_ua, ina228):
    seen = {
        "A": _counts(board, "A", true_ua, board.A_UA_Q14 / 2**14, errors, board.DITHER_RAW),
        "B": _counts(board, "B", true_ua, board.B_UA_Q14 / 2**14, errors, board.DITHER_RAW),
        "V": _counts(board, "V", true_ua * _LOAD_OHM / 1000, board.V_MV_Q13 / 2**13, errors, channels.POINT_RAW),
    }
    sums = {f"{channel.lower()}_sum_raw": raw * COUNT for channel, raw in seen.items()}
    return {"bench": "point", "target_ua": true_ua, "count": COUNT, "reference_sum_ua": true_ua * ina228 * COUNT, **sums}


def _counts(board, channel, true, per_raw, errors, dither_raw):
    gain, zero_raw = errors[channel]
    ideal_raw = getattr(board, f"{channel}_ZERO_RAW") + zero_raw + round(getattr(board, f"{channel}_SIGN") * true * gain / per_raw)
    return channels.swallow(ideal_raw, board.STEP_RAW, dither_raw)
