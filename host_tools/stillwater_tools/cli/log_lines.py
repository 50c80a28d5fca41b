"""A record as a line for a person. Knows units by the ends of their names, no record format."""

import sys
from collections.abc import Iterable
from datetime import datetime, timezone
from typing import Any

from stillwater_tools.log.checked import Finding
from stillwater_tools.log.journal import Journal, Record
from stillwater_tools.report.metrics import UC_PER_MA_MIN

# end of a field's name -> (factor, how it is written)
_UNITS = {
    "_ua": (1 / 1000, "{:.2f} mA"), "_mv": (1 / 1000, "{:.2f} V"), "_ppm": (1 / 10_000, "{:.0f} %"),
    "_uc": (1 / UC_PER_MA_MIN, "{:.2f} mA min"), "_ms": (1 / 1000, "{:.1f} s"),
}


def line(record: Record) -> str:
    """Number, time, kind, then what it says."""
    words = "  ".join(_word(name, value) for name, value in record["fields"].items())
    return f"{record['sequence']:7} {_when(record):>19}  {record['kind']:20} {words}".rstrip()


def say_findings(findings: Iterable[Finding]) -> None:
    """What is damaged or missing, on standard error."""
    for finding in findings:
        print(f"stillwater: {finding.says}", file=sys.stderr)


def say_without_clock(journal: Journal) -> None:
    """How many records are of no day, on standard error."""
    count = int((journal.order.clock_s == 0).sum())
    if count:
        who = journal.serial or journal.about
        print(f"stillwater: {who}: {count} records are left out: the unit had no clock then, so their day is not known", file=sys.stderr)


def _when(record: Record) -> str:
    """The day where the unit knew it, else the time since its start."""
    if record["clock_s"]:
        return datetime.fromtimestamp(record["clock_s"], timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
    return f"{record['time_ms'] / 1000:.2f} s"


def _word(name: str, value: Any) -> str:
    if isinstance(value, list):
        return f"{name} {min(value, default=0)}..{max(value, default=0)}"
    for end, (factor, form) in _UNITS.items():
        if name.endswith(end):
            return f"{name.removesuffix(end).replace('_', ' ')} {form.format(value * factor)}"
    if name == "clock_s":
        return "clock not known" if not value else f"clock {datetime.fromtimestamp(value, timezone.utc):%Y-%m-%d %H:%M:%S}"
    return f"{name.replace('_', ' ')} {value}"
