"""What nerves feel of a current over time: strength-duration and accommodation, after Hill. Knows no law of control.

    k dv/dt = x - v             excitation charges the membrane        k = chronaxie / ln 2
    l du/dt = v - u             the threshold follows: accommodation   l = 50 ms
    F = max |v - u| / what a step of the threshold gives

1.0 is the threshold of perception of a step: 2 mA of whole current for a limb that stays (DC-1 of IEC 60479-1), 0.1 mA/cm2
of density for one that leaves, 0.18 mA for a finger that comes back (electrical.md, section 2; Proc. R. Soc. B 119:305,
1936). A slope slower than threshold / 50 ms is never felt, however far it goes. `Senses` holds the constants, so that a
campaign can report what its figures owe to them.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit


@dataclass(frozen=True)
class Senses:
    """Constants of perception."""

    chronaxie_ms: float = 0.5
    accommodation_ms: float = 50.0
    whole_ua: float = 2000.0
    density_ua_cm2: float = 100.0
    finger_ua: float = 180.0

    def filters(self) -> Any:
        """(what stays of v, what stays of u in a millisecond, what a unit step gives at most)."""
        k, slow = self.chronaxie_ms / np.log(2), self.accommodation_ms
        top_ms = np.log(slow / k) * k * slow / (slow - k)
        step = slow / (slow - k) * (np.exp(-top_ms / slow) - np.exp(-top_ms / k))
        return np.array([np.exp(-1 / k), np.exp(-1 / slow), step])


@njit(error_model="numpy")
def excited(values: Any, first: float, filters: Any) -> float:
    """Largest |v - u| while `values` (one a ms) go by, after rest at `first`; in their unit, 1 for a unit step."""
    keep_v, keep_u, step = filters
    v = u = first
    largest = 0.0
    for value in values:
        v = value + (v - value) * keep_v
        u = v + (u - v) * keep_u
        largest = max(largest, abs(v - u))
    told: float = largest / step
    return told


@njit(error_model="numpy")
def density(current_ua: Any, wet_ppm: Any, area_mm2: float, least_ppm: int) -> Any:
    """Current by wet area, uA/cm2, up to where less than `least_ppm` is wet; after that what it was there."""
    told = np.empty(len(current_ua))
    last = current_ua[0] * 1e8 / (wet_ppm[0] * area_mm2)
    for k in range(len(current_ua)):
        if wet_ppm[k] > least_ppm:
            last = current_ua[k] * 1e8 / (wet_ppm[k] * area_mm2)
        told[k] = last
    return told
