"""What a worker does, on whatever machine it is: each function is one unit, takes and gives plain data, and needs nothing else.

Firmware is imported inside them, once numba is chosen and the bath is in place: that choice is made when it is first
imported. Knows the laws by name; knows neither other units nor who asks.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from stillwater_tools.campaign import given
from stillwater_tools.campaign.draw import Case, Shape, Sitting, back, drawn, removal, sitting

RIVALS_EACH = 8  # no multiple of what is held out, so that rivals meet held-out sittings too
_SOON_MS = 30
FIRMWARE, NOW = "stillwater", "oracle-now"

Row = dict[str, Any]
Columns = dict[str, Any]
FIELDS: dict[str, Any] = {
    "id": object, "kind": object, "law": object, "sitting": np.int32, "held_out": np.bool_, "is_hand": np.bool_, "current_ua": np.int32,
    "over_ms": np.int32, "away_ms": np.int32, "shape": object, "limbs": object, "before_ua": np.float64, "density_ratio": np.float64,
    "fall_10ms_ua": np.float64, "last_charge_uc": np.float64, "felt_stays": np.float64, "felt_leaves": np.float64,
    "met_ua": np.float64, "felt": np.float64, "felt_clairvoyant": np.float64,
}


@dataclass(frozen=True)
class Plan:
    """How many cases a sitting has, and what is not ours; rivals are played on one sitting in `rivals_each` (0: none)."""

    removals: int = 16
    returns: int = 16
    rivals_each: int = RIVALS_EACH
    bath: given.Source | None = None
    shape: given.Source | None = None


def prepare(plan: Plan) -> None:
    """Choose numba and the bath, before anything of the firmware is imported. Raises RuntimeError when that has happened."""
    if "micropython" in sys.modules and os.environ.get("STILLWATER_NUMBA") != "1":
        raise RuntimeError("the firmware is in this process already, as plain Python: start the workers anew")
    os.environ["STILLWATER_NUMBA"] = "1"
    given.put_bath(plan.bath)


def sitting_columns(plan: Plan, number: int) -> Columns | None:
    """FIELDS of a sitting, a row for each case and law; None when its skin lets too little current through."""
    prepare(plan)
    from stillwater_tools.campaign.engine import hold

    held = hold(sitting(number))
    if not held.reached:
        return None
    laws = law_names(plan.rivals_each != 0 and number % plan.rivals_each == 0)
    shape = given.shape_of(plan.shape) if plan.shape else None
    rows: list[Row] = []
    for case in _cases(plan, number, shape):
        rows += [_told(held.sitting, case, law) | figures for law, figures in _figures(held, case, _played_on(case, laws))]
    return columns_of(rows)


def trace(plan: Plan, case_id: str, law: str) -> Columns:
    """The engine's columns of one case under a law, with its figures (`figures`), wet parts (`profile`) and the case itself.

    Raises ValueError for an id that names no case of a campaign.
    """
    prepare(plan)
    from stillwater_tools.campaign.engine import hold

    one, case = case_of(plan, case_id)
    held = hold(one)
    if not held.reached:
        raise ValueError(f"{case_id} is in no campaign: the skin of this sitting lets too little current through")
    figures, columns = _played(held, case, law)
    return {**columns, "profile": case.profile, "figures": figures, "case": case}


def still_row(minutes: int, asked: tuple[str, int]) -> Row:
    """One treatment of a hand that stays in the water: (movement, number)."""
    prepare(Plan())
    from stillwater_tools.campaign.still import treatment

    return treatment(asked[1], asked[0], minutes)


def margin_rows(number: int) -> list[Row]:
    """The clamp's margins in one sitting."""
    prepare(Plan())
    from stillwater_tools.campaign.margins import margins

    return margins([number])


def tuned_rival(evaluations: int, name: str) -> Any:
    """What the search finds for one rival."""
    prepare(Plan())
    from stillwater_tools.campaign.rivals import RIVALS, tune

    return tune.tune_one(RIVALS[name], tune.removals_to_train_on(), lambda name, done, best: None, tune.SEED, evaluations)


def law_names(with_rivals: bool) -> list[str]:
    """Every law that is played: the firmware, the oracle of this instant, the rivals."""
    from stillwater_tools.campaign.rivals import RIVALS

    return [FIRMWARE, NOW, *(RIVALS if with_rivals else ())]


def case_of(plan: Plan, case_id: str) -> tuple[Sitting, Case]:
    """Sitting and case of an id, with the plan's shape. Raises ValueError for an id that names none."""
    one, case = drawn(case_id)
    if plan.shape and case_id.startswith("removal"):
        case = removal(one.number, int(case_id.rsplit("-", 1)[1]), shape=given.shape_of(plan.shape))
    return one, case


def columns_of(rows: list[Row]) -> Columns:
    """Rows as FIELDS, each an array; what a row has not is NaN."""
    return {name: np.array([row.get(name, np.nan) for row in rows], dtype=kind) for name, kind in FIELDS.items()}


def _cases(plan: Plan, number: int, shape: Shape | None) -> Iterator[Case]:
    for index in range(plan.removals):
        yield removal(number, index, shape=shape)
    for index in range(plan.returns):
        yield back(number, index)


def _played_on(case: Case, laws: list[str]) -> list[str]:
    """The oracle of this instant is a limit only for a limb that is back before the output can have fallen."""
    return [law for law in laws if law != NOW or case.away_ms < _SOON_MS]


def _told(one: Sitting, case: Case, law: str) -> Row:
    """What a row says of its case."""
    return {
        "id": case.id, "kind": case.id.split("-", 1)[0], "law": law, "sitting": one.number, "held_out": one.is_held_out,
        "is_hand": one.is_hand, "current_ua": one.current_ua, "over_ms": case.over_ms, "away_ms": case.away_ms, "shape": case.shape,
        "limbs": "+".join(str(limb + 1) for limb in case.limbs),
    }


def _figures(held: Any, case: Case, laws: list[str]) -> Iterator[tuple[str, Row]]:
    """The figures of a case under each law; on removals with what the clairvoyant oracle would have felt."""
    from stillwater_tools.campaign.felt import Senses
    from stillwater_tools.campaign.oracles import clairvoyant

    least: Row = {}
    for law in laws:
        figures = _played(held, case, law)[0]
        if law == FIRMWARE and case.id.startswith("removal"):
            least = {"felt_clairvoyant": clairvoyant(figures["before_ua"], case, held.sitting.areas_mm2, Senses())}
        yield law, figures | least


def _played(held: Any, case: Case, law: str) -> tuple[dict[str, float], Columns]:
    """Figures and columns of a case under one law."""
    from stillwater_tools.campaign import engine, oracles
    from stillwater_tools.campaign.felt import Senses
    from stillwater_tools.campaign.figures import removal_figures, return_figures
    from stillwater_tools.campaign.rivals.memory import MODE_DRIVE
    from stillwater_tools.campaign.rivals.play import play

    own = {FIRMWARE: engine.play, NOW: oracles.now}
    columns = own[law](held, case) if law in own else play(held, case, law)
    seen = engine.in_ua(columns)
    if case.id.startswith("removal"):
        return removal_figures(*seen, case, held.sitting.areas_mm2, Senses()), columns
    return return_figures(*seen, columns["mode"] == MODE_DRIVE, case, Senses()), columns
