"""The bench's main loop on the virtual board, twin of stillwater/bench/on_unit.py: a dummy load is clipped on, and nobody is in the bath.

Told by the story that the unit was started with (STILLWATER_STORY): what is wrong with the board from the start, and by `touch_ohm`
what hangs at the terminals, 1000 ohm if it says nothing, with 0 a person with both hands in. A reference meter is in the circuit, and
at each point says what is true. Simulated time goes as fast as it can, but for the computer's answers. Knows no work.
"""

import json
import os
import sys
import time
from array import array

import board

from stillwater import blocks, build_id
from stillwater.bench import works
from stillwater.bench.rig import Rig
from stillwater.given.files import SERIAL_BYTES, Given
from stillwater.journal.pages_file import PagesFile
from stillwater.journal.store import Journal
from stillwater.link.console import Console
from stillwater.treatment.session import PERIOD_MS
from virtual import bath, limbs, patient, state, trace
from virtual.channels import rescale
from virtual.device import Device, board_block
from virtual.loop import span
from virtual.player import BUTTONS, PARTS

_LOAD_OHM = 1000
_METER_STEPS = 50
_HANDS_MS = 100
_PRESS_MS = 200


class Circuit:
    """The board with what hangs at it; `step` lets 20 ms pass."""

    def __init__(self, story, made):
        self.t = board_block(board)
        self.t[state.TOUCH_OHM] = _LOAD_OHM
        for event in story["events"]:
            if event["do"] == "set" and event.get("at_ms") == 0:
                self.t[PARTS[event["part"]][0]] = event["value"]
        rescale(self.t)
        self._b = bath.start(patient.complete(story["patient"]))
        self._w = array("i", [0] * limbs.SLOTS)
        if not self.t[state.TOUCH_OHM]:
            for limb in (0, 1):
                limbs.move(self._w, limb, 1000000, _HANDS_MS, 0)
        self._blocks = made
        self._row = array("i", [0] * (trace.WIDTH * PERIOD_MS))
        self._truth = []
        self.most_na = 0  # the highest true current so far
        self.device = Device(self.t, made[1], None)

    def step(self):
        """A step of the firmware's main loop."""
        s, g, c = self._blocks
        span(s, g, c, self.t, self._b, self._w, self._row, self.device.now_ms, PERIOD_MS, 1000)
        self.device.now_ms += PERIOD_MS
        self._truth = self._truth[1 - _METER_STEPS:] + [(self.t[state.STAGE_NA], self.t[state.TERMINAL_UV])]
        self.most_na = max(self.most_na, self.t[state.STAGE_NA])

    def meter(self):
        """What a reference meter says: mean of a second, nA and uV."""
        return [sum(column) // len(self._truth) for column in zip(*self._truth)]


def run(name, *arguments):
    """Play one of the bench's works to its end."""
    with open(os.getenv("STILLWATER_STORY")) as file:
        story = json.load(file)
    holds = Given(".", board, (story.get("serial", "SWV-00000001").encode() + bytes(SERIAL_BYTES))[:SERIAL_BYTES])
    scales = works.scales_of(name, holds, board)
    made = blocks.blocks(scales)
    circuit = Circuit(story, made)

    def tell(kind, **what):
        if kind == "point":
            what["meter_na"], what["meter_uv"] = circuit.meter()
        if kind == "press":  # a finger that does as it is told
            circuit.device.press(BUTTONS[what["name"]], circuit.device.now_ms + _PRESS_MS)
        if kind == "end":
            what["most_na"], what["now_na"] = circuit.most_na, circuit.t[state.STAGE_NA]
            what["contacts"] = circuit.t[state.CONTACT_1_IS] + circuit.t[state.CONTACT_2_IS]
        what["bench"] = kind
        print(json.dumps(what))

    tell("begin", **works.identity(holds, board, build_id.FIRMWARE_HASH))
    rig = Rig(circuit.device, scales, made, tell)
    _loop(circuit, rig, works.work_of(name, rig, holds, lambda: _journal(story), *arguments))


def _journal(story):
    journal = Journal(PagesFile("journal.bin", story["journal_pages"]))
    journal.recover()
    return journal


def _loop(circuit, rig, work):
    """Step after step; while the computer is asked, time is real."""
    console, heard = Console(sys.stdin.buffer, sys.stdout.buffer), memoryview(bytearray(1))
    for _ in rig.play(work):
        circuit.step()
        if rig.is_asking:
            time.sleep_ms(PERIOD_MS)
        if console.read_into(heard):
            rig.hear(bytes(heard))
