"""The chip does what the vm does: the same states, each as long, and the same true current through the skin.

Both play the same short treatment; only --unit chip has something to compare.
"""

import pytest

from support.unit_cases import CURRENT_UA, PRESCRIPTION, WHO, into_hold, short_treatment
from support.unit_vm import VmUnit

_SLACK_TICKS = 100  # each looks every 20 ms, who plays the case answers a look later, and a ramp's end waits for readings of 50 Hz
_CLOCKED = ("relays", "turn-wait")  # ended by the session's own clock and nothing else
_CLOCK_SLACK_TICKS = 8  # two rounds of the main loop
_AFTER_TICKS, _LOOK_TICKS = 200, 150


@pytest.fixture(scope="module")
def on_vm(tier):
    """What the vm tells of the same."""
    if tier != "chip":
        pytest.skip("the chip alone is compared with the vm, which hurries as it does: --unit chip")
    with VmUnit([PRESCRIPTION], WHO) as unit:
        return short_treatment(into_hold(unit)).told


def test_the_same_states_follow_and_last_as_long(treatment, on_vm, figure):
    assert treatment.states == on_vm.states
    differences = [chip - vm for chip, vm in zip(lengths(treatment), lengths(on_vm), strict=True)]
    figure("chip less vm, ticks of a visit", f"{min(differences)} .. {max(differences)}", f"within {_SLACK_TICKS}")
    assert max(map(abs, differences)) <= _SLACK_TICKS
    clocked = [difference for state, difference in zip(treatment.states[1:], differences, strict=False) if state in _CLOCKED]
    assert len(clocked) == len(_CLOCKED)
    assert max(map(abs, clocked)) <= _CLOCK_SLACK_TICKS


def test_the_true_current_of_each_hold_is_the_same_within_one_per_cent(treatment, on_vm, figure):
    pairs = [(hold_ua(treatment, nth), hold_ua(on_vm, nth)) for nth in (1, 2, 3)]
    figure("true current of each hold, chip and vm", ", ".join(f"{chip:.1f} {vm:.1f}" for chip, vm in pairs) + " uA", "within 1 %")
    assert max(abs(chip - vm) for chip, vm in pairs) <= CURRENT_UA / 100


def lengths(told):
    """Ticks of each visit but the last, which lasts for ever, and the first, which waits for the case."""
    ticks = [tick for _state, tick in told.visits][1:]
    return [after - before for before, after in zip(ticks, ticks[1:], strict=False)]


def hold_ua(told, nth):
    """Mean of the true current some time after a hold has begun."""
    currents = told.skin_ua(told.entered("hold", nth) + _AFTER_TICKS, _LOOK_TICKS)
    return sum(currents) / len(currents)
