"""What a limb feels, from true current and wet area: density, fall, charge at the last touch, and the index S.

S follows the strength-duration law of Weiss (electrical.md, section 2, N5): the largest mean change over a window w,
against 2 mA (1 + 0.5 ms / w) for the limb that stays, and the same of density against 0.1 mA/cm2 for the one that leaves;
1 is the threshold of perception of a step. Knows no law of control.
"""

from typing import Any

import numpy as np

from stillwater_tools.campaign.draw import STILL_MS, WHOLE_PPM, Removal

_STEP_UA = 2000.0
_STEP_UA_CM2 = 100.0
_CHRONAXIE_MS = 0.5
_WINDOWS_MS = (1, 2, 5, 10, 20, 50, 100)
_COUNTED_PPM = 50_000  # density is told while more than 5 % are wet


def felt(columns: dict[str, Any], removal: Removal, areas_mm2: tuple[int, int]) -> dict[str, float]:
    """Figures of one removal: density_ratio, fall_10ms_ua, last_charge_uc, s_stays, s_leaves."""
    current_ua = np.abs(columns["skin_na"].astype(np.int64)) / 1000
    peak_ua = columns["peak_na"] / 1000
    before_ua = float(current_ua[:STILL_MS].mean())
    figures = {"before_ua": before_ua, "fall_10ms_ua": _largest_fall(current_ua, 10), "s_stays": _index(current_ua, _STEP_UA)}
    leaving = [_leaving(current_ua, peak_ua, before_ua, removal.profile[:, limb], areas_mm2[limb]) for limb in removal.limbs]
    return figures | {name: max(limb[name] for limb in leaving) for name in leaving[0]}


def _leaving(current_ua: Any, peak_ua: Any, before_ua: float, wet_ppm: Any, area_mm2: int) -> dict[str, float]:
    counted = wet_ppm > _COUNTED_PPM
    ratio = peak_ua[counted] * WHOLE_PPM / wet_ppm[counted] / before_ua
    last = (wet_ppm <= _COUNTED_PPM) & (wet_ppm > 0)
    area_cm2 = np.maximum(wet_ppm, 1) / WHOLE_PPM * area_mm2 / 100
    density = np.where(counted, current_ua / area_cm2, 0)
    return {
        "density_ratio": float(ratio.max()),
        "last_charge_uc": float(current_ua[last].sum() / 1000),
        "s_leaves": _index(density[: int(counted.nonzero()[0][-1]) + 1], _STEP_UA_CM2),
    }


def _largest_fall(current_ua: Any, over_ms: int) -> float:
    return float((current_ua[:-over_ms] - current_ua[over_ms:]).max())


def _index(values: Any, step: float) -> float:
    """S: over windows of 1..100 ms, mean change against the threshold of a step that lasts so long."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    worst = 0.0
    for window in _WINDOWS_MS:
        if len(values) >= 2 * window:
            means = (sums[window:] - sums[:-window]) / window
            change = np.abs(means[window:] - means[:-window]).max()
            worst = max(worst, float(change) / (step * (1 + _CHRONAXIE_MS / window)))
    return worst
