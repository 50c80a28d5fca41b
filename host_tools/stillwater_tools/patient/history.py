"""All that is known of one area of a patient: what is prescribed, given and answered, and where the plan stood at each answer.

The plan's stages are the firmware's (treatment/plan.py), which says the same on the display. Knows no rule's words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.patient.answers import Answer
from stillwater_tools.patient.treated import Days, treated_days
from stillwater_tools.patient.treatments import Event, Treatment

DRY_BELOW = 3  # SES: from 3 of 10 on somebody is told apart from those who do not sweat too much
_DRY_HDSS = 1  # HDS: never noticeable


@dataclass(frozen=True)
class Plan:
    """What is prescribed; ceiling_ua None if that is not known; `how`: where this is from."""

    current_ua: int
    minutes: int
    per_week: int
    ceiling_ua: int | None
    how: str


@dataclass(frozen=True)
class Check:
    """An answer that says how much it sweats: how many treatments and days had gone by, and the plan's stage (plan.KEEP_ON ..)."""

    answer: Answer
    treatments: int
    days: int
    is_dry: bool
    stage: int


@dataclass(frozen=True)
class History:
    """One area of one patient; events: of the unit, whatever the area; answers: of this area, by day."""

    area: str
    plan: Plan | None
    treatments: tuple[Treatment, ...]
    answers: tuple[Answer, ...]
    events: tuple[Event, ...]

    @cached_property
    def counted(self) -> list[Treatment]:
        """Treatments that were long enough to count."""
        return [treatment for treatment in self.treatments if treatment.counts]

    @cached_property
    def treated(self) -> Days:
        """Their days."""
        return treated_days(self.counted, self.answers)

    @cached_property
    def days(self) -> int | None:
        """Days from the first treatment that counts to the last day that anything is known of, None if the first is not known."""
        if not self.treated.days:
            return None if self.counted else 0
        last = max([*self.treated.days, *(answer.day for answer in self.answers)])
        return (last - self.treated.days[0]).days

    @cached_property
    def checks(self) -> list[Check]:
        """Answers since the first treatment that say how much it sweats; none if its days are not known."""
        days = self.treated.days or ()
        since = [answer for answer in self.answers if days and answer.day >= days[0] and dryness(answer) is not None]
        return [_check(answer, days) for answer in since]

    @property
    def stage(self) -> int | None:
        """Where the plan stands now, a dry skin left out of account; None if too little is known to say it."""
        plan = firmware_module("stillwater.treatment.plan")
        if self.days is None and len(self.counted) >= plan.VERDICT_TREATMENTS:
            return None
        return int(plan.stage(len(self.counted), self.days, False))

    def latest(self, name: str) -> int | None:
        """The last answer to a question (a column of answers.SCALES), None if there is none."""
        told = [value for answer in self.answers if (value := getattr(answer, name)) is not None]
        return told[-1] if told else None


def dryness(answer: Answer) -> bool | None:
    """Whether it is dry by this answer: the score below DRY_BELOW, without a score HDSS 1; None if it says neither."""
    if answer.sweat is not None:
        return answer.sweat < DRY_BELOW
    return None if answer.hdss is None else answer.hdss == _DRY_HDSS


def _check(answer: Answer, treated: Sequence[date]) -> Check:
    """Treatments of the answer's own day count: who answers in the evening has been treated."""
    done = sum(day <= answer.day for day in treated)
    days, is_dry = (answer.day - treated[0]).days, bool(dryness(answer))
    return Check(answer, done, days, is_dry, int(firmware_module("stillwater.treatment.plan").stage(done, days, is_dry)))
