"""A unit that starts by itself: nothing is driven on the way to Ready, and whatever ends the run ends in OFF, told on the display.

One unit is started, and gone on with to a treatment; each test goes on from there in its branch. What has to start anew does, as
far as it needs.
"""

import re

import pytest

from stillwater import starts
from stillwater.link import commands, frames
from stillwater.safety.limits import MAIN_SILENT_MS
from stillwater_tools.chip.console import ask, execute, type_in
from stillwater_tools.chip.pins import Level
from support.levers import CRASH, FILL, HANG, HANG_ALL, looks_ms, pull, pulled
from support.started_chip import (
    READY_US,
    assert_off,
    ever_high,
    fall_begins_us,
    files,
    powered,
    press_start,
    records,
    until_shown,
)

_HEAP_LEAST_BYTES = 64 * 1024
_AT_ONCE_MS, _DEADMAN_MOST_MS, _SOFT_STOP_MS, _RESET_MS = 1, 11, 350, 1500
_ROUND_MS = 50  # between two looks: the last sign of life came before the lever
_INPUTS = {Level.INPUT, Level.INPUT_PULL_DOWN}
_KEYS = b"\x03\x03\x04\x01\x03\x02\x04\r\x05print(1)\x04\x03\r\nmachine.reset()\r\n"


def felt(chip):
    """Pins that a patient would feel."""
    b = chip.unit.board
    return {b.PIN_CONTACT_1, b.PIN_CONTACT_2, b.PIN_PWM}


def test_all_pins_are_let_go_50_ms_after_power_comes(started, figure):
    figure("pins 50 ms after power-on", " and ".join(sorted(one.name.lower() for one in started.at_50_ms)), "none driven")
    assert started.at_50_ms <= _INPUTS


def test_nothing_is_driven_from_reset_to_ready(started):
    assert ever_high(started, felt(started) | {started.unit.board.PIN_LATCH_RESET}) == set()
    assert started.unit.circuit.contacts == (False, False)


def test_ready_stands_on_the_display_in_a_second_and_a_half(started, figure):
    figure("from power-on to Ready on the display", f"{started.ready_us / 1000:.0f} ms", "<= 1,500 ms")
    assert started.ready_us <= READY_US


def test_the_heap_has_64_kb_left_when_all_is_there(started, figure):
    figure("heap free in IDLE, link and all", f"{started.free_bytes} bytes", ">= 65,536 bytes")
    assert started.free_bytes >= _HEAP_LEAST_BYTES


def test_a_full_heap_ends_in_off_with_the_words_and_a_record(started, shown):
    pulled(started, FILL)
    until_shown(started, shown["off"], 2000, "the display says that the unit is off")
    assert_off(started, 400)  # every look for memory takes longer, and the record comes after the words
    assert records(started)[-1][1]["text"].startswith(b"MemoryError")


def test_service_by_command_opens_the_repl_with_nothing_driven(started, shown):
    since = len(started.recorder.changes)
    type_in(started.machine, frames.encode(frames.REQUEST, commands.SERVICE, 1, b""))
    until_shown(started, shown["service"], 2000, "the display says Service")
    assert execute(started.machine, "print(6 * 7)") == "42\r\n"
    ask(started.machine, b"\x04", b"soft reboot", 1000)  # as mpremote does: in raw mode main.py does not follow
    assert execute(started.machine, "print(6 * 7)") == "42\r\n"
    assert ever_high(started, felt(started), since) == set()
    assert_off(started, 20)


def test_what_is_typed_while_treating_does_nothing(treating):
    begin, since = len(treating.machine.usb.said), len(treating.recorder.changes)
    type_in(treating.machine, _KEYS)
    treating.machine.run_ms(150)
    assert not re.search(rb">>>|raw REPL|Traceback", treating.machine.usb.said[begin:])
    assert [change for change in treating.recorder.changes[since:] if change.pin != treating.unit.board.PIN_PWM] == []
    assert treating.unit.circuit.contacts == (True, True)


def test_a_press_of_80_ms_is_seen_twice_whenever_it_comes(treating, figure):
    looks = looks_ms(treating, 3000)
    widest_ms = max(third - first for first, third in zip(looks, looks[2:], strict=False))
    figure("three looks at the buttons while treating, apart at most", f"{widest_ms} ms", "<= 80 ms")
    assert len(looks) > 100
    assert widest_ms <= 80


def test_an_exception_while_treating_is_off_at_once_and_told(treating, shown, figure):
    before_us = pulled(treating, CRASH)
    treating.machine.until(lambda: not treating.unit.circuit.is_enabled, _AT_ONCE_MS, "the enable line falls")
    off_us = until_shown(treating, shown["off"], 200, "the display says that the unit is off") - before_us
    assert_off(treating, 20)
    figure("exception while treating: off at once, said after", f"{off_us / 1000:.0f} ms")
    kind, fields = records(treating)[-1]
    assert (kind, fields["text"]) == ("crash", b"KeyboardInterrupt stillwater/panel/buttons.py")


def test_a_main_loop_that_hangs_ends_in_a_soft_stop(treating, figure):
    before_us = pulled(treating, HANG)
    after_ms = (fall_begins_us(treating, 500) - before_us) / 1000
    figure("main loop hangs: the command falls after", f"{after_ms:.0f} ms", "<= 350 ms")
    assert MAIN_SILENT_MS - _ROUND_MS <= after_ms <= _SOFT_STOP_MS


def test_when_all_hangs_the_line_falls_and_the_watchdog_resets_into_off_and_tells(treating, shown, figure):
    since = len(treating.recorder.changes)
    before_us = pulled(treating, HANG_ALL)
    treating.machine.until(lambda: not treating.unit.circuit.is_enabled, _DEADMAN_MOST_MS, "the enable line falls")
    treating.machine.until(lambda: treating.machine.resets > 0, _RESET_MS, "the watchdog resets")
    figure("all hangs: reset after", f"{(treating.machine.now_us - before_us) / 1000:.0f} ms", "<= 1,500 ms")
    pull(treating, HANG_ALL, False)
    until_shown(treating, shown["went off"], 3000, "the display says that it went off")
    assert ever_high(treating, felt(treating), since) == set()
    assert records(treating)[-1][1]["cause"] == starts.WATCHDOG


def test_after_the_second_failure_it_stays_off(image, shown):
    chip = powered(image, files())
    chip.machine.mcu.watchdog.scratch_data[0] = starts.word_of(starts.CRASH, starts.FAILURES_MOST - 1)
    until_shown(chip, shown["off"], 2500, "the display says that the unit is off")
    assert_off(chip, 100)
    assert not chip.machine.mcu.watchdog.timer.enable


def test_less_held_while_power_comes_opens_the_repl(image, shown):
    chip = powered(image, files())
    pull(chip, ("LESS",))
    until_shown(chip, shown["service"], 1000, "the display says Service")
    assert execute(chip.machine, "print(6 * 7)") == "42\r\n"
    assert_off(chip, 20)


@pytest.mark.parametrize("named, left", [
    ("missing", {"without": ("stillwater/panel/words.mpy",)}), ("broken", {"broken": ("stillwater/port/tick.mpy",)}),
])
def test_a_module_that_is_missing_or_broken_is_told_and_nothing_is_driven(image, shown, named, left):
    chip = powered(image, files(**left))
    until_shown(chip, shown[named], 1000, "the display says that the firmware is broken")
    assert_off(chip, 20)
    assert {change.level for change in chip.recorder.changes} <= _INPUTS


def test_a_journal_that_cannot_be_opened_is_told_and_refuses_treatment(image, shown):
    held = files()
    first = min(path for path in held if path.startswith("journal/"))
    chip = powered(image, {**held, first: b"no pages"})
    until_shown(chip, shown["no journal"], 2500, "the display says that the memory is broken")
    press_start(chip)
    until_shown(chip, shown["refused"], 300, "the display refuses")
    assert ever_high(chip, felt(chip)) == set()


def test_a_file_system_that_is_lost_leaves_nothing_driven(image):
    chip = powered(image, {})
    chip.machine.boot()
    assert_off(chip, 20)
    assert {change.level for change in chip.recorder.changes} <= _INPUTS
