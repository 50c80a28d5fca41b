"""The tick on unit r1's board: it keeps its period and fits its time, and what it does is what the virtual board's tick does."""

import pytest

from stillwater.control import state
from stillwater.safety import door, faults, slots
from stillwater_tools.chip.branch import in_branch
from stillwater_tools.chip.console import finish, start
from stillwater_tools.chip.pins import Level
from support import driven_chip
from support.driven_chip import WHO
from virtual.loop import span
from virtual.rehearsal import Rehearsal

_BUSY_MS = 1000
_LEAVES_MS = 850
_BUSY = f"""
before = s[{state.TICKS}], port.times()[3]
began = time.ticks_ms()
while time.ticks_diff(time.ticks_ms(), began) < {_BUSY_MS}:
    kept = [number for number in range(50)]
    gc.collect()
    s[{state.SILENT_TICKS}] = 0
print((s[{state.TICKS}] - before[0], port.times()[3] - before[1]) + port.times()[:3] + (g[{slots.FAULT}],))
"""


@pytest.fixture(scope="module")
def busy(driven):
    """A second in which the main loop allocates and collects, and a limb leaves: ticks, their sum, times, fault, stops."""
    return in_branch(lambda: leave_while_busy(driven))


def test_probe_and_begin_of_a_drive_are_those_of_the_virtual_board(driven):
    modes, current_ua = as_on_the_virtual_board(driven.unit.board)
    assert driven.modes == modes
    assert driven.current_ua == pytest.approx(current_ua, abs=30)  # three standard deviations of both readings' noise


def test_the_tick_keeps_its_period_while_the_main_loop_allocates_and_collects(busy):
    ticks, _, least_us, most_us, _, fault, _ = busy
    assert abs(ticks - _BUSY_MS) <= 20
    assert least_us >= 980
    assert most_us <= 1020
    assert fault == faults.NONE


def test_the_whole_tick_fits_its_time_in_drive_and_in_soft_stop(busy, capsys):
    ticks, sum_us, least_us, longest_us, most_us, _, stops = busy
    with capsys.disabled():
        print(f"\nwhole tick on the chip: mean {sum_us / ticks:.1f} us, most {most_us} us; period {least_us}..{longest_us} us")
    assert stops == 1
    assert sum_us / ticks <= 120
    assert most_us <= 150


def leave_while_busy(driven):
    begin, since = start(driven.machine, _BUSY), len(driven.recorder.changes)
    driven.machine.run_ms(_LEAVES_MS)
    driven.unit.move(0, 0.0, 100)
    numbers = eval(finish(driven.machine, begin, 2 * _BUSY_MS))
    opened = driven_chip.changes_of(driven, driven.unit.board.PIN_CONTACT_2, since)
    return *numbers, [level for _, level in opened].count(Level.LOW)


def as_on_the_virtual_board(board):
    """Modes with their first ticks, and the current at the end, as driven_chip does it."""
    case = Rehearsal(board, WHO)
    s, modes = case.s, [(0, 0)]
    for limb in range(2):
        case.move(limb, 1_000_000, 0)
    case.drive(driven_chip.TARGET_UA, driven_chip.CEILING_UA)
    door.arm(case.g, driven_chip.CEILING_UA, driven_chip.CHARGE_UC)
    s[state.SLOPE_UA_PER_S] = driven_chip.SLOPE_UA_PER_S
    while s[state.TICKS] < driven_chip.TICKS:
        span(s, case.g, case.c, case.t, case.b, case.w, case.row, s[state.TICKS], 1, 1000)
        s[state.SILENT_TICKS] = 0
        if s[state.STANDS_TICKS] == driven_chip.STOOD_TICKS and s[state.CONTACT_TICKS] < driven_chip.WHOLE_SOON_TICKS:
            s[state.CONTACT_TICKS] = driven_chip.WHOLE_SOON_TICKS
        if s[state.MODE] != modes[-1][1]:
            modes.append((s[state.TICKS], s[state.MODE]))
    return modes, s[state.CURRENT_UA]
