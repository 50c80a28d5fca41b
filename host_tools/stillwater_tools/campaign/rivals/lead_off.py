"""Lead-off detection as electrotherapy has it: a current loop that watches the impedance. Knows no wet area.

The parameters' order is that of the table: proportional_ohm, integral_ohm_per_ms, above_percent, filter_ms.
"""

from typing import Any

from numba.extending import register_jitable

from stillwater_tools.campaign.rivals.current_loop import steer
from stillwater_tools.campaign.rivals.memory import BASELINE_OHM, CURRENT_UA, FILTERED_OHM, MODE, MODE_DRIVE, OUTPUT_MV, cut

_PROPORTIONAL_OHM, _INTEGRAL_OHM_PER_MS, _ABOVE_PERCENT, _FILTER_MS = range(4)
_BASELINE_MS = 5000  # the baseline follows skin that comes down over minutes, and no hand
_LEAST_UA = 20  # below this the channel's noise is as large as the current


def lead_off(s: Any, r: Any, p: Any) -> None:
    """Hold the set current; cut when the filtered impedance is so much above its baseline."""
    if s[MODE] == MODE_DRIVE:
        steer(s, r, p[_PROPORTIONAL_OHM], p[_INTEGRAL_OHM_PER_MS])
        measure(s, r, p[_FILTER_MS])
        if r[FILTERED_OHM] * 100 > r[BASELINE_OHM] * (100 + p[_ABOVE_PERCENT]):
            cut(s)


@register_jitable
def measure(s: Any, r: Any, filter_ms: float) -> None:
    """Filter voltage over current, and let the baseline follow."""
    ohm = s[OUTPUT_MV] * 1000 / max(s[CURRENT_UA], _LEAST_UA)
    r[FILTERED_OHM] += (ohm - r[FILTERED_OHM]) / filter_ms
    r[BASELINE_OHM] += (r[FILTERED_OHM] - r[BASELINE_OHM]) / _BASELINE_MS
