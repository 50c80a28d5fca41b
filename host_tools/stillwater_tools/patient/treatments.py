"""What a treatment came to, and what else happened. Holds figures; where they come from is in from_records.py.

The journal keeps less of what is old (the firmware's journal/thin.py): of treatments some ten weeks old there are no summaries and no
removals any more. Those figures are None then: not kept, which is not none.
"""

from dataclasses import dataclass, field
from datetime import datetime

POWER_LOST, NO_END = "power-lost", "no-end"
_MS_PER_MIN = 60_000
_NEARLY_PERCENT = 99  # a whole dose may be one per cent short
COUNTS_MIN = 10  # HX94: ten minutes do as well as thirty, less than ten fail


@dataclass
class Treatment:
    """One treatment; sequence: of its start's record; began: UTC, None when the unit had no clock; charges are uC of both polarities.

    end: why it ended, a name of refusals.REASONS, POWER_LOST or NO_END; hold_ms: at current, None when power was lost.
    hold_ua, skin_ohm, circuit_ohm: medians of its holds; skin is that of both sides with the electrodes, as the interrupt measures it.
    """

    sequence: int
    area: str
    current_ua: int
    minutes: int
    per_week: int
    began: datetime | None
    end: str = NO_END
    charge_uc: int = 0
    hold_ms: int | None = None
    refusal: str | None = None
    faults: list[str] = field(default_factory=list)
    is_detailed: bool = False
    removals: int | None = None
    pauses: int | None = None
    turned_at_uc: int | None = None
    hold_ua: int | None = None
    skin_ohm: int | None = None
    circuit_ohm: int | None = None

    @property
    def prescribed_uc(self) -> int:
        """What was to be given."""
        return self.current_ua * self.minutes * 60

    @property
    def counts(self) -> bool:
        """Whether it was long enough to do something: COUNTS_MIN at any current, or the charge of COUNTS_MIN at the prescribed one."""
        by_charge = self.charge_uc * 100 >= self.current_ua * COUNTS_MIN * 60 * _NEARLY_PERCENT
        return by_charge or (self.hold_ms or 0) >= COUNTS_MIN * _MS_PER_MIN


@dataclass(frozen=True)
class Event:
    """A refusal, fault, crash or reset by its name; `when` UTC or None."""

    sequence: int
    kind: str
    name: str
    when: datetime | None


@dataclass
class Told:
    """All that a journal tells, oldest first; firmware_hash: of the last treatment; left_out: treatments of another serial number."""

    firmware_hash: str | None = None
    treatments: list[Treatment] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    left_out: int = 0
