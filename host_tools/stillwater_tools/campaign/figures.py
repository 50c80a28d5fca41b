"""The figures of one case, from true current and wet area. Knows neither the law that made the current nor its patient."""

from typing import Any

import numpy as np
from numba import njit

from stillwater_tools.campaign.draw import WHOLE_PPM, Case
from stillwater_tools.campaign.felt import Senses, density, excited

COUNTED_PPM = 50_000  # density is told while more than 5 % are wet
FALL_MS = 10
_MEETING_MS = 100
RETURN_FIGURES = ("met_ua", "felt")
REMOVAL_FIGURES = ("density_ratio", "fall_10ms_ua", "last_charge_uc", "felt_stays", "felt_leaves", "felt")


def removal_figures(skin_ua: Any, peak_ua: Any, case: Case, areas_mm2: tuple[int, int], senses: Senses) -> dict[str, float]:
    """What both limbs met: peak density against before, largest fall in 10 ms, charge at the last touch, and what was felt.

    skin_ua and peak_ua: mean and largest true current of each millisecond, magnitude, uA.
    """
    filters = senses.filters()
    before_ua = float(skin_ua[: case.still_ms].mean())
    stays = excited(skin_ua, before_ua, filters) / senses.whole_ua if len(case.limbs) == 1 else 0.0
    told = {"density_ratio": 0.0, "last_charge_uc": 0.0, "felt_leaves": 0.0}
    for limb in case.limbs:
        wet_ppm = np.ascontiguousarray(case.profile[:, limb])
        met = density(skin_ua, wet_ppm, float(areas_mm2[limb]), COUNTED_PPM)
        leaves = {
            "density_ratio": float(_density_ratio(peak_ua, wet_ppm, before_ua)),
            "last_charge_uc": float(_last_charge_uc(skin_ua, wet_ppm)),
            "felt_leaves": excited(met, float(met[: case.still_ms].mean()), filters) / senses.density_ua_cm2,
        }
        told = {name: max(value, told[name]) for name, value in leaves.items()}
    felt = max(stays, told["felt_leaves"])
    return {**told, "before_ua": before_ua, "fall_10ms_ua": float(_largest_fall(peak_ua, FALL_MS)), "felt_stays": stays, "felt": felt}


def return_figures(skin_ua: Any, peak_ua: Any, is_ramp: Any, case: Case, senses: Senses) -> dict[str, float]:
    """What a limb meets that comes back: the largest current from its first touch on, and what a finger would feel of it.

    Where a new ramp goes on (`is_ramp`, one value a ms) the first 100 ms count: after that it is the ramp's own current.
    """
    counted = ~is_ramp[case.touch_ms :]
    counted[:_MEETING_MS] = True
    met_ua = peak_ua[case.touch_ms :][counted]
    felt = excited(skin_ua[case.touch_ms :][counted], 0.0, senses.filters()) / senses.finger_ua
    return {"before_ua": float(skin_ua[: case.still_ms].mean()), "met_ua": float(met_ua.max()), "felt": felt}


@njit(error_model="numpy")
def _density_ratio(peak_ua: Any, wet_ppm: Any, before_ua: float) -> float:
    largest = 0.0
    for k in range(len(peak_ua)):
        if wet_ppm[k] > COUNTED_PPM:
            largest = max(largest, peak_ua[k] * WHOLE_PPM / wet_ppm[k])
    return largest / before_ua


@njit(error_model="numpy")
def _last_charge_uc(skin_ua: Any, wet_ppm: Any) -> float:
    """Charge while less than 5 % are wet, until the limb is out or is coming back, uC."""
    charge_nc = 0.0
    for k in range(len(skin_ua)):
        if 0 < wet_ppm[k] <= COUNTED_PPM:
            charge_nc += skin_ua[k]
    return charge_nc / 1000


@njit(error_model="numpy")
def _largest_fall(skin_ua: Any, over_ms: int) -> float:
    largest = 0.0
    for k in range(over_ms, len(skin_ua)):
        largest = max(largest, skin_ua[k - over_ms] - skin_ua[k])
    return largest
