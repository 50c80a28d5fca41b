"""What treatments and answers suggest for the plan: no verdict too early, then one step at a time. Knows a history, no page.

Each function says something or None. UNSOURCED where the condition says `here`: proposed by this project.
"""

from types import ModuleType

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.patient.history import Check, History
from stillwater_tools.patient.skin_rules import CLEAR, SEVERE, SLIGHT
from stillwater_tools.patient.taper import AS_PRESCRIBED, INTERVALS_DAYS, steps
from stillwater_tools.prescriptions.words import in_ma

DOCTOR_DAYS = 42
EXCELLENT, GOOD = 2, 1  # GUL26: steps of HDSS
_STEP_MIN = 5


def too_early(history: History) -> str | None:
    """Before ten treatments and fourteen days."""
    plan = _plan()
    if history.stage != plan.KEEP_ON:
        return None
    days = "an unknown number" if history.days is None else f"{history.days}"
    done = f"{len(history.counted)} of {plan.VERDICT_TREATMENTS} treatments and {days} of {plan.VERDICT_DAYS} days have gone by"
    return f"No verdict yet: {done}. Go on as prescribed and change nothing, whether it sweats or not."


def days_unknown(history: History) -> str | None:
    """Enough treatments, and nobody knows over how many days."""
    if history.stage is not None:
        return None
    return (f"No verdict: {len(history.counted)} treatments are done, but not known is on which days ({history.treated.how}). "
            "Write yes in the column treated of the answers file on each day of a treatment.")  # fmt: skip


def unanswered(history: History) -> str | None:
    """A verdict is due and nobody has been asked."""
    if history.stage in (None, _plan().KEEP_ON) or judged(history):
        return None
    return "It may be judged now: answer HDSS and the score of 0..10."


def changed(history: History) -> str | None:
    """HDSS then and now."""
    fall = fall_of(history)
    if not judged(history) or fall is None:
        return None
    now = history.latest("hdss") or 0
    words = "an excellent response" if fall >= EXCELLENT else "a good response" if fall >= GOOD else "no response" if fall == 0 else "worse"
    return f"HDSS was {now + fall} and is {now}: {words}."


def taper(history: History) -> str | None:
    """Dry: how often from now on."""
    step = step_now(history)
    if step == AS_PRESCRIBED or has_gone_back(history):
        return None
    return f"Dry: one treatment {_interval(step)}. A step further after two dry checks; go back one as soon as it is clammy."


def back(history: History) -> str | None:
    """Dry once, and no more."""
    if not has_gone_back(history):
        return None
    step = step_now(history)
    return f"It is not dry any more: go back one step, to one treatment {_interval(step)}, before it is wet."


def keep_up(history: History) -> str | None:
    """Why one goes on when it is dry."""
    if step_now(history) == AS_PRESCRIBED:
        return None
    return "Do not stop when it is dry: without upkeep it comes back in most within half a year."


def more(history: History) -> str | None:
    """Judged, never dry, and not yet a matter for the doctor: what comes next."""
    if not _is_wet(history) or is_for_doctor(history):
        return None
    if _is_sore(history):
        return "Not dry yet, but it is sore: nothing is raised before that is over."
    return f"Not dry yet. For the doctor to consider: {_next_step(history)}"


def doctor(history: History) -> str | None:
    """Fifteen treatments or six weeks, and never dry."""
    if not (_is_wet(history) and is_for_doctor(history)):
        return None
    days = f"{history.days} days" if history.days is not None else "unknown days"
    response = "better, but no full response" if (fall_of(history) or 0) >= GOOD else "a non-response"
    return f"Not dry after {len(history.counted)} treatments and {days}: {response}; see the doctor."


def fall_of(history: History) -> int | None:
    """By how many steps HDSS has fallen from the first answer to the last; None with fewer than two."""
    told = [answer.hdss for answer in history.answers if answer.hdss is not None]
    return told[0] - told[-1] if len(told) > 1 else None


def judged(history: History) -> list[Check]:
    """Checks that were late enough for a verdict."""
    return [check for check in history.checks if check.stage != _plan().KEEP_ON]


def step_now(history: History) -> int:
    """Step of the taper after the last check."""
    return (steps(history.checks) or [AS_PRESCRIBED])[-1]


def has_gone_back(history: History) -> bool:
    """Whether it has been dry, and was not at the last check that counts."""
    checks = judged(history)
    return any(check.is_dry for check in checks) and not checks[-1].is_dry


def is_for_doctor(history: History) -> bool:
    """Fifteen treatments, or six weeks."""
    return len(history.counted) >= _plan().DOCTOR_TREATMENTS or (history.days or 0) >= DOCTOR_DAYS


def _is_sore(history: History) -> bool:
    steps_of = {name: history.latest(name) or 0 for name in ("blisters", "redness", "tingling")}
    return steps_of["blisters"] >= SLIGHT or steps_of["redness"] >= CLEAR or steps_of["tingling"] >= SEVERE


def _is_wet(history: History) -> bool:
    checks = judged(history)
    return bool(checks) and not any(check.is_dry for check in checks)


def _next_step(history: History) -> str:
    """Current, then minutes, then treatments a week."""
    plan, limits = history.plan, firmware_module("stillwater.safety.limits")
    if plan is None:
        return "more current, then more minutes, then more treatments a week."
    if plan.ceiling_ua is None or plan.current_ua < plan.ceiling_ua:
        ceiling = "the prescription's ceiling is not known" if plan.ceiling_ua is None else f"ceiling {in_ma(plan.ceiling_ua)}"
        return f"1 mA more than {in_ma(plan.current_ua)} ({ceiling}); minutes and treatments a week stay."
    if plan.minutes < limits.MINUTES_MAX:
        return f"{min(plan.minutes + _STEP_MIN, limits.MINUTES_MAX)} minutes instead of {plan.minutes}; the current is at its ceiling."
    return f"{plan.per_week + 1} treatments a week instead of {plan.per_week}; current and minutes are at their ceiling."


def _interval(step: int) -> str:
    return {0: "whenever prescribed", 7: "a week", 14: "every two weeks", 28: "every four weeks"}[INTERVALS_DAYS[step]]


def _plan() -> ModuleType:
    return firmware_module("stillwater.treatment.plan")
