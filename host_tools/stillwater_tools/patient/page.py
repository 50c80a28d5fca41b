"""A patient's page: one HTML file without script and network, for a screen and for paper. Knows mark-up; every figure is figures.py's."""

from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from stillwater_tools.patient import charts
from stillwater_tools.patient.answers import SCALES
from stillwater_tools.patient.figures import figures
from stillwater_tools.patient.history import History
from stillwater_tools.patient.markup import UNKNOWN, kilohm, milliamperes, some, table
from stillwater_tools.patient.patients import Patient
from stillwater_tools.patient.rules import RULES
from stillwater_tools.patient.sources import SOURCES

_STYLE = Path(__file__).with_name("page.css")


def page(patient: Patient, made: date) -> str:
    """The whole page."""
    told = figures(patient, made)
    areas = "".join(_area(history, area) for history, area in zip(patient.areas, told["areas"], strict=True))
    head = f"<h1>Treatment with unit {escape(patient.unit)}</h1><p class='soft'>Made on {made} from the unit's journal and the answers.</p>"
    left_out = _lines("Not on this page", told["not_told"])
    body = f"<header>{head}{_BLANKS}</header>{areas or _NOTHING}{_events(told['events'])}{left_out}{_rules(told['areas'])}{_FOOT}"
    return (f"<!doctype html><html lang='en'><head><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
            f"<title>{escape(patient.unit)}</title><style>{_STYLE.read_text()}</style></head><body>{body}</body></html>\n")  # fmt: skip


def _area(history: History, told: dict[str, Any]) -> str:
    parts = [
        f"<h2>{escape(history.area.capitalize())}</h2>", _plan(told["plan"]), _cards(history, told),
        "<h3>What this suggests</h3>", "".join(map(_finding, told["findings"])) or "<p class='none'>Nothing.</p>",
        "<h3>Dose of each treatment</h3>", charts.doses(history),
        "<h3>Resistance of the skin</h3>", charts.skin(history),
        "<p class='how'>Both sides with the electrodes, measured at the set current. It rises as skin dries out.</p>",
        "<h3>Sweating</h3>", charts.answers(history),
        _treatments(told["treatments"]), _answers(told["answers"]), _lines("Not known", told["not_known"]),
    ]  # fmt: skip
    return "".join(parts)


def _plan(plan: dict[str, Any] | None) -> str:
    if plan is None:
        return "<p class='none'>Nothing is prescribed.</p>"
    ceiling = f", up to {milliamperes(plan['ceiling_ua'])}" if plan["ceiling_ua"] and plan["ceiling_ua"] > plan["current_ua"] else ""
    course = f"{milliamperes(plan['current_ua'])}{ceiling}, {plan['minutes']} minutes, {plan['per_week']} a week"
    return f"<p>Prescribed: {course} <span class='soft'>({escape(plan['how'])})</span></p>"


def _cards(history: History, told: dict[str, Any]) -> str:
    done = [one for one in told["treatments"] if one["counts"]]
    dose = f"{some(done[-1]['dose_percent'])} %" if done else UNKNOWN
    grades = [answer.hdss for answer in history.answers if answer.hdss]
    change = UNKNOWN if not grades else str(grades[0]) if len(grades) == 1 else f"{grades[0]} → {grades[-1]}"
    days = UNKNOWN if told["days"] is None else str(told["days"])
    cards = ((str(len(done)), "treatments that count"), (days, "days since the first"), (dose, "of the dose, last time"),
             (change, "HDSS, first and last"))  # fmt: skip
    shown = "".join(f"<div class='card'><b>{value}</b><small>{about}</small></div>" for value, about in cards)
    return f"<div class='cards'>{shown}</div>"


def _finding(finding: dict[str, Any]) -> str:
    sources = "; ".join(finding["sources"].values()) or "proposed by this project"
    rule = f"Rule {finding['rule']}: {finding['condition']}. Source: {sources}."
    return f"<div class='finding {finding['weight']}'><div>{escape(finding['says'])}</div><div class='rule'>{escape(rule)}</div></div>"


def _treatments(rows: list[dict[str, Any]]) -> str:
    told = [(str(number), *_treatment(one)) for number, one in enumerate(rows, 1)]
    heads = ("", "day (UTC)", "dose, mA min", "before the turn", "min at current", "removals", "skin, kohm", "end")
    return table("Treatments", heads, told, numbers=(2, 3, 4, 5, 6))


def _treatment(one: dict[str, Any]) -> tuple[str, ...]:
    dose = f"{one['dose_ma_min']:g} of {one['prescribed_ma_min']:g}"
    figures = (some(one[name]) for name in ("before_turn_ma_min", "hold_min", "removals"))
    return one["day"] or UNKNOWN, dose, *figures, kilohm(one["skin_ohm"]), _how(one)


def _how(one: dict[str, Any]) -> str:
    """Why it ended, and what else there was."""
    more = [*dict.fromkeys(one["faults"]), *([one["refusal"]] if one["refusal"] else [])]
    more += [f"{one['pauses']} pause(s)"] if one["pauses"] else []
    more += [] if one["counts"] else ["too short to count"]
    return "; ".join([one["end"], *more])


def _answers(rows: list[dict[str, Any]]) -> str:
    names = [name for name, _asks, _means in SCALES]
    told = [(one["day"], *(some(one[name]) for name in names), one["note"]) for one in rows]
    scales = "; ".join(f"{name}: {means}" for name, _asks, means in SCALES)
    return table("Answers", ("day", *names, "note"), told, range(1, 1 + len(names))) + f"<p class='how'>{escape(scales)}.</p>"


def _events(rows: list[dict[str, Any]]) -> str:
    told = [(one["day"] or UNKNOWN, one["kind"], one["says"]) for one in rows]
    return table("Refusals and faults of the unit", ("day (UTC)", "what", "the unit said"), told)


def _rules(areas: list[dict[str, Any]]) -> str:
    told = {finding["rule"] for area in areas for finding in area["findings"]}
    rows = [("●" if rule.name in told else "", rule.name, rule.condition, ", ".join(rule.sources) or "proposed here") for rule in RULES]
    known = "; ".join(f"{key}: {what}" for key, what in SOURCES.items())
    return table("All rules", ("", "rule", "says something when", "sources"), rows) + f"<p class='how'>{escape(known)}.</p>"


def _lines(title: str, rows: list[str]) -> str:
    return f"<h3>{title}</h3>" + "".join(f"<p>{escape(row)}</p>" for row in rows) if rows else ""


_BLANKS = "<div class='fill'>Patient<span></span>Date of birth<span></span>Seen by<span></span></div>"
_NOTHING = "<p class='none'>The journal holds no treatment yet.</p>"
_FOOT = ("<footer>– : not known or not kept. Stillwater is not a certified medical device. What this page suggests follows from the rules "
         "beside it; what is done decides the doctor.</footer>")  # fmt: skip
