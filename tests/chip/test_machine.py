"""The image runs: it answers, repeats itself exactly, starts again after a reset, and nothing waits for ever."""

import pytest

from stillwater_tools.chip.console import CodeRaised, execute, start
from stillwater_tools.chip.machine import Machine, NotInTime

_BUSY = "n = 0\nwhile n < 300:\n    n += 1\nprint(n)"


def test_the_image_boots_and_its_repl_answers(machine):
    assert execute(machine, "import sys\nprint(sys.implementation[1][:3], sys.platform)") == "(1, 28, 0) rp2\r\n"


def test_an_exception_on_the_chip_comes_with_its_traceback(machine):
    with pytest.raises(CodeRaised, match="line 2, in <module>\r\nZeroDivisionError"):
        execute(machine, "x = 0\n1 / x")


def test_code_longer_than_any_buffer_arrives_whole(machine):
    text = "".join(map(str, range(700)))
    assert execute(machine, f"print(len({text!r}))") == f"{len(text)}\r\n"


def test_a_run_repeats_itself_to_the_cycle(image):
    machines = [Machine(image) for _ in range(2)]
    for machine in machines:
        machine.boot()
        execute(machine, _BUSY)
    assert machines[0].now_us == machines[1].now_us
    assert machines[0].usb.said == machines[1].usb.said


def test_what_never_comes_is_named_after_its_time(machine):
    execute(machine, "print('so far')")
    began_us = machine.now_us
    with pytest.raises(NotInTime, match=r"(?s)^pigs fly: not within 20 ms of chip time; the chip said last .*so far"):
        machine.until(lambda: False, 20, "pigs fly")
    assert 20_000 <= machine.now_us - began_us <= 20_020


def test_a_sleeping_chip_that_nothing_wakes_does_not_stop_time(machine):
    start(machine, "import machine\nmachine.disable_irq()\nwhile True:\n    machine.idle()")
    with pytest.raises(NotInTime, match="it wakes"):
        machine.until(lambda: False, 20, "it wakes")


def test_a_chip_held_in_reset_is_told_at_once(machine):
    machine.mcu.set_run_pin(low=True)
    with pytest.raises(NotInTime, match="held in reset"):
        machine.run_ms(1)


def test_what_a_condition_raises_comes_out(machine):
    answers = iter([False, False])
    with pytest.raises(StopIteration):
        machine.until(lambda: next(answers), 20, "nothing")


def test_the_watchdog_resets_a_chip_that_does_not_feed_it_and_it_boots_again(machine):
    start(machine, "import machine\nmachine.WDT(timeout=5)\nwhile True:\n    pass")
    machine.until(lambda: machine.resets == 1, 10, "the watchdog bites")
    assert not machine.usb.connected
    machine.boot()
    assert execute(machine, "import machine\nprint(machine.reset_cause() == machine.WDT_RESET)") == "True\r\n"
