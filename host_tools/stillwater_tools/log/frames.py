"""A journal's records as columns for a data base: a frame a kind, one row a record, a capture's samples one row each.

Codes stay codes here, for names are cheaper given by the data base; see `selection`. Knows columns and their types, no file.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.log.journal import Journal
from stillwater_tools.log.layout import Layout, is_text, layouts
from stillwater_tools.log.words import names, text

Frame = dict[str, NDArray[Any]]
_OWN = {"clock_s": "set_clock_s", "serial": "told_serial"}  # what a record itself says, beside when it was and whose
_PLACE = (("sequence", "<u4"), ("time_ms", "<u4"), ("treatment", "<u4"), ("clock_s", "<i8"))


def frame(journal: Journal, kind: int, unit: int) -> Frame:
    """Records of a kind in order, all in columns of one length; `unit` is a number that stands for the serial."""
    order = journal.order
    mine = np.flatnonzero(order.kind == kind)
    if not len(mine):
        return empty(kind)
    table = journal.tables[kind].only(order.row[mine])
    made: Frame = {
        "unit": np.full(len(mine), unit, np.int32), "sequence": table.sequence.astype("<u4"), "time_ms": table.time_ms.astype("<u4"),
        "treatment": order.treatment[mine].astype("<u4"), "clock_s": order.clock_s[mine],
    }
    if "samples" in table.fields:
        return _sampled(made, table.fields)
    return {**made, **{_OWN.get(name, name): _plain(name, column) for name, column in table.fields.items()}}


def empty(kind: int) -> Frame:
    """No row, but every column."""
    layout = layouts()[kind]
    made: Frame = {"unit": np.zeros(0, np.int32), **{name: np.zeros(0, code) for name, code in _PLACE}}
    if layout.tail == "samples":
        none = {name: np.zeros(0, object if is_text(code) else f"<{code}") for name, code, _unit in layout.fields}
        return _sampled(made, {**none, "samples": np.zeros(0, object)})
    columns = {name: np.zeros(0, object if is_text(code) else f"<{code}") for name, code, _unit in layout.fields}
    columns.update({layout.tail: np.zeros(0, object)} if layout.tail else {})
    return {**made, **{_OWN.get(name, name): column for name, column in columns.items()}}


def joined(frames: Sequence[Frame]) -> Frame:
    """One below the other."""
    return frames[0] if len(frames) == 1 else {name: np.concatenate([one[name] for one in frames]) for name in frames[0]}


def selection(kind: int, columns: Sequence[str], serials: Sequence[str]) -> str:
    """SQL that gives a frame's columns as they are kept: serial for unit, a time or NULL for clock_s, names for codes."""
    told = [f"{_list(serials)}[unit + 1] AS serial"]
    for name in columns[1:]:
        known = names(kind, name)
        if name == "clock_s":
            told.append("CASE WHEN clock_s > 0 THEN make_timestamp(clock_s * 1000000) END AS utc")
        elif known:
            told.append(f"{_list(known)}[{name}::INTEGER + 1] AS {name}")
        elif name == "treatment":
            told.append("nullif(treatment, 0) AS treatment")
        else:
            told.append(f"{name}::VARCHAR AS {name}" if _is_string(layouts()[kind], name) else name)
    return ", ".join(told)


def _sampled(made: Frame, fields: dict[str, NDArray[Any]]) -> Frame:
    """A row a sample, numbered within its chunk."""
    layout = firmware_module("stillwater.capture").SAMPLE
    dtype = np.dtype([(name, f"<{code}") for name, code, _unit in layout])
    counts = np.array([len(chunk) // dtype.itemsize for chunk in fields["samples"]], np.int64)
    data = b"".join(chunk[: count * dtype.itemsize] for chunk, count in zip(fields["samples"], counts.tolist(), strict=True))
    samples = np.frombuffer(data, dtype)
    whole = {name: np.repeat(column, counts) for name, column in {**made, "chunk": fields["chunk"]}.items()}
    number = np.arange(len(samples)) - np.repeat(np.cumsum(counts) - counts, counts)
    told = {name: samples[name].astype(np.int32) * unit for name, _code, unit in layout}
    return {**whole, "sample": number.astype(np.uint8), **told}


def _plain(name: str, column: NDArray[Any]) -> NDArray[Any]:
    """Bytes as text."""
    if column.ndim > 1 or column.dtype == object:
        return np.array([text(name, bytes(value)) for value in column], object)
    return column


def _is_string(layout: Layout, name: str) -> bool:
    return name == layout.tail or any(_OWN.get(field, field) == name and is_text(code) for field, code, _unit in layout.fields)


def _list(words: Sequence[str]) -> str:
    return "[" + ", ".join("'" + word.replace("'", "''") + "'" for word in words) + "]"
