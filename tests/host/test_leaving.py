"""What counts as a limb that leaves over seconds: not what rises as slowly as skin dries and water sinks, however little it resists."""

from array import array

import pytest

from stillwater.control import state, watch

_LOOKS_A_S = 8
_MINUTES = 20
_CURRENT_UA = 10_000
_BOTH = pytest.mark.parametrize("what", ["skin", "water"])
_OHM = pytest.mark.parametrize("ohm", [40, 100, 263, 1000, 20_000])


def leaves(what, ohm, rise_each_s, seconds):
    """Whether LEAVING is ever set while skin or water rises from ohm by a part of itself each second, the other standing still."""
    s = array("i", [0] * state.SLOTS)
    s[state.CURRENT_UA] = _CURRENT_UA
    series_ohm, skin_ohm = 2000, 1000
    for look in range(seconds * _LOOKS_A_S):
        risen_ohm = round(ohm * (1 + rise_each_s) ** (look / _LOOKS_A_S))
        series_ohm, skin_ohm = (risen_ohm, skin_ohm) if what == "water" else (series_ohm, risen_ohm)
        s[state.SERIES_OHM] = series_ohm
        watch.watch(s, skin_ohm)
        s[state.ARRIVED] = 1
        if s[state.LEAVING]:
            return True
    return False


@_BOTH
@_OHM
def test_what_rises_as_slowly_as_skin_dries_is_no_limb_that_leaves(what, ohm):
    doubled_each_s = 2 ** (1 / (_MINUTES * 60)) - 1
    assert not leaves(what, ohm, doubled_each_s, _MINUTES * 60)


@_BOTH
@_OHM
def test_what_rises_by_a_half_in_ten_seconds_leaves(what, ohm):
    assert leaves(what, ohm, 1.5 ** 0.1 - 1, 10)
