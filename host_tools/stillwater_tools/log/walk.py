"""Finds where each record of a packed stretch begins, many stretches side by side. Knows kinds and lengths, sums nothing up."""

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.log.layout import Layout, is_text, layouts
from stillwater_tools.log.varints import Integers, Numbers


@dataclass(frozen=True)
class Walked:
    """Records in the order of their bytes: the stretch of each, where it begins, kind, whether its sequence number is the next.

    longer: index of the number that tells its time; its fields come behind.
    """

    lane: Integers
    at: Integers
    kind: Integers
    follows: NDArray[np.bool_]
    longer: Integers


def walk(numbers: Numbers, lengths: Integers) -> tuple[Walked, NDArray[np.bool_]]:
    """Records of stretches of these lengths that lie one behind another, and which stretches end where a record does."""
    end = np.cumsum(lengths)
    at = end - lengths
    sound = np.ones(len(lengths), np.bool_)
    steps = []
    lane = np.flatnonzero(at < end)
    while len(lane):
        step = _step(numbers, lane, at[lane])
        at[lane] = np.where(_kinds().known[step.kind], _behind(numbers, step), end[lane] + 1)
        sound[lane[at[lane] > end[lane]]] = False
        steps.append(step)
        lane = lane[at[lane] < end[lane]]
    return _in_order(steps, sound), sound


@dataclass(frozen=True)
class Parts:
    """Of each field, for all records of a kind: the index of its number, or where its flag and bytes are; then where the next record is.

    begins: where a number comes behind bytes.
    """

    places: list[Integers]
    begins: list[Integers]
    behind: Integers


def parts(layout: Layout, numbers: Numbers, longer: Integers) -> Parts:
    """Of records whose times are told by these numbers."""
    made = Parts([], [], numbers.behind(longer))
    behind, place, after_text = made.behind, longer, False
    for _name, code, _unit in layout.fields:
        if is_text(code):
            made.places.append(behind)
            behind = behind + 1 + int(code[:-1]) * (numbers.byte(behind) != 0)
        else:
            if after_text:
                made.begins.append(behind)
            place = numbers.index(behind) if after_text else place + 1
            made.places.append(place)
            behind = numbers.behind(place)
        after_text = is_text(code)
    return Parts(made.places, made.begins, behind)


def _step(numbers: Numbers, lane: Integers, at: Integers) -> Walked:
    """The records that begin at these places."""
    packed = firmware_module("stillwater.journal.packed")
    head = numbers.byte(at).astype(np.int64)
    follows = head >= packed.FOLLOWS
    return Walked(lane, at, head & (packed.PACKED - 1), follows, numbers.index(at) + np.where(follows, 0, 2))


def _behind(numbers: Numbers, step: Walked) -> Integers:
    """Where the records end. Most are numbers alone, and of these all kinds are found at once."""
    kinds = _kinds()
    behind = numbers.behind(step.longer + kinds.counts[step.kind])
    for layout in kinds.texts if kinds.has_text[step.kind].any() else ():
        mine = np.flatnonzero(step.kind == layout.kind)
        if len(mine):
            behind[mine] = parts(layout, numbers, step.longer[mine]).behind
    return behind


@dataclass(frozen=True)
class _Kinds:
    """By kind: whether it can be packed, how many fields it has, whether there is text among them; and the layouts that have some."""

    known: NDArray[np.bool_]
    counts: Integers
    has_text: NDArray[np.bool_]
    texts: list[Layout]


@functools.cache
def _kinds() -> _Kinds:
    most = firmware_module("stillwater.journal.packed").PACKED
    made = _Kinds(np.zeros(most, np.bool_), np.zeros(most, np.int64), np.zeros(most, np.bool_), [])
    for layout in layouts().values():
        made.known[layout.kind] = not layout.tail
        made.counts[layout.kind] = len(layout.fields)
        made.has_text[layout.kind] = layout.has_text
    made.texts.extend(layout for layout in layouts().values() if layout.has_text and not layout.tail)
    return made


def _in_order(steps: list[Walked], sound: NDArray[np.bool_]) -> Walked:
    """All records of sound stretches; places rise with the stretch."""
    none = np.zeros(0, np.int64)
    whole = Walked(*(np.concatenate([getattr(step, name) for step in steps] or [none]) for name in Walked.__dataclass_fields__))
    order = np.argsort(whole.at, kind="stable")
    kept = order[sound[whole.lane[order]]]
    return Walked(*(getattr(whole, name)[kept] for name in Walked.__dataclass_fields__))
