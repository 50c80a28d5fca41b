"""Every limit has a reason and a source, and what the firmware holds stands at the limit, not beside it."""

import pytest

from stillwater.safety import door, faults, limits
from stillwater.safety.slots import CUT, FAULT, GUARD_CEILING_UA
from stillwater.treatment.prescription import AREAS, TURNS, Prescription, PrescriptionError, area_max_ua
from stillwater_tools.build.fold import constants_of
from stillwater_tools.firmware_tables import PROJECT
from support.blocks import guard_block

_ROWS = {name: rest for name, *rest in limits.LIMITS}
_NAMES = constants_of((PROJECT / "firmware/stillwater/safety/limits.py").read_text())
_GOOD = {"area": "palms", "current_ua": 10_000, "minutes": 20, "turn": "half", "per_week": 3, "age_years": 30}


@pytest.mark.parametrize("name", sorted(_NAMES))
def test_every_limit_has_unit_reason_and_source(name):
    unit, reason, source = _ROWS[name]
    assert unit
    assert reason
    assert source


def test_no_row_without_a_limit():
    assert set(_ROWS) == set(_NAMES)


@pytest.mark.parametrize("fault", faults.FAULTS, ids=lambda row: row[1])
def test_every_fault_has_a_kind_and_words(fault):
    from stillwater.panel import words

    code, _name, kind = fault
    assert kind in (faults.SOFT, faults.HARD_TRIPPED, faults.HARD_BLOCKED)
    assert all(words.FAULTS[code])


_BOUNDS = [
    ("minutes", limits.MINUTES_MIN, limits.MINUTES_MAX),
    ("per_week", 1, limits.TREATMENTS_PER_WEEK_MAX),
    ("current_ua", limits.CURRENT_MIN_UA, limits.PALMS_MAX_UA),
    ("age_years", limits.AGE_MIN_YEARS, 120),
]


@pytest.mark.parametrize("field, low, high", _BOUNDS)
def test_a_prescription_is_taken_at_its_bounds_and_refused_beyond(field, low, high):
    for value in (low, high):
        Prescription({**_GOOD, field: value})
    for value in (low - 1, high + 1, float(low), str(low), None, True):
        with pytest.raises(PrescriptionError) as refused:
            Prescription({**_GOOD, field: value})
        assert any(problem[0] == field for problem in refused.value.problems)


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("age_years", [limits.CHILD_AGE_YEARS - 1, limits.CHILD_AGE_YEARS])
def test_an_areas_ceiling_holds_at_every_age(area, age_years):
    most_ua = area_max_ua(area, age_years)
    assert most_ua <= (limits.CHILD_MAX_UA if age_years < limits.CHILD_AGE_YEARS else limits.CURRENT_MAX_UA)
    Prescription({**_GOOD, "area": area, "age_years": age_years, "current_ua": most_ua})
    with pytest.raises(PrescriptionError):
        Prescription({**_GOOD, "area": area, "age_years": age_years, "current_ua": most_ua + 1})


@pytest.mark.parametrize("fields", [{"area": "face"}, {"turn": "twice"}, {"drug": "glycopyrrolate"}, {"ceiling_ua": 9_000}])
def test_what_a_prescription_may_not_say_is_refused(fields):
    with pytest.raises(PrescriptionError):
        Prescription({**_GOOD, **fields})


@pytest.mark.parametrize("fields", [None, [], "palms", 15_000])
def test_what_is_no_prescription_at_all_is_refused(fields):
    with pytest.raises(PrescriptionError):
        Prescription(fields)


@pytest.mark.parametrize("turn", TURNS)
def test_every_policy_of_turning_is_a_prescription(turn):
    assert TURNS[Prescription({**_GOOD, "turn": turn}).turn] == turn


@pytest.mark.parametrize("ceiling_ua, charge_uc", [
    (limits.CURRENT_MIN_UA - 1, 1000), (limits.CURRENT_MAX_UA + 1, 1000), (5000, 0), (5000, limits.CHARGE_MAX_UC + 1)])
def test_the_door_refuses_what_limits_do_not_allow(ceiling_ua, charge_uc):
    block = guard_block()
    with pytest.raises(ValueError):
        door.arm(block, ceiling_ua, charge_uc)
    assert block[GUARD_CEILING_UA] == 0


def test_the_door_stays_shut_while_a_fault_stands():
    block = guard_block(CUT=1, FAULT=faults.OVER_CURRENT)
    with pytest.raises(ValueError):
        door.arm(block, 5000, 1000)


@pytest.mark.parametrize("fault", faults.FAULTS, ids=lambda row: row[1])
def test_a_blocked_fault_is_never_cleared(fault):
    code, _name, kind = fault
    block = guard_block(CUT=1, FAULT=code)
    assert door.clear(block) == (kind != faults.HARD_BLOCKED)
    assert (block[CUT], block[FAULT]) == ((1, code) if kind == faults.HARD_BLOCKED else (0, 0))
