"""All records of a pile of files as columns, a table a kind, packed ones expanded. Knows record formats, no file's name or order.

Twenty megabytes a second on one core is what it is made for, so nothing here is done record by record.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.log.found import Found, Integers, find, rows
from stillwater_tools.log.layout import Layout, layouts
from stillwater_tools.log.packed import Expanded, expand

UNREAD = 0  # table of what these tools know no fields of: a kind or a length of a later version
_PLACES = ("at", "kind", "sequence", "time_ms")


@dataclass(frozen=True)
class Table:
    """Records of one kind: where each lies in the bytes (a packed one's place), its kind, sequence number, time in ms, its fields."""

    at: Integers
    kind: Integers
    sequence: Integers
    time_ms: Integers
    fields: dict[str, NDArray[Any]]

    def only(self, which: Any) -> "Table":
        """Rows of a mask or of indexes."""
        fields = {name: column[which] for name, column in self.fields.items()}
        return Table(self.at[which], self.kind[which], self.sequence[which], self.time_ms[which], fields)


@dataclass(frozen=True)
class Decoded:
    """Tables by kind, the whole records as they lie, and which of these are packed ones that cannot be expanded."""

    tables: dict[int, Table]
    found: Found
    is_broken: NDArray[np.bool_]


def decode(data: bytes) -> Decoded:
    """Every record of any bytes. What is damaged is left out."""
    found = find(data)
    is_packed = found.kind == firmware_module("stillwater.journal.packed").PACKED
    packed = found.only(is_packed)
    expanded, is_sound = expand(data, packed)
    is_broken = np.zeros(len(found.begin), np.bool_)
    is_broken[np.flatnonzero(is_packed)[~is_sound]] = True
    parts = [*_plain(data, found.only(~is_packed)), *(_unpacked(kind, one, packed) for kind, one in expanded.items())]
    return Decoded(_joined(parts), found, is_broken)


def _plain(data: bytes, found: Found) -> list[tuple[int, Table]]:
    """Records that stand for themselves."""
    seen = np.frombuffer(data, np.uint8)
    formats = firmware_module("stillwater.journal.formats")
    length = found.end - found.begin - formats.HEADER_BYTES - formats.CRC_BYTES
    made = []
    is_read = np.zeros(len(found.begin), np.bool_)
    for layout in layouts().values():
        size = layout.dtype.itemsize
        mine = (found.kind == layout.kind) & ((length >= size) if layout.tail else (length == size))
        if mine.any():
            is_read |= mine
            made.append((layout.kind, _table(data, seen, found.only(mine), layout, formats)))
    unread = found.only(~is_read)
    return [*made, (UNREAD, Table(unread.begin, unread.kind, unread.sequence, unread.time_ms, {}))]


def _table(data: bytes, seen: NDArray[np.uint8], found: Found, layout: Layout, formats: Any) -> Table:
    begin = found.begin + formats.HEADER_BYTES
    told = rows(seen, begin, layout.dtype.itemsize).view(layout.dtype).ravel()
    fields = {name: np.ascontiguousarray(told[name]) for name, _code, _unit in layout.fields}
    if layout.tail:
        tails = zip((begin + layout.dtype.itemsize).tolist(), (found.end - formats.CRC_BYTES).tolist(), strict=True)
        fields[layout.tail] = np.array([data[start:end] for start, end in tails], object)
    return Table(found.begin, found.kind, found.sequence, found.time_ms, fields)


def _unpacked(kind: int, one: Expanded, packed: Found) -> tuple[int, Table]:
    return kind, Table(packed.begin[one.within], np.full(len(one.within), kind), one.sequence, one.time_ms, one.fields)


def _joined(parts: list[tuple[int, Table]]) -> dict[int, Table]:
    """One table a kind."""
    by_kind: dict[int, list[Table]] = {}
    for kind, table in parts:
        if len(table.at):
            by_kind.setdefault(kind, []).append(table)
    return {kind: _one(tables) for kind, tables in by_kind.items()}


def _one(tables: list[Table]) -> Table:
    if len(tables) == 1:
        return tables[0]
    fields = {name: np.concatenate([table.fields[name] for table in tables]) for name in tables[0].fields}
    at, kind, sequence, time_ms = (np.concatenate([getattr(table, name) for table in tables]) for name in _PLACES)
    return Table(at, kind, sequence, time_ms, fields)
