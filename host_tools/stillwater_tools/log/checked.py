"""Looks a journal over: every damaged stretch, every gap in the sequence, every number that is there twice and differs.

A gap is one only where no record was thinned out: in files that keep all, or between two of them that follow each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from stillwater_tools.log.image import NO_FILES
from stillwater_tools.log.journal import Journal
from stillwater_tools.log.stretches import Stretch, is_cut, stretches

DAMAGED, CUT, MISSING, NOT_HERE, DIFFERENT = "damaged", "cut", "missing", "not-here", "different"
Numbers = tuple[int, int]  # first and last


@dataclass(frozen=True)
class Finding:
    """What was found: file and byte (empty and -1 if it is of no file), how many bytes, which records are lost, in words."""

    kind: str
    file: str
    offset: int
    bytes: int
    lost: tuple[Numbers, ...]
    says: str

    @property
    def is_damage(self) -> bool:
        """False for what a power cut leaves: the record that was being written, and no other."""
        return self.kind != CUT


def check(journal: Journal) -> list[Finding]:
    """All that is to be told, in the order of files, then of numbers. An empty list: every record is whole and in its place."""
    gaps = _gaps(journal)
    damaged = [_damaged(journal, file, stretch, gaps) for file, stretch in _stretches(journal)]
    damaged += _broken(journal, gaps)
    told = {numbers for finding in damaged for numbers in finding.lost}
    missing = [_missing(numbers, segments) for numbers, segments in gaps.items() if numbers not in told]
    return damaged + missing + list(_different(journal))


def _stretches(journal: Journal) -> Iterator[tuple[int, Stretch]]:
    data = journal.data
    for number, file in enumerate(journal.files):
        begin = journal.begin_of(number)
        if file.name != NO_FILES:  # there all else lies between records too
            yield from ((number, one) for one in stretches(data, begin, begin + len(file.content), journal.decoded.found))


def _damaged(journal: Journal, number: int, stretch: Stretch, gaps: dict[Numbers, Numbers | None]) -> Finding:
    file = journal.files[number]
    lost = tuple(numbers for numbers in gaps if _lies_between(journal, stretch, numbers))
    begin = stretch.begin - journal.begin_of(number)
    where = f"{file.name}, bytes {begin}..{begin + stretch.end - stretch.begin - 1}"
    if not lost and file.is_written_in_place and is_cut(journal.data, stretch):
        says = f"{where}: a record that was cut while it was written; no other is lost"
        return Finding(CUT, file.name, begin, stretch.end - stretch.begin, (), says)
    return Finding(DAMAGED, file.name, begin, stretch.end - stretch.begin, lost, f"{where}: damaged; {_lost(lost)}")


def _broken(journal: Journal, gaps: dict[Numbers, Numbers | None]) -> list[Finding]:
    """Packed records of a right CRC that do not tell what a packed record tells."""
    found, made = journal.decoded.found, []
    for at in np.flatnonzero(journal.decoded.is_broken).tolist():
        file, begin = journal.file_at(int(found.begin[at])), journal.offset_of(int(found.begin[at]))
        size = int(found.end[at] - found.begin[at])
        lost = tuple(numbers for numbers in gaps if numbers[0] <= int(found.sequence[at]) <= numbers[1])
        says = f"{file.name}, bytes {begin}..{begin + size - 1}: packed records that cannot be read; {_lost(lost)}"
        made.append(Finding(DAMAGED, file.name, begin, size, lost, says))
    return made


def _lies_between(journal: Journal, stretch: Stretch, numbers: Numbers) -> bool:
    """Whether the records before and behind a stretch stand on both sides of a gap; at a file's end there is only one of them."""
    before = journal.last_sequence[stretch.before] if stretch.before >= 0 else None
    after = int(journal.decoded.found.sequence[stretch.after]) if stretch.after >= 0 else None
    if before is None:
        return after is not None and numbers[1] == after - 1
    return numbers[0] == before + 1 if after is None else before < numbers[0] and numbers[1] < after


def _gaps(journal: Journal) -> dict[Numbers, Numbers | None]:
    """Numbers that no record has: first and last, and the segments of the ring between, if these are in no file."""
    order = journal.order
    made: dict[Numbers, Numbers | None] = {}
    for at in np.flatnonzero(np.diff(order.sequence) > 1).tolist():
        before, after = (journal.file_at(journal.place_of(row)) for row in (at, at + 1))
        if before.is_whole and after.is_whole:
            numbers = int(order.sequence[at]) + 1, int(order.sequence[at + 1]) - 1
            made[numbers] = before.segments if before.is_part else _between(before.segments, after.segments)
    return made


def _between(before: Numbers | None, after: Numbers | None) -> Numbers | None:
    if before and after and after[0] > before[1] + 1:
        return before[1] + 1, after[0] - 1
    return None


def _missing(numbers: Numbers, segments: Numbers | None) -> Finding:
    if segments:
        says = f"not here: {_numbers(numbers)}; no file has segments {segments[0]}..{segments[1]} of the unit's ring whole; pull again"
        return Finding(NOT_HERE, "", -1, 0, (numbers,), says)
    return Finding(MISSING, "", -1, 0, (numbers,), f"missing, and nothing is left of it: {_numbers(numbers)}")


def _different(journal: Journal) -> Iterator[Finding]:
    """Two records of one number that are not the same one: files of two journals lie together."""
    tables = list(journal.tables.values())
    sequence, kind, time_ms, at = (np.concatenate([getattr(t, name) for t in tables]) for name in ("sequence", "kind", "time_ms", "at"))
    order = np.argsort(sequence, kind="stable")
    same = sequence[order[1:]] == sequence[order[:-1]]
    differs = (kind[order[1:]] != kind[order[:-1]]) | (time_ms[order[1:]] != time_ms[order[:-1]])
    for row in np.flatnonzero(same & differs).tolist():
        number = int(sequence[order[row]])
        first, second = (journal.file_at(int(at[order[one]])).name for one in (row, row + 1))
        says = f"record {number} is one in {first} and another in {second}: these are files of two journals; keep them apart"
        yield Finding(DIFFERENT, second, -1, 0, ((number, number),), says)


def _lost(lost: tuple[Numbers, ...]) -> str:
    if not lost:
        return "no record is lost by it that is not in another file, unless it was the last"
    return f"lost: {', '.join(map(_numbers, lost))}"


def _numbers(numbers: Numbers) -> str:
    first, last = numbers
    return f"records {first}..{last}" if last > first else f"record {first}"
