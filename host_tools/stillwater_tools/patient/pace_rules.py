"""Whether the plan was followed and somebody asked: too few, too many, too short, not answered. Knows a history, no page.

Each function says something or None.
"""

from datetime import date

from stillwater_tools.patient.history import History
from stillwater_tools.patient.plan_rules import step_now
from stillwater_tools.patient.taper import AS_PRESCRIBED
from stillwater_tools.patient.treatments import COUNTS_MIN

PACE_DAYS = 14
ASK_DAYS = 7
_MISSED = 2  # UNSOURCED: one that is missing in two weeks is nothing to ask about


def too_few(history: History) -> str | None:
    """Fewer treatments than prescribed over the last two weeks, until it is dry."""
    days, plan = history.treated.days, history.plan
    if not days or plan is None or step_now(history) != AS_PRESCRIBED or history.days is None or history.days < PACE_DAYS:
        return None
    end = _last_day(history)
    done = sum((end - day).days < PACE_DAYS for day in days)
    if done > PACE_DAYS // 7 * plan.per_week - _MISSED:
        return None
    return f"{done} treatments in the last {PACE_DAYS} days, {plan.per_week} a week are prescribed. What keeps you from it?"


def too_often(history: History) -> str | None:
    """More than one a day."""
    days = history.treated.days or ()
    doubled = sorted({day for day in days if days.count(day) > 1})
    if not doubled:
        return None
    return f"More than one treatment on {', '.join(map(str, doubled))}: one a day is the most."


def too_short(history: History) -> str | None:
    """Treatments that do not count."""
    short = len(history.treatments) - len(history.counted)
    if not short:
        return None
    return f"{short} of {len(history.treatments)} treatments had less than {COUNTS_MIN} minutes at current and do not count."


def ask_again(history: History) -> str | None:
    """The last answer is a week old, or there is none."""
    asked = [answer.day for answer in history.answers if answer.hdss is not None or answer.sweat is not None]
    if not history.counted:
        return None
    if not asked:
        return "Nobody has answered HDSS or the score of 0..10: without them there will be no verdict. Answer once a week."
    old = (_last_day(history) - asked[-1]).days
    return f"The last HDSS or score is {old} days old: answer once a week." if old > ASK_DAYS else None


def _last_day(history: History) -> date:
    """The last that anything is known of."""
    return max([*(history.treated.days or ()), *(answer.day for answer in history.answers)])
