"""The figures of a patient's page under fixed names, for the page and for a program alike: one place, so both tell the same.

Knows a patient; writes no file and no mark-up.
"""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from stillwater_tools.patient.answers import Answer
from stillwater_tools.patient.history import History
from stillwater_tools.patient.patients import Patient
from stillwater_tools.patient.rules import findings
from stillwater_tools.patient.treatments import NO_END, Event, Treatment
from stillwater_tools.patient.words import end_words, event_words, fault_words, refusal_words
from stillwater_tools.report.metrics import UC_PER_MA_MIN

_MS_PER_MIN = 60_000


def figures(patient: Patient, made: date) -> dict[str, Any]:
    """All that the page tells; made: the day on which it is made."""
    areas = [area_figures(history) for history in patient.areas]
    return {
        "unit": patient.unit, "firmware_hash": patient.firmware_hash, "made": made.isoformat(), "areas": areas,
        "events": [event_figures(event) for event in patient.events], "not_told": list(patient.not_told),
    }  # fmt: skip


def area_figures(history: History) -> dict[str, Any]:
    """One area: plan, where it stands, findings, treatments, answers, and what is not known."""
    days = dict(zip([one.sequence for one in history.counted], history.treated.days or (), strict=False))
    return {
        "area": history.area,
        "plan": asdict(history.plan) if history.plan else None,
        "treatments_counted": len(history.counted),
        "days": history.days,
        "days_known": history.treated.how if history.treated.days else None,
        "findings": [finding.as_dict() for finding in findings(history)],
        "treatments": [treatment_figures(one, days.get(one.sequence)) for one in history.treatments],
        "answers": [answer_figures(answer) for answer in history.answers],
        "not_known": not_known(history),
    }


def treatment_figures(one: Treatment, told: date | None) -> dict[str, Any]:
    """One treatment; told: its day by the answers, where the unit has none."""
    day = one.began.date() if one.began else told
    return {
        "sequence": one.sequence, "day": _iso(day), "counts": one.counts, "end": end_words(one.end), "prescribed_ua": one.current_ua,
        "prescribed_min": one.minutes, "dose_ma_min": round(one.charge_uc / UC_PER_MA_MIN, 2),
        "prescribed_ma_min": round(one.prescribed_uc / UC_PER_MA_MIN, 2), "dose_percent": _percent(one),
        "before_turn_ma_min": None if one.turned_at_uc is None else round(one.turned_at_uc / UC_PER_MA_MIN, 2),
        "hold_min": None if one.hold_ms is None else round(one.hold_ms / _MS_PER_MIN, 1), "hold_ua": one.hold_ua,
        "removals": one.removals, "pauses": one.pauses, "faults": [fault_words(name) for name in one.faults],
        "refusal": None if one.refusal is None else refusal_words(one.refusal), "skin_ohm": one.skin_ohm, "circuit_ohm": one.circuit_ohm,
    }  # fmt: skip


def _percent(one: Treatment) -> float | None:
    return round(100 * one.charge_uc / one.prescribed_uc, 1) if one.prescribed_uc else None


def event_figures(event: Event) -> dict[str, Any]:
    """A refusal, a fault, a crash."""
    told = event_words(event.kind, event.name)
    return {"sequence": event.sequence, "day": _iso(event.when), "kind": event.kind, "name": event.name, "says": told}


def answer_figures(answer: Answer) -> dict[str, Any]:
    """As it was given."""
    return answer.model_dump(mode="json")


def not_known(history: History) -> list[str]:
    """What the page cannot say, and why."""
    told = []
    if history.treated.days is None:
        told.append(f"On which days the treatments were: {history.treated.how}.")
    if thinned := sum(not one.is_detailed for one in history.treatments):
        told.append(f"Removals, pauses and skin of {thinned} treatments: the unit does not keep them so long.")
    if open_ended := sum(one.end == NO_END for one in history.treatments):
        told.append(f"How {open_ended} treatments ended: they went on when the journal was pulled, or the record is damaged.")
    if history.plan and history.plan.ceiling_ua is None:
        told.append("What the signed prescription says: give it with --prescription. Shown is what the last treatment was begun with.")
    grades = [answer.day for answer in history.answers if answer.hdss is not None]
    if grades and history.treated.days and grades[0] > history.treated.days[0]:
        told.append("HDSS before the first treatment: the change is counted from the first answer.")
    return told


def _iso(when: date | datetime | None) -> str | None:
    return None if when is None else f"{when:%Y-%m-%d}"
