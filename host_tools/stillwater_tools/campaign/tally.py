"""Counts what should not happen to a current that is to stand still, as it goes by. Knows neither law nor patient.

From the first moment at which the current has arrived (99 % of what is set) everything counts. Only the last 10 ms are kept.
"""

from typing import Any

import numpy as np
from numba import njit

ARRIVED_PART = 0.99
BELOW_PART = 0.95
WINDOW_MS = 10
_HOLD_MS, _SHORT, _FLOWED, _BELOW_MS, _CHANGE, _CLOSED_CHANGE, _CHANGE_AT_MS, _HIGHEST, _SUMS = range(9)


class Tally:
    """The figures of one treatment; `set_ua` is the true current that stands for what is set."""

    def __init__(self, set_ua: float) -> None:
        self.set_ua = set_ua
        self._sums = np.zeros(_SUMS)
        self._last = np.zeros((2, WINDOW_MS))

    def take(self, current_ua: Any, closed_ua: Any) -> None:
        """Count the milliseconds that follow: mean current, and current while the chopper is closed, magnitudes, uA."""
        _take(self._sums, self._last, current_ua, closed_ua, self.set_ua)

    @property
    def highest_part(self) -> float:
        """The highest current so far, of what is set."""
        return float(self._sums[_HIGHEST] / self.set_ua)

    @property
    def hold_s(self) -> float:
        """For how long it has counted; 0 when the current has not arrived."""
        return float(self._sums[_HOLD_MS] / 1000)

    def figures(self) -> dict[str, float]:
        """What was counted, % of what is set (or of the time).

        `dose_lost` adds up every moment below what is set; in `dose_missing` moments above it make good for those below.
        `change_10ms` is of the mean current, in which a chopper open for 30 us is 3 %; `change_10ms_closed` leaves that out.
        """
        hold_ms = max(1.0, self._sums[_HOLD_MS])
        whole = self.set_ua * hold_ms
        missing = max(0.0, self.set_ua * self._sums[_HOLD_MS] - self._sums[_FLOWED])
        return {
            "dose_lost_percent": float(self._sums[_SHORT] / whole * 100),
            "dose_missing_percent": float(missing / whole * 100),
            "below_percent_of_time": float(self._sums[_BELOW_MS] / hold_ms * 100),
            "change_10ms_percent": float(self._sums[_CHANGE] / self.set_ua * 100),
            "change_10ms_closed_percent": float(self._sums[_CLOSED_CHANGE] / self.set_ua * 100),
            "change_at_s": float(self._sums[_CHANGE_AT_MS] / 1000),
        }


@njit(error_model="numpy")
def _take(sums: Any, last: Any, current_ua: Any, closed_ua: Any, set_ua: float) -> None:
    for k in range(len(current_ua)):
        ua = current_ua[k]
        sums[_HIGHEST] = max(sums[_HIGHEST], ua)
        if sums[_HOLD_MS] == 0:
            if ua < ARRIVED_PART * set_ua:
                continue
            last[0] = ua
            last[1] = closed_ua[k]
        change = _furthest(last[0], ua)
        if change > sums[_CHANGE]:
            sums[_CHANGE] = change
            sums[_CHANGE_AT_MS] = sums[_HOLD_MS]
        sums[_CLOSED_CHANGE] = max(sums[_CLOSED_CHANGE], _furthest(last[1], closed_ua[k]))
        at = int(sums[_HOLD_MS]) % WINDOW_MS
        last[0, at] = ua
        last[1, at] = closed_ua[k]
        sums[_HOLD_MS] += 1
        sums[_SHORT] += max(0.0, set_ua - ua)
        sums[_FLOWED] += ua
        sums[_BELOW_MS] += ua < BELOW_PART * set_ua


@njit(error_model="numpy")
def _furthest(last: Any, ua: float) -> float:
    """How far this is from the furthest of the last 10 ms."""
    change = 0.0
    for before_ua in last:
        change = max(change, abs(before_ua - ua))
    return change
