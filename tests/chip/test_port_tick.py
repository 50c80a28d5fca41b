"""The tick on unit r1's board: it keeps its period, fits its time and takes no memory, and does what the virtual board's tick does."""

import pytest

from stillwater.control import state
from stillwater.safety import door, faults, slots
from stillwater.safety.limits import FAST_DOWN_UA_PER_S
from stillwater_tools.chip.branch import in_branch
from stillwater_tools.chip.console import execute, finish, start
from stillwater_tools.chip.pins import Level
from support import driven_chip
from support.driven_chip import WHO
from virtual.loop import span
from virtual.rehearsal import Rehearsal

_BUSY_MS = 3000
_LEAVES_MS = 2850
_BUSY = f"""
before = s[{state.TICKS}], port.times()[3]
began = time.ticks_ms()
while time.ticks_diff(time.ticks_ms(), began) < {_BUSY_MS}:
    kept = [number for number in range(50)]
    gc.collect()
    s[{state.SILENT_TICKS}] = 0
print((s[{state.TICKS}] - before[0], port.times()[3] - before[1]) + port.times()[:3] + (g[{slots.FAULT}],))
"""
# MicroPython locks the heap while a hard timer's callback runs; here the main loop has none either.
_LOCKED = f"""
import micropython
from array import array
from stillwater.port import tick
seen = array("i", [0] * 5)
def allocating(timer):
    tick.tick(timer)
    list(seen)
def play(ms):
    began = time.ticks_ms()
    while time.ticks_diff(time.ticks_ms(), began) < ms:
        time.sleep_ms(1)
        s[{state.SILENT_TICKS}] = 0
        seen[s[{state.MODE}]] += 1
        seen[4] += g[{slots.CUT}]
        if s[{state.MODE}] == 0 and s[{state.REQUEST}] == 0 and not g[{slots.CUT}]:
            port.turn_bridge(-1)
            s[{state.REQUEST}] = {state.MODE_PROBE}
def locked(ms):
    ticks = s[{state.TICKS}]
    micropython.heap_lock()
    play(ms)
    micropython.heap_unlock()
    print((s[{state.TICKS}] - ticks, list(seen), g[{slots.GUARD_BRIDGE_SENSED}]))
"""
_TURN = f"s[{state.REQUEST}], s[{state.SLOPE_UA_PER_S}] = 0, {FAST_DOWN_UA_PER_S}\n"
_ALLOCATE = "port._timers[1].init(freq=1000, mode=machine.Timer.PERIODIC, callback=allocating, hard=True)\n"
_UNCAUGHT = b"Uncaught exception in IRQ callback handler"
_OFF, _PROBE, _DRIVE, _STOP, _CUT = range(5)  # of seen


@pytest.fixture(scope="module")
def busy(driven):
    """Three seconds in which the main loop allocates and collects, and a limb leaves: ticks, their sum, times, fault, stops."""
    return in_branch(lambda: leave_while_busy(driven))


def test_probe_and_begin_of_a_drive_are_those_of_the_virtual_board(driven):
    modes, current_ua = as_on_the_virtual_board(driven.unit.board)
    assert driven.modes == modes
    assert driven.current_ua == pytest.approx(current_ua, abs=30)  # three standard deviations of both readings' noise


def test_the_tick_keeps_its_period_while_the_main_loop_allocates_and_collects(busy, figure):
    ticks, _, least_us, most_us, _, fault, _ = busy
    figure(f"tick's period, {ticks} ticks, main loop allocates and collects", f"{least_us} .. {most_us} us", "980 .. 1,020 us")
    assert abs(ticks - _BUSY_MS) <= 20
    assert least_us >= 980
    assert most_us <= 1020
    assert fault == faults.NONE


def test_the_whole_tick_fits_its_time_in_drive_and_in_soft_stop(busy, figure):
    ticks, sum_us, _, _, most_us, _, stops = busy
    figure("whole tick, mean", f"{sum_us / ticks:.1f} us", "<= 120 us")
    figure("whole tick, most", f"{most_us} us", "<= 150 us")
    assert stops == 1
    assert sum_us / ticks <= 120
    assert most_us <= 150


def test_a_tick_takes_no_memory_in_drive_and_in_soft_stop(driven):
    driven.unit.move(0, 0.0, 100)
    ticks, seen, _bridge = with_the_heap_locked(driven, 400)
    assert ticks >= 398
    assert min(seen[_DRIVE], seen[_STOP], seen[_OFF]) > 0
    assert _UNCAUGHT not in driven.machine.usb.said


def test_a_tick_takes_no_memory_while_polarity_turns(driven):
    ticks, seen, bridge = with_the_heap_locked(driven, 1000, _TURN)
    assert ticks >= 998
    assert min(seen[_DRIVE], seen[_OFF], seen[_PROBE]) > 0
    assert (bridge, seen[_CUT]) == (-1, 0)
    assert _UNCAUGHT not in driven.machine.usb.said


def test_a_tick_takes_no_memory_when_the_guard_trips(driven):
    driven.unit.trip()
    ticks, seen, _bridge = with_the_heap_locked(driven, 50)
    assert ticks >= 48
    assert min(seen[_CUT], seen[_OFF]) > 0
    assert _UNCAUGHT not in driven.machine.usb.said


def test_a_tick_that_took_memory_would_be_found(driven):
    ticks, _seen, _bridge = with_the_heap_locked(driven, 50, "import machine\n" + _ALLOCATE)
    assert ticks <= 2
    assert b"MemoryError" in driven.machine.usb.said.partition(_UNCAUGHT)[2]


def with_the_heap_locked(driven, ms, first=""):
    """(ticks in ms, looks at each mode and at a cut, where the bridge stands): ticks that take memory end the ticks."""
    return eval(execute(driven.machine, f"{_LOCKED}{first}locked({ms})").splitlines()[-1])


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
