"""The tick as one function, as it goes onto the chip, gives the same integers as the rooms that call each other."""

import pytest
from hypothesis import HealthCheck, given, settings

from stillwater import hot
from stillwater.capture import ring
from stillwater.control import state as control
from stillwater_tools.boards.generate import board_text
from stillwater_tools.build import firmware
from stillwater_tools.build.slim import slim
from stillwater_tools.run.host import board_scales
from support.blocks import CONTROL, GUARD
from support.built import BOARD
from virtual import loop, state
from virtual.rehearsal import Rehearsal

_WHOLE_PPM = 1_000_000


@pytest.fixture(scope="module")
def sample():
    """Run as plain Python."""
    kept, _put_in = firmware.with_one_tick(firmware.folded(board_text(BOARD)), "stillwater.hot")
    kept = slim(kept)
    space = {}
    exec(compile(kept["stillwater.hot"], "hot", "exec"), space)
    return space["sample"]


def played(sample, monkeypatch):
    """(digest of all blocks, mode, whether it holds; at last whether it has cut) over ramp, hold, dip, removal, return and trip."""
    monkeypatch.setattr(loop, "sample", sample)
    case = Rehearsal(board_scales("unit_r1"), {})
    steps = (
        (("move", 0, _WHOLE_PPM, 200), ("move", 1, _WHOLE_PPM, 200), ("drive", 2000), ("run", 14_000)),
        (("move", 0, 700_000, 300), ("run", 600)),
        (("move", 0, _WHOLE_PPM, 300), ("run", 1000)),
        (("move", 0, 0, 120), ("run", 1600)),
        (("move", 0, _WHOLE_PPM, 200), ("answer",), ("run", 7000)),
        (("drive", 0), ("run", 3000)),
        (("drive", 2000), ("run", 6000)),
    )
    told = []
    for step in steps:
        for name, *values in step:
            getattr(case, name)(*values)
        told.append((case.digest(), case.s[control.MODE], case.s[control.ARRIVED]))
    case.t[state.LATCH] = 1
    case.run(400)
    return [*told, (case.digest(), case.s[control.MODE], case.s[control.CUT])]


def test_one_function_gives_the_same_integers_in_a_run(sample, monkeypatch):
    nested = played(hot.sample, monkeypatch)
    assert played(sample, monkeypatch) == nested
    modes = [mode for _digest, mode, _arrived in nested]
    assert modes == [2, 2, 2, control.MODE_PROBE, 2, control.MODE_OFF, control.MODE_DRIVE, control.MODE_OFF]
    assert nested[0][2] == nested[2][2] == nested[-1][2] == 1


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(CONTROL, GUARD)
def test_one_function_gives_the_same_integers_from_any_state(sample, control_block, guard_block):
    nested, one = [(list(control_block), list(guard_block), list(ring())) for _ in range(2)]
    for _ in range(3):
        hot.sample(*nested)
        sample(*one)
    assert one == nested
