"""The journal of a patient's weeks, made of the firmware's own records by its own writer; and a history without a journal.

A treatment is told as a unit tells it: start, bath, ramp, hold, turn, hold, end; one summary stands for many.
"""

from datetime import date, datetime, timedelta, timezone

from stillwater.journal import formats
from stillwater.journal.writer import Writer
from stillwater.safety import faults
from stillwater.treatment import refusals, states
from stillwater_tools.log.journal import journals
from stillwater_tools.patient.answers import Answer
from stillwater_tools.patient.history import History, Plan
from stillwater_tools.patient.patients import patient_of
from stillwater_tools.patient.treatments import Treatment

SERIAL, FIRMWARE, BOARD = b"SW1-00000042", b"firmware", b"boardhas"
FIRST = date(2026, 3, 2)
PLAN = Plan(10_000, 20, 3, 12_000, "signed prescription 7")
_MINUTE_MS = 60_000


class PatientJournal:
    """Records in their order; `write` makes a file of them."""

    def __init__(self):
        self.records = []

    def boot(self, day=None, cause=1):
        """The unit is switched on at noon of a day, or without a clock."""
        self.note(formats.BOOT, 0, FIRMWARE, BOARD, _noon_s(day) if day else 0, cause)

    def clock(self, day):
        """A computer sets the clock, two hours after the start, at noon."""
        self.note(formats.CLOCK, 7_200_000, _noon_s(day))

    def treatment(self, current_ua=10_000, minutes=20, done=1.0, reason=refusals.COMPLETE, skin_ohm=500, removals=0, area=0, serial=SERIAL):
        """One treatment, of which a part is done; reason None: no end is written."""
        self.note(formats.TREATMENT_START, 6000, serial, FIRMWARE, BOARD, area, current_ua, minutes, 0, 3)
        self.note(formats.TURN, 6000, 1, 0)
        charge_uc, hold_ms = int(current_ua * minutes * 60 * done), int(minutes * _MINUTE_MS * done)
        self._hold(60_000, current_ua, skin_ohm, charge_uc // 2)
        self.note(formats.TURN, hold_ms // 2, -1, 12)
        for _ in range(removals):
            self.note(formats.SOFT_STOP, hold_ms // 2, 0, current_ua, 0)
        self._hold(hold_ms, current_ua, skin_ohm, charge_uc)
        if reason is not None:
            self.note(formats.TREATMENT_END, hold_ms + 60_000, reason, charge_uc, hold_ms)

    def refusal(self, verdict):
        """The unit does not begin."""
        self.note(formats.REFUSAL, 3000, verdict)

    def fault(self, code=faults.OVER_CURRENT):
        """Something is wrong."""
        self.note(formats.FAULT, 3000, code, code, 3000, 0, 0, 0)

    def power_lost(self, minutes, charge_uc):
        """What the next start finds of the last treatment."""
        starts = [sequence for kind, sequence, _ms, _payload in self.records if kind == formats.TREATMENT_START]
        self.note(formats.POWER_LOST, 0, starts[-1], minutes, charge_uc)

    def note(self, kind, time_ms, *fields):
        """Any record."""
        self.records.append(formats.decode(formats.encode(kind, len(self.records) + 1, time_ms, fields), 0))

    def write(self, path):
        """A journal file."""
        pages = []
        writer = Writer(pages.append)
        for record in self.records:
            writer.add(record)
        writer.close()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(pages))
        return path

    def _hold(self, time_ms, current_ua, skin_ohm, charge_uc):
        skin_mv = current_ua * skin_ohm // 1000
        self.note(formats.SUMMARY, time_ms, current_ua, current_ua, current_ua, 3 * skin_mv, skin_mv, 1_000_000, charge_uc, states.HOLD)


def patient_in(folder, **given):
    """The patient of the only unit there."""
    (found,) = journals(folder)
    return patient_of(found, **given)


def _noon_s(day):
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=timezone.utc).timestamp())


def history(done=0, days=None, answers=(), **changes):
    """A history of so many treatments, the last of them `days` after the first (None: not known), with changes by name."""
    gaps = [None] * done if days is None else [days * number // max(1, done - 1) for number in range(done)]
    treatments = tuple(treated(number, gap) for number, gap in enumerate(gaps, 1))
    told = tuple(sorted(answers, key=lambda answer: answer.day))
    return History(**{"area": "palms", "plan": PLAN, "treatments": treatments, "answers": told, "events": (), **changes})


def treated(number=1, day=0, **changes):
    """A whole treatment, so many days after the first (None: the unit had no clock)."""
    began = None if day is None else datetime.combine(on(day), datetime.min.time(), timezone.utc)
    whole = {"area": "palms", "current_ua": 10_000, "minutes": 20, "per_week": 3, "end": "complete", "charge_uc": 12_000_000,
             "hold_ms": 1_200_000, "hold_ua": 10_000, "removals": 0, "pauses": 0, "is_detailed": True, "skin_ohm": 500}  # fmt: skip
    return Treatment(number, began=began, **{**whole, **changes})


def on(day):
    """So many days after the first treatment."""
    return FIRST + timedelta(days=day)


def answered(day, **given):
    """An answer so many days after the first treatment."""
    return Answer(day=on(day), **given)
