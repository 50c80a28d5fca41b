"""Running sums within groups of rows, and times that hang on the row before. Knows no record."""

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


def first_rows(groups: Integers) -> Integers:
    """Of each row the first of its group; rows of a group stand together."""
    begins = np.ones(len(groups), np.bool_)
    begins[1:] = groups[1:] != groups[:-1]
    return np.maximum.accumulate(np.where(begins, np.arange(len(groups)), 0))


def sums(steps: Integers, first: Integers) -> Integers:
    """Sum of a group's steps up to each row; `first` as first_rows gives it."""
    whole = np.cumsum(steps)
    return whole - (whole - steps)[first]


def bases(series: Integers, lane: Integers, since_ms: Integers, began_ms: Integers) -> Integers:
    """Of each row the time from which its series counts: that of the row before the series' first, in the lane's first row its own.

    A series is a lane's rows of one kind. since_ms counts from that time; began_ms is a lane's.
    """
    _, first, which = np.unique(series, return_index=True, return_inverse=True)
    base = np.zeros(len(first), np.int64)
    before = np.where(first == first_rows(lane)[first], -1, first - 1)
    base[before < 0] = began_ms[lane[first[before < 0]]]
    later = np.flatnonzero(before >= 0)
    rank = np.argsort(first[later], kind="stable")
    for row in _in_turns(lane[first[later[rank]]]):
        mine = later[rank[row]]
        base[mine] = base[which[before[mine]]] + since_ms[before[mine]]
    return base[which]


def _in_turns(lane: Integers) -> list[Integers]:
    """Rows, sorted by lane: the first of each lane, then the second of each, and on, for each hangs on the one before."""
    turn = np.arange(len(lane)) - first_rows(lane)
    return [np.flatnonzero(turn == number) for number in range(int(turn.max(initial=-1)) + 1)]
