"""What a record's numbers mean: names of states, events, faults, refusals, causes; text and hashes. The names are the firmware's."""

import functools
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.log.layout import layouts
from stillwater_tools.log.tables import Table

_CODES = 256
_TEXTS = ("serial", "text")


@functools.cache
def names(kind: int, field: str) -> tuple[str, ...] | None:
    """Names of a field's 256 codes; None for a field that is no code."""
    table = _codes().get((layouts()[kind].name, field), _codes().get(("", field)))
    if table is None:
        return None
    known = dict(table)
    return tuple(known.get(code, "none" if code == 0 else f"unknown-{code}") for code in range(_CODES))


def told(kind: int, table: Table) -> dict[str, list[Any]]:
    """A table's fields as a person or a program reads them: names for codes, text, hashes in hex, a capture's samples by channel."""
    made: dict[str, list[Any]] = {}
    for field, column in table.fields.items():
        known = names(kind, field)
        if known:
            made[field] = [known[code] for code in column.tolist()]
        elif field == "samples":
            made.update(_samples(column))
        else:
            made[field] = [text(field, bytes(value)) for value in column] if _is_bytes(column) else column.tolist()
    return made


def samples(chunk: bytes) -> dict[str, list[int]]:
    """Of a chunk of a capture, by channel, one a tick; uA and mV."""
    layout = firmware_module("stillwater.capture").SAMPLE
    dtype = np.dtype([(name, f"<{code}") for name, code, _unit in layout])
    whole = np.frombuffer(chunk[: len(chunk) // dtype.itemsize * dtype.itemsize], dtype)
    return {name: (whole[name].astype(int) * unit).tolist() for name, _code, unit in layout}


def _samples(chunks: Iterable[bytes]) -> dict[str, list[Any]]:
    each = [samples(chunk) for chunk in chunks]
    return {name: [one[name] for one in each] for name, _code, _unit in firmware_module("stillwater.capture").SAMPLE}


def _is_bytes(column: NDArray[Any]) -> bool:
    return column.ndim > 1 or column.dtype == object


@functools.lru_cache(10_000)
def text(field: str, value: bytes) -> str:
    """Bytes of a field: text as text, all else in hex."""
    return value.rstrip(b"\0").decode(errors="replace") if field in _TEXTS else value.hex()


@functools.cache
def _codes() -> dict[tuple[str, str], list[tuple[int, str]]]:
    """(kind's name, field) -> codes with their names; no kind: of all that have the field."""
    states, faults = firmware_module("stillwater.treatment.states"), firmware_module("stillwater.safety.faults")
    refusals, starts = firmware_module("stillwater.treatment.refusals"), firmware_module("stillwater.starts")
    prescription = firmware_module("stillwater.treatment.prescription")
    a_state = list(enumerate(row[0] for row in states.STATES))
    a_fault = [(code, name) for code, name, _kind in faults.FAULTS]
    return {
        ("", "state"): a_state,
        ("", "from_state"): a_state,
        ("", "to_state"): a_state,
        ("state", "cause"): list(enumerate(states.EVENTS)),
        ("boot", "cause"): [(starts.UNKNOWN, "unknown"), *starts.CAUSES],
        ("fault", "code"): a_fault,
        ("fault", "first_cause"): a_fault,
        ("refusal", "verdict"): [*refusals.REFUSALS, *refusals.SIGNED],
        ("treatment_end", "reason"): list(refusals.REASONS),
        ("", "area"): list(enumerate(prescription.AREAS)),
        ("", "turn"): list(enumerate(prescription.TURNS)),
        ("answer", "question"): list(enumerate(name for name, _refusal in refusals.QUESTIONS)),
        ("answer", "answer"): [(0, "no"), (1, "yes")],
    }
