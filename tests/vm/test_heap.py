"""A unit's heap does not grow: what is in use while idle, after a collection, is the same after treatments as before."""

import os

from stillwater_tools.bench.heap import Aged, Look, aged

_HOURS = float(os.environ.get("STILLWATER_HEAP_HOURS", "0.16"))
_TREATMENTS_PER_HOUR = 80


def looks(*in_use_bytes, files=(0,) * 8):
    return Aged([Look(number / 10, count, 0, held) for number, (count, held) in enumerate(zip(in_use_bytes, files, strict=True))], 0)


def test_treatment_after_treatment_leaves_the_same_in_use():
    told = aged(_HOURS, hurried=True)
    assert told.treatments >= _HOURS * _TREATMENTS_PER_HOUR - 1
    assert told.growth_bytes <= 0


def test_what_grows_is_told_and_what_goes_up_and_down_is_none():
    assert looks(50, 90, 100, 101, 102, 103, 104, 105).growth_bytes == 2
    assert looks(50, 90, 100, 130, 100, 130, 100, 130).growth_bytes == 0
    assert looks(0, 0, 0, 0, 164, 164, 228, 228, files=(0, 0, 0, 0, 1, 1, 2, 2)).growth_bytes == 0
