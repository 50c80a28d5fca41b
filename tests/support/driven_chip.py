"""A unit r1 on the emulated chip with the built firmware, its port made and driven to a milliampere; what tests ask of it.

There is no main loop but what is typed: `s`, `g`, `port` are names on the chip.
"""

from types import SimpleNamespace

from stillwater.control import state
from stillwater_tools.chip import pwm
from stillwater_tools.chip.codes import FIRST_PIN
from stillwater_tools.chip.console import execute
from stillwater_tools.chip.files import packed
from stillwater_tools.chip.machine import Machine
from stillwater_tools.chip.pins import Level, Recorder
from stillwater_tools.chip.unit import Unit
from support.built import BOARD, without_main

WHO = {"skin_now_ohm_cm2": 3000, "noise_permille": 0}  # skin that has been driven: nearly a resistor
TARGET_UA, SLOPE_UA_PER_S, CEILING_UA, CHARGE_UC = 1000, 5000, 15000, 45_000_000
TICKS = 1200
# Contact is whole after two seconds; in most of them nothing happens, so they are left out once the probe has stood.
STOOD_TICKS, WHOLE_SOON_TICKS = 100, 1900
_INT_BYTES = 4
BUSY = f"while True:\n    s[{state.SILENT_TICKS}] = 0"
_MAKE = """
import time
import stillwater.port.tick
import gc
import board
from stillwater import blocks, memory
from stillwater.port import rp2
from stillwater.safety import door
made = s, g, c = blocks.blocks(memory.given(board, rp2.chip_id())[0])
port = rp2.Port(made)
from uctypes import addressof
print(addressof(s))
"""
_DRIVE = f"""
s[{state.REQUEST}], s[{state.TARGET_UA}], s[{state.SLOPE_UA_PER_S}] = {state.MODE_DRIVE}, {TARGET_UA}, {SLOPE_UA_PER_S}
door.arm(g, {CEILING_UA}, {CHARGE_UC})
port.start()
while s[{state.TICKS}] < {TICKS}:
    time.sleep_ms(1)
    s[{state.SILENT_TICKS}] = 0
    port.pump()
print(s[{state.CURRENT_UA}])
"""


def driven(image, files=None, spoil=lambda parts: None):
    """`machine`, `unit`, `recorder` of all pins that a patient could feel, and what was on the way to here.

    files: others than built; spoil(parts): what is wrong with the board.
    """
    machine = Machine(image, packed(files or without_main()))
    unit = Unit(machine, BOARD, WHO)
    spoil(unit.circuit.parts)
    b = unit.board
    outputs = (b.PIN_ENABLE, b.PIN_CONTACT_1, b.PIN_CONTACT_2, b.PIN_BRIDGE_A, b.PIN_BRIDGE_B, b.PIN_PWM, b.PIN_LATCH_RESET)
    recorder = Recorder(machine, outputs)
    machine.boot()
    s = machine.ram(int(execute(machine, _MAKE)), _INT_BYTES * state.SLOTS).cast("i")
    changes, level = list(recorder.changes), pwm.level(machine, b.PIN_PWM)
    for limb in range(2):
        unit.move(limb, 1.0)
    modes = _modes_in_a_hurry(unit, s)
    current_ua = int(execute(machine, _DRIVE))
    del unit.codes.of  # nobody looks any more
    on_the_way = {"until_made": changes, "level_made": level, "modes": modes, "current_ua": current_ua}
    return SimpleNamespace(machine=machine, unit=unit, recorder=recorder, **on_the_way)


def _modes_in_a_hurry(unit, s):
    """A list that gets (tick, mode) of each mode from its first tick on, and contact that is whole soon.

    Looked at from beside, before each tick's law: a main loop sees a mode some ticks late, by its own phase.
    """
    modes = [(0, 0)]

    def look(_now_us):
        if s[state.MODE] != modes[-1][1]:
            modes.append((s[state.TICKS], s[state.MODE]))
        if s[state.STANDS_TICKS] == STOOD_TICKS and s[state.CONTACT_TICKS] < WHOLE_SOON_TICKS:
            s[state.CONTACT_TICKS] = WHOLE_SOON_TICKS

    _at_each_tick(unit, look)
    return modes


def changes_of(chip, pin, since):
    """(us, level) of each change of a pin since the recorder's position."""
    return [(change.at_us, change.level) for change in chip.recorder.changes[since:] if change.pin == pin]


def fall_us(chip, most_ms):
    """When the enable line falls; waits for it."""
    pin, since = chip.unit.board.PIN_ENABLE, len(chip.recorder.changes)
    chip.machine.until(lambda: bool(changes_of(chip, pin, since)), most_ms, "the enable line falls")
    at_us, level = changes_of(chip, pin, since)[0]
    assert level != Level.HIGH
    return at_us


def last_tick(chip):
    """A list that always holds the time of the last tick, us."""
    last_us = [chip.machine.now_us]

    def keep(now_us):
        last_us[0] = now_us

    _at_each_tick(chip.unit, keep)
    return last_us


def _at_each_tick(unit, look):
    """Call look(now_us) in every tick: the supply is converted in ticks alone, before the law and before the deadman is fed."""
    code_of, supply = unit.codes.of, unit.board.PIN_ADC_SUPPLY - FIRST_PIN

    def of(channel, now_us):
        if channel == supply:
            look(now_us)
        return code_of(channel, now_us)

    unit.codes.of = of


def assert_stays_open(chip, ms):
    """Contacts and enable are low, the stage is told nothing, and nothing comes up for a time."""
    since = len(chip.recorder.changes)
    chip.machine.run_ms(ms)
    assert not chip.unit.circuit.is_enabled
    assert chip.unit.circuit.contacts == (False, False)
    chip.unit.settle()
    assert chip.unit.circuit.level_uv == 0
    assert [change for change in chip.recorder.changes[since:] if change.level == Level.HIGH] == []
