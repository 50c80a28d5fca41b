"""Does this board's file fit this firmware? Asked once at start, by the unit itself: whoever generated the file is not trusted.

Knows the integers of board.py and the limits. The host's rules say more (stillwater board check); these are what a body needs.
"""

from stillwater.safety.limits import OVER_CURRENT_UA, PROBE_MAX_UA, SATURATED_RAW, SILENT_RAW

_RAW_MOST = 65520
_LARGEST_INTEGER = 1 << 30
_OUTPUT_MOST_UV = 60000000


def problems(board):
    """(name, value, bound) of everything that does not fit, empty when all does."""
    found = []
    for channel in ("A", "B"):
        found += _current_channel(board, channel)
    found += _voltage_channel(board)
    probe_ua = board.PROBE_UV // max(1, board.PROBE_OHM)
    if not 0 < probe_ua <= PROBE_MAX_UA:
        found.append(("PROBE_OHM", board.PROBE_OHM, "gives %d uA, must be 1..%d" % (probe_ua, PROBE_MAX_UA)))
    if not 0 < board.OUTPUT_MAX_UV <= _OUTPUT_MOST_UV:
        found.append(("OUTPUT_MAX_UV", board.OUTPUT_MAX_UV, "must be 1..%d" % _OUTPUT_MOST_UV))
    if not 0 < board.SUPPLY_LOST_MV < board.SUPPLY_LOW_MV < board.SUPPLY_NOMINAL_MV:
        found.append(("SUPPLY_LOW_MV", board.SUPPLY_LOW_MV, "must lie between lost and nominal"))
    return found


def _current_channel(board, channel):
    zero_raw, sign, q14 = [getattr(board, channel + name) for name in ("_ZERO_RAW", "_SIGN", "_UA_Q14")]
    if sign not in (-1, 1):
        return [(channel + "_SIGN", sign, "must be -1 or 1")]
    if not 0 < q14 * _RAW_MOST < _LARGEST_INTEGER:
        return [(channel + "_UA_Q14", q14, "must be 1..%d" % (_LARGEST_INTEGER // _RAW_MOST))]
    span_raw = SATURATED_RAW - zero_raw if sign > 0 else zero_raw - SILENT_RAW
    if span_raw * q14 >> 14 <= OVER_CURRENT_UA:
        return [(channel + "_UA_Q14", q14, "reaches %d uA, must be above %d" % (span_raw * q14 >> 14, OVER_CURRENT_UA))]
    return []


def _voltage_channel(board):
    sign, q13 = board.V_SIGN, board.V_MV_Q13
    if sign not in (-1, 1):
        return [("V_SIGN", sign, "must be -1 or 1")]
    span_raw = _RAW_MOST - board.V_ZERO_RAW if sign > 0 else board.V_ZERO_RAW
    if not board.OUTPUT_MAX_UV // 1000 < span_raw * q13 >> 13 or q13 * _RAW_MOST >= _LARGEST_INTEGER:
        return [("V_MV_Q13", q13, "reaches %d mV, must be above the largest output" % (span_raw * q13 >> 13))]
    return []
