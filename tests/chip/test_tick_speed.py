"""What the tick costs, room by room, and by how much viper code is faster than the same law as ordinary classes."""

import pytest

from stillwater.control import state
from stillwater_tools.bench import chip, stamps
from stillwater_tools.chip.branch import in_branch
from stillwater_tools.chip.console import execute, finish, start
from support import driven_chip
from support.built import BOARD, firmware

_HOLD_MS, _LEAVE_MS, _KNOCK_MS = 300, 300, 300
_TICKING = f"""
def ticking(ms):
    began = time.ticks_ms()
    while time.ticks_diff(time.ticks_ms(), began) < ms:
        time.sleep_ms(1)
        s[{state.SILENT_TICKS}] = 0
before = s[{state.TICKS}], port.times()[3]
"""
_MEAN = f"print((port.times()[3] - before[1]) / (s[{state.TICKS}] - before[0]))"


@pytest.fixture(scope="module")
def stamped(image):
    """As `driven`, with stamps in the tick and the law in two forms beside it."""
    return driven_chip.driven(image, chip.with_stamps(BOARD, firmware()).files)


@pytest.fixture(scope="module")
def timed(stamped):
    """Room -> us of each tick, and what the port says of a whole one: in a hold, while a limb leaves, in the stop and after it."""
    return in_branch(lambda: leave_with_stamps(stamped))


def test_each_room_of_a_tick_is_timed_and_together_they_are_what_the_port_counts(timed, figure):
    rooms, whole_us = timed
    for room, times in rooms.items():
        figure(f"room of the tick, mean and most of {len(times):3}: {room}", f"{sum(times) / len(times):5.1f} {max(times):5.1f} us")
    figure("a tick with stamps, mean", f"{whole_us:.1f} us")
    ticks = len(rooms[stamps.STAMPS])
    assert all(rooms.values())
    assert sum(map(sum, rooms.values())) / ticks == pytest.approx(whole_us, abs=1.5)


def test_viper_code_is_five_times_as_fast_as_the_same_law_in_ordinary_classes(stamped, figure):
    execute(stamped.machine, "port.stop()")
    law = chip.law_on(stamped.machine, "unit_r1")
    for form, row in chip.law_rows(law).items():
        figure(f"the law, {form}: mean and most", f"{row['mean_us']:6.1f} {row['most_us']} us")
    figure("viper against ordinary classes", f"{law.times_faster:.1f} times as fast", ">= 5 times")
    assert law.is_same
    assert set(law.modes) == {state.MODE_DRIVE, state.MODE_STOP, state.MODE_OFF}
    assert law.times_faster >= 5


def leave_with_stamps(stamped):
    heard = stamps.Stamps(stamped.machine)
    execute(stamped.machine, f"{_TICKING}ticking({_HOLD_MS})")
    begin = start(stamped.machine, f"ticking({_LEAVE_MS})")
    stamped.unit.move(0, 0.0, 100)
    finish(stamped.machine, begin, 2 * _LEAVE_MS)
    whole_us = execute(stamped.machine, f"s[{state.PAUSE_TICKS}] = 0\nticking({_KNOCK_MS})\n{_MEAN}")
    return heard.rooms_us(), float(whole_us)
