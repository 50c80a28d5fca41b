"""A prescription in plain words, for the person who signs it. Knows what is stated, no file."""

from typing import Any

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.prescriptions.schema import UA_PER_MA
from stillwater_tools.prescriptions.screening import WORDS
from stillwater_tools.prescriptions.stated import Stated

_TURNS = {"half": "Polarity turns half-way.", "each": "Polarity changes from treatment to treatment.", "never": "Polarity stays as it is."}


def lines(stated: Stated) -> list[str]:
    """For whom and how long, one line an area, what has been asked."""
    whom = f"Prescription {stated.sequence} for unit {stated.unit}, whose patient is {stated.age_years} years old."
    valid = f"Issued {stated.issued}, valid to the end of {stated.expires} (UTC)."
    asked = "; ".join(WORDS[name][0] for name in firmware_module("stillwater.treatment.signed").CONTRAINDICATIONS)
    return [whom, valid, *map(_area, stated.areas), f"The patient has none of these: {asked}."]


def _area(fields: dict[str, Any]) -> str:
    current_ua, ceiling_ua = fields["current_ua"], fields["ceiling_ua"]
    dose = f"{current_ua * fields['minutes'] / UA_PER_MA:g} mA min"
    course = f"{in_ma(current_ua)} for {fields['minutes']} minutes ({dose}), {_times(fields['per_week'])} a week."
    more = f"may go up to {in_ma(ceiling_ua)}" if ceiling_ua > current_ua else "cannot go above that"
    least = in_ma(firmware_module("stillwater.safety.limits").CURRENT_MIN_UA)
    return f"{str(fields['area']).capitalize()}: {course} {_TURNS.get(fields['turn'], '')} The patient {more}, and down to {least}."


def in_ma(current_ua: int) -> str:
    """A current, uA, as people say it."""
    return f"{current_ua / UA_PER_MA:g} mA"


def _times(per_week: int) -> str:
    return {1: "once", 2: "twice"}.get(per_week, f"{per_week} times")
