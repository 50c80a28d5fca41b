"""Puts together what is known of a patient: a unit's journal as `log pull` leaves it, the signed prescription, the answers.

A unit is one patient's, so a patient is known by the unit's serial number; no name is kept anywhere. Knows files; judges nothing.
"""

from dataclasses import dataclass
from pathlib import Path

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.log.checked import check
from stillwater_tools.log.journal import Journal
from stillwater_tools.patient.answers import Answer
from stillwater_tools.patient.from_records import read_treatments
from stillwater_tools.patient.history import History, Plan
from stillwater_tools.patient.treatments import Event, Told, Treatment
from stillwater_tools.prescriptions.stated import Stated, stated_in
from stillwater_tools.problems import GIVEN, InputError, Problem

ANSWERS = "answers.csv"


@dataclass(frozen=True)
class Patient:
    """The patient of a unit; areas: what is known of each; not_told: what of the journal is damaged, or of somebody else."""

    unit: str
    firmware_hash: str | None
    areas: tuple[History, ...]
    events: tuple[Event, ...]
    not_told: tuple[str, ...]


def signed_prescription(path: Path) -> Stated:
    """What a signed prescription states. InputError."""
    try:
        return stated_in(path.read_bytes(), str(path))
    except OSError as why:
        raise InputError([Problem(str(path), "file", GIVEN, f"cannot be read ({why.strerror})", "give a signed prescription")]) from None


def place_of(journal: Journal) -> Path:
    """The folder that a unit's journal is in: its answers are looked for there, and its page goes there."""
    about = Path(journal.about)
    return about if about.is_dir() else about.parent


def patient_of(journal: Journal, stated: Stated | None = None, answers: list[Answer] | None = None) -> Patient:
    """The patient of a unit. InputError for a prescription of another unit, or answers of no clear area."""
    unit = journal.serial or place_of(journal).resolve().name
    if stated and stated.unit != unit:
        raise InputError([Problem("--prescription", "unit", stated.unit, f"this journal is of unit {unit}", "give the one for that unit")])
    told, answers = read_treatments(journal), answers or []
    areas = _areas(told.treatments, stated, answers)
    if answers and not areas:
        raise InputError([Problem("answers", "area", None, "the journal holds no treatment, so it is not known", "say which area")])
    histories = [_history(area, told, stated, _answers_of(area, areas, answers)) for area in areas]
    return Patient(unit, told.firmware_hash, tuple(histories), tuple(told.events), _not_told(journal, told))


def _not_told(journal: Journal, told: Told) -> tuple[str, ...]:
    lines = [finding.says for finding in check(journal) if finding.is_damage]
    return (*lines, f"{told.left_out} treatments under another serial number") if told.left_out else tuple(lines)


def _history(area: str, told: Told, stated: Stated | None, answers: list[Answer]) -> History:
    treatments = tuple(one for one in told.treatments if one.area == area)
    return History(area, _plan(area, treatments, stated), treatments, tuple(answers), tuple(told.events))


def _areas(treatments: list[Treatment], stated: Stated | None, answers: list[Answer]) -> list[str]:
    """Areas that anything is known of, in the firmware's order."""
    known = {one.area for one in treatments} | {answer.area for answer in answers}
    known |= {str(fields["area"]) for fields in stated.areas} if stated else set()
    return [area for area in firmware_module("stillwater.treatment.prescription").AREAS if area in known]


def _answers_of(area: str, areas: list[str], answers: list[Answer]) -> list[Answer]:
    unclear = [answer for answer in answers if answer.area is None]
    if unclear and len(areas) > 1:
        bound = f"must be one of {', '.join(areas)}: this unit treats several areas"
        raise InputError([Problem("answers", f"{answer.day}, area", None, bound, "say which") for answer in unclear])
    return [answer for answer in answers if answer.area in (area, None)]


def _plan(area: str, treatments: tuple[Treatment, ...], stated: Stated | None) -> Plan | None:
    """What the signed prescription says of the area, else what the last treatment was begun with."""
    for fields in stated.areas if stated else ():
        if stated and fields["area"] == area:
            how = f"signed prescription {stated.sequence}, {stated.issued} to {stated.expires}"
            return Plan(fields["current_ua"], fields["minutes"], fields["per_week"], fields["ceiling_ua"], how)
    if not treatments:
        return None
    last = treatments[-1]
    return Plan(last.current_ua, last.minutes, last.per_week, None, "what the last treatment was begun with")
