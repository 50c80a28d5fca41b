"""The clairvoyant oracle is the limit: linear programming finds nothing that is felt less, and no law can beat it."""

import numpy as np
import pytest
from scipy.optimize import linprog

from stillwater_tools.campaign.draw import WHOLE_PPM, Case, removal
from stillwater_tools.campaign.felt import Senses
from stillwater_tools.campaign.figures import COUNTED_PPM, removal_figures
from stillwater_tools.campaign.oracles import FILTER_LEFT, clairvoyant

SENSES = Senses()
BEFORE_UA = 12_000
AREAS_MM2 = (16_000, 15_000)
_SHORT_MS = 500
CASES = [case for case in (removal(number, 0) for number in range(150)) if len(case.profile) < _SHORT_MS][:8]


def response(ms):
    """Excitation a millisecond after a current of one millisecond, for each millisecond."""
    keep_v, keep_u, _step = SENSES.filters()
    v = u = 0.0
    told = []
    for k in range(ms):
        x = float(k == 0)
        v = x + (v - x) * keep_v
        u = v + (u - v) * keep_u
        told.append(v - u)
    return np.array(told)


def bounded(matrix, first, scale):
    """Rows |excitation| <= F for currents that follow a long time at `first`, in units of the threshold."""
    ms = len(scale)
    excited = matrix * scale[None, :ms]
    before = matrix @ np.full(ms, first)
    unit = np.full((len(matrix), 1), -SENSES.filters()[2])
    return np.vstack((np.hstack((excited, unit)), np.hstack((-excited, unit)))), np.concatenate((before, -before))


def filtered(wet):
    """Rows current of a millisecond before * FILTER_LEFT - current <= first * FILTER_LEFT, while all limbs touch the water."""
    touching = (wet > 0).all(axis=1)
    rows = (FILTER_LEFT * np.eye(len(wet), k=-1) - np.eye(len(wet)))[touching]
    first = np.zeros(len(wet))
    first[0] = -FILTER_LEFT * BEFORE_UA
    return np.hstack((rows, np.zeros((len(rows), 1)))), first[touching]


def most_ua(wet_ppm):
    """What may be given: a limb whose last is no longer counted is not made to pay for the other by a rise of its density."""
    return BEFORE_UA * wet_ppm / WHOLE_PPM if wet_ppm <= COUNTED_PPM else 3 * BEFORE_UA


def least_by_linear_programming(case):
    """The least F over all courses of current that the output filter lets through."""
    moved = int(np.argmax((case.profile != case.profile[0]).any(axis=1)))
    wet = case.profile[moved:, list(case.limbs)].astype(float)
    ms = len(wet)
    impulse = response(ms)
    matrix = np.array([[impulse[row - column] if row >= column else 0.0 for column in range(ms)] for row in range(ms)])
    parts = [bounded(matrix, BEFORE_UA / SENSES.whole_ua, np.full(ms, 1 / SENSES.whole_ua))] if len(case.limbs) == 1 else []
    parts.append(filtered(wet))
    for at, limb in enumerate(case.limbs):
        unit = AREAS_MM2[limb] / 100 * SENSES.density_ua_cm2
        counted = int(np.flatnonzero(wet[:, at] > COUNTED_PPM)[-1]) + 1
        scale = WHOLE_PPM / (np.maximum(wet[:, at], 1) * unit)
        parts.append(bounded(matrix[:counted], BEFORE_UA / unit, scale))
    limits = [(0, most_ua(row.min())) for row in wet]
    told = linprog(
        np.append(np.zeros(ms), 1), A_ub=np.vstack([part[0] for part in parts]), b_ub=np.concatenate([part[1] for part in parts]),
        bounds=[*limits, (0, None)], method="highs",
    )
    return told.fun


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.id}-{case.shape}-{case.over_ms}")
def test_linear_programming_finds_nothing_that_is_felt_much_less(case):
    ours, least = clairvoyant(BEFORE_UA, case, AREAS_MM2, SENSES), least_by_linear_programming(case)
    assert least <= ours * 1.001
    assert ours <= least * 1.05 + 0.001


def linear(over_ms):
    """A limb that leaves evenly."""
    wet = np.concatenate((np.ones(100), np.linspace(1, 0, over_ms), np.zeros(100)))
    profile = np.stack((wet * WHOLE_PPM, np.full(len(wet), WHOLE_PPM)), axis=1).astype(np.int32)
    return Case("removal-0-0", (0,), over_ms, "linear", profile, 100), wet


@pytest.mark.parametrize("over_ms", [30, 100, 300, 1000])
def test_a_current_that_keeps_density_is_felt_more_than_the_clairvoyants(over_ms):
    case, wet = linear(over_ms)
    kept_ua = BEFORE_UA * wet
    felt = removal_figures(kept_ua, kept_ua, case, AREAS_MM2, SENSES)["felt"]
    assert clairvoyant(BEFORE_UA, case, AREAS_MM2, SENSES) < felt


def test_a_slower_removal_can_be_felt_less():
    felt = [clairvoyant(BEFORE_UA, linear(over_ms)[0], AREAS_MM2, SENSES) for over_ms in (30, 100, 300, 1000)]
    assert felt == sorted(felt, reverse=True)


def test_a_step_of_the_threshold_is_felt_as_one():
    case, wet = linear(1000)
    step_ua = np.where(np.arange(len(wet)) < 200, BEFORE_UA, BEFORE_UA - SENSES.whole_ua)
    still = Case(case.id, (1,), 1000, "linear", np.full_like(case.profile, WHOLE_PPM), 100)
    assert removal_figures(step_ua, step_ua, still, AREAS_MM2, SENSES)["felt_stays"] == pytest.approx(1, abs=0.02)
