"""Pins: every change is heard, by program, PIO and reset; what is driven from outside is read; PWM tells its level."""

from stillwater_tools.chip import pwm
from stillwater_tools.chip.console import execute
from stillwater_tools.chip.pins import Level, Recorder, drive, is_high, release

_PIO = """
import rp2, time
from machine import Pin
@rp2.asm_pio(set_init=rp2.PIO.OUT_LOW)
def wave():
    set(pins, 1) [9]
    set(pins, 0) [9]
machine = rp2.StateMachine(0, wave, freq=1_000_000, set_base=Pin(4))
machine.active(1)
time.sleep_ms(2)
machine.active(0)
"""


def test_a_programs_pin_is_heard(machine):
    recorder = Recorder(machine, [4, 5])
    execute(machine, "from machine import Pin\npin = Pin(5, Pin.OUT, value=1)\npin.off()\npin.on()\nPin(5, Pin.IN, Pin.PULL_DOWN)")
    assert recorder.of(5) == [Level.HIGH, Level.LOW, Level.HIGH, Level.INPUT, Level.INPUT_PULL_DOWN]
    assert recorder.of(4) == []
    assert [change.at_us for change in recorder.changes] == sorted(change.at_us for change in recorder.changes)


def test_a_reset_lets_go_of_a_pin_and_that_is_heard(machine):
    execute(machine, "from machine import Pin\npin = Pin(5, Pin.OUT, value=1)")
    assert is_high(machine, 5)
    recorder = Recorder(machine, [5])
    machine.reset()
    assert recorder.of(5) == [Level.INPUT_PULL_DOWN]


def test_a_pin_that_pio_drives_is_heard_while_the_processor_sleeps(machine):
    recorder = Recorder(machine, [4])
    execute(machine, _PIO)
    edges = [change for change in recorder.changes if change.level in (Level.HIGH, Level.LOW)]
    assert 180 <= len(edges) <= 220
    assert all(one.level != other.level for one, other in zip(edges, edges[1:], strict=False))


def test_what_is_driven_from_outside_is_read_and_let_go(machine):
    read = "from machine import Pin\nprint(Pin(6, Pin.IN, Pin.PULL_UP).value())"
    answers = [execute(machine, read)]
    drive(machine, 6, False)
    answers.append(execute(machine, read))
    release(machine, 6)
    assert [*answers, execute(machine, read)] == ["1\r\n", "0\r\n", "1\r\n"]


def test_pwm_tells_its_level_and_is_quiet_when_told(machine):
    pwm.quieten(machine, 7)
    recorder = Recorder(machine, [7])
    execute(machine, "from machine import PWM, Pin\nwave = PWM(Pin(7), freq=30_000, duty_u16=16384)")
    count = len(recorder.changes)
    machine.run_ms(5)
    assert abs(pwm.level(machine, 7) / (pwm.top(machine, 7) + 1) - 0.25) < 0.001
    assert len(recorder.changes) == count
