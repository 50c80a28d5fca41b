"""The index S of electrical.md, section 2, N5: a second measure of what is felt, by Weiss's law of strength and duration.

    S = max over w = 1..100 ms of (change of the mean from one window of w to the next) / (a step's threshold x (1 + 0.5 ms / w))

1.0 is the threshold of a step, as in felt.py, but nothing accommodates before 100 ms: a slope counts with all that it moves in
100 ms. Windows below 1 ms need more than a mean a millisecond. Knows no limb and no law of control.
"""

from typing import Any

import numpy as np
from numba import njit

WINDOWS_MS = np.array([1, 2, 5, 10, 20, 50, 100])
CHRONAXIE_MS = 0.5


def index(values: Any, step: float) -> float:
    """S of values (one a ms, at rest before the first), in their unit; `step`: the least that is felt of a step."""
    lead = np.full(int(WINDOWS_MS[-1]), float(values[0]))
    sums = np.concatenate(([0.0], np.cumsum(np.concatenate((lead, values)))))
    return float(_most(sums, WINDOWS_MS, CHRONAXIE_MS)) / step


@njit(error_model="numpy")
def _most(sums: Any, windows_ms: Any, chronaxie_ms: float) -> float:
    """The largest change from window to window, each against what its length asks for."""
    most = 0.0
    for window in windows_ms:
        largest = 0.0
        for k in range(window, len(sums) - window):
            largest = max(largest, abs(sums[k + window] - 2 * sums[k] + sums[k - window]) / window)
        most = max(most, largest / (1 + chronaxie_ms / window))
    return most
