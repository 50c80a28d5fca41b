"""Treatments, refusals and faults from a journal's records, in the order of their sequence. Knows records by name; judges nothing."""

from collections.abc import Callable
from datetime import datetime, timezone
from statistics import median
from typing import Any

from stillwater_tools.log.journal import Journal, Record
from stillwater_tools.patient.treatments import POWER_LOST, Event, Told, Treatment

_LEAST_UA = 500  # UNSOURCED: a summary with less is no hold, and its quotient is noise


def read_treatments(journal: Journal) -> Told:
    """What a unit's journal tells. Treatments under another serial number are left out: the unit was somebody else's then."""
    reader = _Reader(journal.serial)
    for record in journal.records(reader.kinds):
        reader.take(record)
    reader.close()
    return reader.told


class _Reader:
    """Follows the records; `_now` is the treatment that they belong to."""

    def __init__(self, serial: str) -> None:
        self.told = Told()
        self._serial = serial
        self._now: Treatment | None = None
        self._holds: list[dict[str, Any]] = []
        self._charge_uc = self._turns = 0
        self._takes: dict[str, Callable[[Record, datetime | None], None]] = {
            "boot": self._boot, "treatment_start": self._start, "summary": self._summary, "soft_stop": self._soft_stop,
            "state": self._state, "turn": self._turn, "fault": self._fault, "refusal": self._refusal, "crash": self._crash,
            "treatment_end": self._end, "power_lost": self._power_lost,
        }  # fmt: skip

    def take(self, record: Record) -> None:
        """The next record, if its kind tells something of a treatment."""
        if record["kind"] in self._takes:
            when = datetime.fromtimestamp(record["clock_s"], timezone.utc) if record["clock_s"] else None
            self._takes[record["kind"]](record, when)

    @property
    def kinds(self) -> list[str]:
        """Kinds of records that are of use."""
        return list(self._takes)

    def close(self) -> None:
        """The treatment before is over: work out what its holds came to."""
        if self._now and self._holds:
            self._now.hold_ua = round(median(hold["mean_ua"] for hold in self._holds))
            self._now.skin_ohm = round(median(_ohm(hold["skin_mv"], hold) for hold in self._holds))
            self._now.circuit_ohm = round(median(_ohm(hold["output_mv"], hold) for hold in self._holds))
        self._now, self._holds, self._charge_uc, self._turns = None, [], 0, 0

    def _boot(self, record: Record, when: datetime | None) -> None:
        self.close()
        if record["fields"]["cause"] == "watchdog":
            self._note("reset", "watchdog", record, when)

    def _start(self, record: Record, when: datetime | None) -> None:
        self.close()
        fields = record["fields"]
        if fields["serial"] != self._serial:
            self.told.left_out += 1
            return
        self.told.firmware_hash = fields["firmware_hash"]
        self._now = Treatment(record["sequence"], fields["area"], fields["current_ua"], fields["minutes"], fields["per_week"], when)
        self.told.treatments.append(self._now)

    def _summary(self, record: Record, _when: datetime | None) -> None:
        fields = record["fields"]
        self._charge_uc = fields["charge_uc"]
        if self._now and fields["state"] == "hold" and fields["mean_ua"] >= _LEAST_UA:
            self._holds.append(fields)

    def _turn(self, _record: Record, _when: datetime | None) -> None:
        """The first is written as the treatment begins, so it says too that removals and pauses are kept."""
        self._turns += 1
        if self._now and self._turns == 1:
            self._now.is_detailed, self._now.removals, self._now.pauses = True, 0, 0
        elif self._now:
            self._now.turned_at_uc = self._charge_uc

    def _soft_stop(self, _record: Record, _when: datetime | None) -> None:
        if self._now and self._now.removals is not None:
            self._now.removals += 1

    def _state(self, record: Record, _when: datetime | None) -> None:
        if self._now and self._now.pauses is not None and record["fields"]["to_state"] == "paused":
            self._now.pauses += 1

    def _fault(self, record: Record, when: datetime | None) -> None:
        name = record["fields"]["code"]
        if self._now:
            self._now.faults.append(name)
        self._note("fault", name, record, when)

    def _refusal(self, record: Record, when: datetime | None) -> None:
        name = record["fields"]["verdict"]
        if self._now:
            self._now.refusal = name
        self._note("refusal", name, record, when)

    def _crash(self, record: Record, when: datetime | None) -> None:
        self._note("crash", "crash", record, when)

    def _end(self, record: Record, _when: datetime | None) -> None:
        if self._now:
            fields = record["fields"]
            self._now.end, self._now.charge_uc, self._now.hold_ms = fields["reason"], fields["charge_uc"], fields["hold_ms"]
        self.close()

    def _power_lost(self, record: Record, _when: datetime | None) -> None:
        self.close()
        for treatment in self.told.treatments:
            if treatment.sequence == record["fields"]["treatment_sequence"]:
                treatment.end, treatment.charge_uc = POWER_LOST, record["fields"]["charge_uc"]

    def _note(self, kind: str, name: str, record: Record, when: datetime | None) -> None:
        self.told.events.append(Event(record["sequence"], kind, name, when))


def _ohm(millivolts: int, hold: dict[str, Any]) -> float:
    return millivolts * 1000 / int(hold["mean_ua"])
