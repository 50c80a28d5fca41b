"""What came of the work on one unit, as a line of JSON that is kept. Knows no work."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from stillwater_tools.problems import GIVEN, InputError, Problem


@dataclass(frozen=True)
class Record:
    """at: UTC, ISO 8601; what: the work; name: as the station or the unit's serial has it; error: why it failed, else empty."""

    at: str
    what: str
    name: str
    is_ok: bool
    took_s: float
    error: str = ""
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self))


def must_be_writable(path: Path | None) -> None:
    """InputError before the work, not after it."""
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "a", encoding="utf-8"):
            return
    except OSError as why:
        raise InputError([Problem("--records", str(path), GIVEN, f"cannot be written ({why.strerror})", "give another file")]) from None


def keep(path: Path | None, record: Record) -> None:
    """One more line; those before stay."""
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(record.line + "\n")
