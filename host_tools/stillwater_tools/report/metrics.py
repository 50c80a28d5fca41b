"""The figures of a treatment, from the true current through the skin. Knows the trace, draws nothing."""

from typing import Any

import numpy as np

from stillwater_tools.report.trace import Trace, state_code

UC_PER_MA_MIN = 60_000
_WHOLE_PPM = 1_000_000
_DRIVE = 2
_SETTLED_MS = 3000  # overshoot is looked for so long after a hold has begun


def true_dose_ma_min(trace: Trace) -> float:
    """Charge that went through the skin, either way, mA min."""
    return float(np.abs(trace["skin_ua"].astype(np.int64)).sum()) / 1000 / UC_PER_MA_MIN


def hold_error_ua_p99(trace: Trace) -> float | None:
    """99th percentile of abs(true current - set current) in hold, with both limbs whole in the water, uA."""
    error = np.abs(np.abs(trace["skin_ua"]) - trace["reference_ua"])[_holding(trace)]
    return float(np.percentile(error, 99)) if error.size else None


def overshoot_ua(trace: Trace) -> int | None:
    """Largest true current above the set one from a ramp's last 1 s to 3 s into the hold, uA; None without a hold."""
    worst = None
    for start in hold_starts(trace):
        window = slice(max(1, start - 1000), start + _SETTLED_MS)
        rising = np.diff(trace["reference_ua"][window.start - 1 : window.stop]) >= 0
        excess = int((np.abs(trace["skin_ua"][window]) - trace["reference_ua"][window])[rising].max(initial=0))
        worst = excess if worst is None else max(worst, excess)
    return worst


def hold_starts(trace: Trace) -> list[int]:
    """Rows at which a hold begins."""
    in_hold = trace["state"] == state_code("hold")
    return [int(row) for row in np.flatnonzero(in_hold[1:] & ~in_hold[:-1]) + 1]


def turn_ua(trace: Trace) -> int | None:
    """Largest true current in a millisecond in which the bridge moved or the one before, uA; None without a turn."""
    moved = np.flatnonzero(np.diff(trace["bridge"])) + 1
    if not moved.size:
        return None
    return int(max(trace["peak_ua"][row - 1 : row + 1].max() for row in moved))


def largest_change_10ms_ua(trace: Trace, rows: slice) -> int:
    """Largest change of true current within any 10 ms of `rows`, uA."""
    current = np.abs(trace["skin_ua"][rows]).astype(np.int64)
    return int(np.abs(current[10:] - current[:-10]).max()) if current.size > 10 else 0


def below_after_ms(trace: Trace, from_row: int, bound_ua: int) -> int:
    """Milliseconds from a row until the true current is below bound_ua for good (over the next 500 ms)."""
    above = np.flatnonzero(trace["peak_ua"][from_row : from_row + 500] >= bound_ua)
    return int(above[-1]) + 1 if above.size else 0


def _holding(trace: Trace) -> Any:
    whole = (trace["wet_1_ppm"] == _WHOLE_PPM) & (trace["wet_2_ppm"] == _WHOLE_PPM)
    return (trace["state"] == state_code("hold")) & (trace["mode"] == _DRIVE) & whole
