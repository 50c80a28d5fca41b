"""What a unit has told so far, and the true current through the skin meanwhile. Knows the names behind its codes; no tier."""

from dataclasses import dataclass, field
from typing import Any

from stillwater.journal import formats
from stillwater.safety import faults
from stillwater.treatment import refusals, states

Message = dict[str, Any]
NOT_TOLD = "not told"


@dataclass
class Told:
    """`seen` are its own words, `records` the names of what went into its journal, `skin_na` the current of each tick;
    `heap_bytes` what was in use whenever it was asked. Oldest first. has_beside: whether something stands beside the firmware and tells
    reasons, words, records and heap; what is not told cannot be judged.
    """

    seen: list[Message] = field(default_factory=list)
    records: list[str] = field(default_factory=list)
    skin_na: list[int] = field(default_factory=list)
    heap_bytes: list[int] = field(default_factory=list)
    has_beside: bool = True

    @property
    def last(self) -> Message:
        """What it told last."""
        return self.seen[-1] if self.seen else {"state": "not started", "ticks": 0, "says": [], "fault": "none", "reason": "none"}

    @property
    def words(self) -> str:
        """What stands on the display."""
        return " ".join(self.last["says"])

    @property
    def visits(self) -> list[tuple[str, int]]:
        """(state, tick in which it was entered), as the unit says."""
        befores = [{"state": ""}, *self.seen]
        return [(row["state"], row["ticks"]) for before, row in zip(befores, self.seen, strict=False) if row["state"] != before["state"]]

    @property
    def states(self) -> list[str]:
        """The states of all visits."""
        return [state for state, _ticks in self.visits]

    def entered(self, state: str, nth: int = 1) -> int:
        """The tick in which a state was entered for the nth time."""
        return [ticks for visited, ticks in self.visits if visited == state][nth - 1]

    def is_reason(self, reason: str) -> bool:
        """Whether the treatment ended for a reason, as far as that is told."""
        return self.last["reason"] in (reason, NOT_TOLD)

    def has_record(self, name: str) -> bool:
        """Whether a record of a name went into the journal, as far as that is told."""
        return name in self.records or not self.has_beside

    def said_in(self, state: str) -> str:
        """All words that stood on the display in a state."""
        return " | ".join(" ".join(row["says"]) for row in self.seen if row["state"] == state)

    def skin_ua(self, since_tick: int, ticks: int) -> list[float]:
        """True current of some ticks, signed."""
        return [na / 1000 for na in self.skin_na[since_tick : since_tick + ticks]]

    def hear(self, message: Message) -> None:
        """Take a line of unit_beside.py; names stand for its codes from here on."""
        if message["kind"] == "seen":
            state = states.name_of(message["state"]) if message["state"] >= 0 else "no-plan"
            fault = faults.name_of(message["fault"]) if message["fault"] else "none"
            reason = refusals.name_in(refusals.REASONS, message["reason"])
            self.seen.append({**message, "state": state, "fault": fault, "reason": reason})
        elif message["kind"] == "record":
            self.records.append(formats.name_of(message["code"]))
        elif message["kind"] == "heap":
            self.heap_bytes.append(message["in_use_bytes"])
