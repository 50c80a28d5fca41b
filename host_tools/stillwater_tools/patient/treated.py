"""On which days an area was treated, and how that is known. Only what the unit's clock or the answers say; nothing is guessed.

Days are put to treatments all together or not at all: with one of them wrong, each later day would stand beside a wrong treatment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from stillwater_tools.patient.answers import Answer
from stillwater_tools.patient.treatments import Treatment


@dataclass(frozen=True)
class Days:
    """`days`: of the treatments that count, in order, None if they are not known; `how`: by what they are known, or why they are not."""

    days: tuple[date, ...] | None
    how: str


def treated_days(counted: Sequence[Treatment], answers: Sequence[Answer]) -> Days:
    """Days of the treatments that count, by the unit's clock if it knew them all, else by the answers if they name as many."""
    by_unit = [treatment.began.date() for treatment in counted if treatment.began]
    if len(by_unit) == len(counted):
        return Days(tuple(by_unit), "by the unit's clock")
    told = [answer.day for answer in answers if answer.treated]
    if len(told) == len(counted):
        return Days(tuple(told), "by the answers")
    without = f"the unit's clock was not set at {len(counted) - len(by_unit)} of {len(counted)} treatments"
    if not told:
        return Days(None, f"{without}, and the answers name no day of a treatment")
    return Days(None, f"{without}, and the answers name {len(told)} days of treatments, the journal {len(counted)}")
