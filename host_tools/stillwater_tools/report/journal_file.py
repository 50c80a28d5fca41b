"""Reads a journal file with the firmware's own formats. Knows pages and names of codes; changes nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.problems import GIVEN, InputError, Problem


def read_journal(path: Path) -> Iterator[dict[str, Any]]:
    """Records as {sequence, time_ms, kind, fields}, oldest first. Raises InputError when the file can't be read."""
    formats, scan = firmware_module("stillwater.journal.formats"), firmware_module("stillwater.journal.scan")
    try:
        data = path.read_bytes()
    except OSError as why:
        raise InputError([Problem(str(path), "file", GIVEN, f"cannot be read ({why.strerror})", "give a journal file")]) from None
    pages = [data[start : start + scan.PAGE_BYTES] for start in range(0, len(data), scan.PAGE_BYTES)]
    records = [record for page in pages for record in scan.records(page)]
    if not records:
        raise InputError([Problem(str(path), "file", GIVEN, "holds no record", "give a journal file, such as out/demo/journal.bin")])
    for kind, sequence, time_ms, payload in records:
        fields = {name: _told(kind, name, value, formats) for name, value in formats.as_dict(kind, payload).items()}
        yield {"sequence": sequence, "time_ms": time_ms, "kind": formats.name_of(kind), "fields": fields}


def _told(kind: int, name: str, value: Any, formats: Any) -> Any:
    if isinstance(value, bytes):
        return value.rstrip(b"\0").decode() if name == "serial" else value.hex()
    states, faults = firmware_module("stillwater.treatment.states"), firmware_module("stillwater.safety.faults")
    refusals = firmware_module("stillwater.treatment.refusals")
    if name in ("from_state", "to_state", "state"):
        return states.name_of(value)
    if kind == formats.STATE and name == "cause":
        return states.EVENTS[value]
    if kind == formats.FAULT and name in ("code", "first_cause"):
        return faults.name_of(value)
    if name == "verdict":
        return refusals.name_in(refusals.REFUSALS, value)
    return refusals.name_in(refusals.REASONS, value) if name == "reason" else value
