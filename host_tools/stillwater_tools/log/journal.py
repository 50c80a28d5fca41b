"""A unit's journal as a whole: all its files read, every record once and in order. Changes nothing.

    for unit in journals(Path("journals")):
        for record in unit.records(["treatment_end"]):
            ...

A record is {sequence, time_ms, kind, treatment, clock_s, fields}: treatment is the sequence number of its start record, or None;
clock_s is seconds since 1970, or None where the unit had no clock; fields have names for codes.
"""

from collections.abc import Collection, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.log.files import JournalFile
from stillwater_tools.log.found import Integers
from stillwater_tools.log.order import Order, clocks, once, treatments
from stillwater_tools.log.source import sources
from stillwater_tools.log.tables import UNREAD, Decoded, Table, decode
from stillwater_tools.log.words import told
from stillwater_tools.problems import GIVEN, InputError, Problem

Record = dict[str, Any]
_NO_ROW = np.zeros(0, np.int64)
_NONE = Table(_NO_ROW, _NO_ROW, _NO_ROW, _NO_ROW, {})


class Journal:
    """The journal in `files`; `about` says where they are, for errors."""

    def __init__(self, about: str, files: list[JournalFile]) -> None:
        self.about, self.files = about, files
        self._begins = np.cumsum([0, *(len(file.content) for file in files)])
        self.data = b"".join(file.content for file in files)
        self.decoded: Decoded = decode(self.data)
        self.tables: dict[int, Table] = self.decoded.tables

    @cached_property
    def serial(self) -> str:
        """Serial number of the unit, as its last treatment's start tells; empty if none does."""
        starts = self.tables.get(firmware_module("stillwater.journal.formats").TREATMENT_START)
        if starts is None:
            return ""
        return bytes(starts.fields["serial"][int(np.argmax(starts.sequence))]).rstrip(b"\0").decode(errors="replace")

    @cached_property
    def order(self) -> Order:
        """Every record once, by sequence number."""
        kinds = sorted(self.tables)
        tables = [self.tables[kind] for kind in kinds]
        which = np.repeat(np.array(kinds, np.int64), [len(table.at) for table in tables])
        row = np.concatenate([np.zeros(0, np.int64), *(np.arange(len(table.at)) for table in tables)])
        sequence, time_ms, clock_s = (_column(tables, name) for name in ("sequence", "time_ms", "clock_s"))
        kept = once(sequence, self._rank(_column(tables, "at")))
        which, row, sequence, time_ms, clock_s = (column[kept] for column in (which, row, sequence, time_ms, clock_s))
        return Order(which, row, sequence, treatments(which, sequence), clocks(which, time_ms, clock_s))

    def file_of(self, at: Integers) -> Integers:
        """Index of the file that each place lies in."""
        return np.asarray(np.searchsorted(self._begins, at, "right") - 1, np.int64)

    def file_at(self, at: int) -> JournalFile:
        """The file that a place lies in."""
        return self.files[int(np.searchsorted(self._begins, at, "right")) - 1]

    def place_of(self, row: int) -> int:
        """Where a record of the order lies in all bytes."""
        order = self.order
        return int(self.tables[int(order.kind[row])].at[order.row[row]])

    @cached_property
    def last_sequence(self) -> list[int]:
        """Of each record as it lies, the last number that it has: a packed one has many."""
        last = self.decoded.found.sequence.copy()
        for table in self.tables.values():
            np.maximum.at(last, np.searchsorted(self.decoded.found.begin, table.at), table.sequence)
        return [int(number) for number in last]

    def offset_of(self, at: int) -> int:
        """Of a place within its file."""
        return at - int(self._begins[np.searchsorted(self._begins, at, "right") - 1])

    def begin_of(self, file: int) -> int:
        """Where a file begins in all bytes."""
        return int(self._begins[file])

    def rows(self, kind: int, treatment: int | None = None) -> Table:
        """Records of a kind in order, each once; of one treatment, or of all."""
        mine = (self.order.kind == kind) & (True if treatment is None else self.order.treatment == treatment)
        return self.tables.get(kind, _NONE).only(self.order.row[mine])

    def records(self, kinds: Collection[str] = ()) -> Iterator[Record]:
        """Records in order, of some kinds or of all."""
        formats = firmware_module("stillwater.journal.formats")
        fields = {kind: _rows(kind, table, kinds) for kind, table in self.tables.items()}
        order = self.order
        for kind, row, treatment, clock_s in zip(*(column.tolist() for column in (order.kind, order.row, order.treatment, order.clock_s)),
                                                 strict=True):
            table, name = self.tables[kind], formats.name_of(int(self.tables[kind].kind[row]))
            if not kinds or name in kinds:
                yield {
                    "sequence": int(table.sequence[row]), "time_ms": int(table.time_ms[row]), "kind": name,
                    "treatment": treatment or None, "clock_s": clock_s or None, "fields": fields[kind][row] if fields[kind] else {},
                }

    def _rank(self, at: Integers) -> Integers:
        return np.array([file.rank for file in self.files] or [0], np.int64)[self.file_of(at)]


def journals(path: Path) -> list[Journal]:
    """The journals of a file, a folder, a folder of folders, or a flash image, a unit each. InputError when there is no record."""
    kept = list(each(path))
    if not kept:
        remedy = "give a journal file, a folder of them such as `stillwater log pull` makes, or a flash image"
        raise InputError([Problem(str(path), "journal", GIVEN, "holds no record", remedy)])
    return kept


def each(path: Path) -> Iterator[Journal]:
    """The same, one after another, so that a thousand units take no more memory than one."""
    for about, files in sources(path):
        journal = Journal(about, files)
        if journal.tables:
            yield journal


def one_of(path: Path) -> Journal:
    """The journal of the one unit at a path. InputError when there is no record, or there are several units."""
    found = journals(path)
    if len(found) > 1:
        units = ", ".join(journal.serial or journal.about for journal in found)
        raise InputError([Problem(str(path), "journal", GIVEN, f"is of {len(found)} units: {units}", "give the folder of one")])
    return found[0]


def read_journal(path: Path) -> Iterator[Record]:
    """Records of the one unit whose journal is at a path, oldest first. InputError when there are none, or several units."""
    return one_of(path).records()


def _column(tables: list[Table], name: str) -> Integers:
    """A column of all tables; the clock is a start's own, 0 in all other records."""
    columns = [table.fields.get(name, np.zeros(len(table.at))) if name == "clock_s" else getattr(table, name) for table in tables]
    return np.concatenate([np.zeros(0, np.int64), *(column.astype(np.int64) for column in columns)])


def _rows(kind: int, table: Table, kinds: Collection[str]) -> list[Record]:
    """Fields of each row; none where nobody asks for them."""
    if kind == UNREAD or (kinds and firmware_module("stillwater.journal.formats").name_of(kind) not in kinds):
        return []
    columns = told(kind, table)
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
