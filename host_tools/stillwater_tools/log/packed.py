"""Expands packed records, thousands at once: the fast twin of the firmware's `packed.expand`, to which a test holds it.

A walk finds where each record begins, all packed stretches side by side; then each kind's fields are summed up in one go. A stretch
that cannot be read to its end exactly, or tells a value that no field holds, is damaged as a whole. Knows no file.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.log.found import Found
from stillwater_tools.log.layout import is_text, layouts
from stillwater_tools.log.sums import bases, first_rows, sums
from stillwater_tools.log.varints import Integers, Numbers
from stillwater_tools.log.walk import Walked, parts, walk

_U32 = (0, 2**32 - 1)
_RISING = "uC"  # as the firmware's packed.py: the unit of a field that is told by how much more it rose


@dataclass(frozen=True)
class Expanded:
    """Records of one kind: which of the packed ones each was in, sequence number, time in ms, values by the field's name."""

    within: Integers
    sequence: Integers
    time_ms: Integers
    fields: dict[str, NDArray[Any]]


def expand(data: bytes, found: Found) -> tuple[dict[int, Expanded], NDArray[np.bool_]]:
    """Records by kind, in the order of their bytes; and of each packed one whether it was sound. `found` holds packed ones alone."""
    payloads = _payloads(data, found)
    numbers = Numbers(b"".join(payloads))
    walked, is_sound = walk(numbers, np.array([len(payload) for payload in payloads], np.int64))
    told = _Told(numbers, walked, found)
    is_sound[walked.lane[~told.are_sound]] = False
    made = {}
    for kind in told.kinds:
        made[kind], are_sound = told.expanded(kind)
        is_sound[made[kind].within[~are_sound]] = False
    return {kind: _only_sound(one, is_sound) for kind, one in made.items()}, is_sound


class _Told:
    """All numbers of the walked records."""

    def __init__(self, numbers: Numbers, walked: Walked, found: Found) -> None:
        self._numbers, self._walked = numbers, walked
        self._rows = {kind: np.flatnonzero(walked.kind == kind) for kind in np.unique(walked.kind).tolist()}
        self._parts = {kind: parts(layouts()[kind], numbers, walked.longer[rows]) for kind, rows in self._rows.items()}
        begins = [begin for found_parts in self._parts.values() for begin in found_parts.begins]
        self._values, self._is_number = numbers.values(np.concatenate([walked.at + walked.follows, *begins]))
        self._sequence = self._sequences(found.sequence)
        self._time_ms = self._times(found.time_ms)
        self.are_sound = _within(self._sequence, _U32) & _within(self._time_ms, _U32) & self._is_number[walked.longer]

    @property
    def kinds(self) -> list[int]:
        """Those that there are."""
        return list(self._rows)

    def expanded(self, kind: int) -> tuple[Expanded, NDArray[np.bool_]]:
        """Records of a kind, and which of them are sound."""
        rows = self._rows[kind]
        first = first_rows(self._walked.lane[rows])
        sound = np.ones(len(rows), np.bool_)
        fields = {}
        for field, place in zip(layouts()[kind].fields, self._parts[kind].places, strict=True):
            if is_text(field[1]):
                fields[field[0]] = self._text(place, first, int(field[1][:-1]))
            else:
                fields[field[0]] = self._column(field, place, first, sound)
        return Expanded(self._walked.lane[rows], self._sequence[rows], self._time_ms[rows], fields), sound

    def _sequences(self, began: Integers) -> Integers:
        lane = self._walked.lane
        step = np.where(self._walked.follows, 1, self._values[self._numbers.index(self._walked.at + 1)])
        return began[lane] - 1 + sums(step, first_rows(lane))

    def _times(self, began_ms: Integers) -> Integers:
        """A time is told as how much longer than the last time it came after the last of its kind: summed up twice."""
        lane = self._walked.lane
        series = lane * (1 + max(layouts())) + self._walked.kind
        order = np.argsort(series, kind="stable")
        first = first_rows(series[order])
        since_ms = np.empty_like(series)
        since_ms[order] = sums(sums(self._values[self._walked.longer][order], first), first)
        return bases(series, lane, since_ms, began_ms) + since_ms

    def _column(self, field: tuple[str, str, str], place: Integers, first: Integers, sound: NDArray[np.bool_]) -> NDArray[Any]:
        """A field of numbers; what it cannot hold is not sound."""
        _name, code, unit = field
        column = sums(self._values[place], first)
        if unit == _RISING:
            column = sums(column, first)
        sound &= self._is_number[place] & _within(column, firmware_module("stillwater.journal.formats").RANGES[code])
        return column.astype(f"<{code}")

    def _text(self, at: Integers, first: Integers, size: int) -> NDArray[np.uint8]:
        """Bytes that are told, or those of the last record, or zeros."""
        there = self._numbers.byte(at[:, None] + 1 + np.arange(size))
        last = np.maximum.accumulate(np.where(self._numbers.byte(at) != 0, np.arange(len(at)), -1))
        return np.where((last >= first)[:, None], there[np.maximum(last, 0)], np.uint8(0))


def _payloads(data: bytes, found: Found) -> list[bytes]:
    formats = firmware_module("stillwater.journal.formats")
    begins, ends = found.begin + formats.HEADER_BYTES, found.end - formats.CRC_BYTES
    return [data[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]


def _within(values: Integers, bounds: tuple[int, int]) -> NDArray[np.bool_]:
    return (values >= bounds[0]) & (values <= bounds[1])


def _only_sound(one: Expanded, is_sound: NDArray[np.bool_]) -> Expanded:
    if is_sound.all():
        return one
    kept = is_sound[one.within]
    return Expanded(one.within[kept], one.sequence[kept], one.time_ms[kept], {name: column[kept] for name, column in one.fields.items()})
