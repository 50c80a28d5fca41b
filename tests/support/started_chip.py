"""A unit r1 that has started by itself on the emulated chip, with levers for what goes wrong (levers.py); what tests ask of it.

Nothing is typed: the firmware is what `stillwater firmware` builds, main.py included.
"""

import re
from types import SimpleNamespace

from stillwater.journal import formats, scan, shelf, space
from stillwater.port import pages_flash
from stillwater_tools.chip.console import hear
from stillwater_tools.chip.files import packed, unpacked
from stillwater_tools.chip.machine import Machine, NotInTime
from stillwater_tools.chip.pins import Level, Recorder, level
from stillwater_tools.chip.unit import Unit
from support import prescribe_signed
from support.built import BOARD, firmware
from support.levers import with_levers

WHO = {"skin_now_ohm_cm2": 3000, "noise_permille": 0}  # skin that has been driven: nearly a resistor
PINS = 30
_LEVELS = 4
READY_US = 1_500_000
SCREENS = {
    "ready": "screen.screen_of(idle)",
    "prescribed": "screen.screen_of(Session(Prescription(%r), 0))" % prescribe_signed.PALMS,
    "other area": "screen.screen_of(Session(Prescription(%r), 0))" % prescribe_signed.SOLES,
    "no plan": "screen.no_plan()",
    "off": "screen.Screen(*words.OFF)",
    "went off": "screen.screen_of(idle, (words.WENT_OFF, words.POWER_LOST_AFTER % 0, words.GIVEN % 0))",
    "no journal": "screen.screen_of(idle, words.NO_JOURNAL)",
    "refused": "screen.Screen(*(words.REFUSALS[refusals.JOURNAL] + ('Start: back',)))",
    "service": "screen.Screen(*words.SERVICE)",
    "missing": "screen.Screen('Unit is off', 'Firmware broken:', 'ImportError', 'Send to service')",
    "broken": "screen.Screen('Unit is off', 'Firmware broken:', 'ValueError', 'Send to service')",
}
FLOWS_NA = 200_000  # more than the probe, and than what the second contact lets in for a moment


def files(without=(), broken=()):
    """What is on the unit: the firmware with its levers and an empty journal, as a unit has it that has been on before."""
    held = with_levers({**firmware().files, **segments()})
    return {path: b"no module" if path in broken else content for path, content in held.items() if path not in without}


def segments():
    """The journal's files as the firmware makes them, all erased."""
    nonce = iter(range(1, 100))
    names = [shelf._NAME % ("live", number, number, 0, space.SEGMENT_BLOCKS) for number in range(1, 1 + space.LIVE_SEGMENTS)]
    return {f"journal/{name}": b"".join(pages_flash.parts(bytes([next(nonce)] * 8), space.SEGMENT_BLOCKS)) for name in names}


def powered(image, held):
    """A unit r1 with its power just on: `machine`, `unit`, `recorder` of all pins that a patient could feel."""
    machine = Machine(image, packed(held))
    unit = Unit(machine, BOARD, WHO)
    b = unit.board
    outputs = (b.PIN_ENABLE, b.PIN_CONTACT_1, b.PIN_CONTACT_2, b.PIN_BRIDGE_A, b.PIN_BRIDGE_B, b.PIN_PWM, b.PIN_LATCH_RESET)
    return SimpleNamespace(machine=machine, unit=unit, recorder=Recorder(machine, outputs))


def started(image, ready):
    """A unit from power-on until all is there: `at_50_ms` its pins' levels then, `ready_us` when the display showed the frame
    `ready`, `free_bytes` of heap with the link brought in.
    """
    chip = powered(image, files())
    chip.machine.run_ms(50)
    chip.at_50_ms = {level(chip.machine, pin) for pin in range(PINS)}
    chip.ready_us = until_shown(chip, ready, 3000, "the display says Ready")
    chip.free_bytes = int(re.search(rb"free (\d+) bytes", hear(chip.machine, b"bytes", 2000))[1])
    return chip


def shows(chip, frame):
    """Whether the display is on and shows a frame."""
    return chip.unit.display.is_on and bytes(chip.unit.display.memory) == frame


def until_shown(chip, frame, most_ms, what):
    """Wait for a frame; when it stood there, us of chip time. An AssertionError shows what stands there instead."""
    try:
        chip.machine.until(lambda: shows(chip, frame), most_ms, what)
    except NotInTime as late:
        raise AssertionError("\n".join([str(late), *chip.unit.display.picture()])) from late
    return chip.machine.now_us


def press_start(chip):
    """A short press."""
    for down, ms in ((True, 80), (False, 40)):
        chip.unit.press("START", down)
        chip.machine.run_ms(ms)


def treat(chip):
    """Begin a treatment, hands in, until the bath's test has closed both contacts and FLOWS_NA flow."""
    for limb in range(2):
        chip.unit.move(limb, 1.0)
    for _ in range(4):
        press_start(chip)
    circuit = chip.unit.circuit
    chip.machine.until(lambda: circuit.contacts == (True, True) and circuit.stage_na >= FLOWS_NA, 6000, f"{FLOWS_NA} nA flow")


class Fall:
    """A condition: the stage's command has come down from its highest so far, by more than rounding and regulation move it.

    `began_us`: when it was there last.
    """

    def __init__(self, chip):
        self.began_us = chip.machine.now_us
        self._chip, self._highest_uv = chip, 0

    def __call__(self):
        level_uv = self._chip.unit.circuit.level_uv
        if level_uv >= self._highest_uv:
            self._highest_uv, self.began_us = level_uv, self._chip.machine.now_us
        return level_uv < self._highest_uv - _LEVELS * self._chip.unit.board.UV_PER_LEVEL


def fall_begins_us(chip, most_ms):
    """Wait until the command falls; when it began to, us."""
    fall = Fall(chip)
    chip.machine.until(fall, most_ms, "the command falls")
    return fall.began_us


def assert_off(chip, ms):
    """Contacts and enable are low and nothing is commanded, now and for a time, the pins' every change looked at."""
    since = len(chip.recorder.changes)
    chip.machine.run_ms(ms)
    assert (chip.unit.circuit.is_enabled, chip.unit.circuit.contacts) == (False, (False, False))
    assert [change for change in chip.recorder.changes[since:] if change.level == Level.HIGH] == []


def ever_high(chip, pins, since=0):
    """Those of some pins that have been high, whenever it was."""
    return {change.pin for change in chip.recorder.changes[since:] if change.pin in pins and change.level == Level.HIGH}


def records(chip):
    """The journal's records as (name, fields)."""
    held = unpacked(chip.machine.file_system)
    data = b"".join(content for path, content in sorted(held.items()) if path.startswith("journal/live"))
    return [(formats.name_of(kind), formats.as_dict(kind, payload)) for kind, _, _, payload in scan.records_in(data)]
