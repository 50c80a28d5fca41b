"""A unit r1 on the emulated chip with the built firmware and an App, its main loop begun by what is typed; behind it the bath.

What it tells comes over USB as lines, orders go into its memory as by a debug probe. main.py is left out, and the journal's records
are told, not kept: both have tests of their own.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stillwater_tools.boards.generate import board_text
from stillwater_tools.build.assemble import FIRMWARE
from stillwater_tools.build.cross import compiled, mpy_cross
from stillwater_tools.build.firmware import folded
from stillwater_tools.build.fold import fold, gather
from stillwater_tools.build.trim import trimmed
from stillwater_tools.chip.codes import FIRST_PIN
from stillwater_tools.chip.console import execute, start
from stillwater_tools.chip.files import packed
from stillwater_tools.chip.machine import Machine
from stillwater_tools.chip.unit import Unit as Board
from support.built import BOARD, without_main
from support.unit_beside import GIVE, HEAP
from support.unit_words import Unit
from virtual.state import SKIN_SUM_NA, STAGE_SHORT

_LIMBS = {"1": (0,), "2": (1,), "both": (0, 1)}
_STEPS_PER_MS = 4
_READINGS_PER_TICK = 2  # of the supply, the first thrown away
_TIMES = "LOOK_MS, COLLECT_MS, GRID_MS = 20, 500, 4"  # the loop begins on a grid: a chip that sleeps costs the emulator next to nothing
_MAKE = """
import gc, sys, time
from stillwater.port import tick
import board
from uctypes import addressof
from stillwater import app, blocks, notes
from stillwater.port import rp2
from unit_beside import Beside
class Told(notes.NoJournal):
    failed, pages_left = False, 10000
made = blocks.blocks(board)
port = rp2.Port(made)
unit = app.App(port, board, made, notes.Notes(Told(), (bytes(8), bytes(8), bytes(12))), PRESCRIPTIONS)
beside = Beside(unit, made[0], made[1], HURRY)
def loop():
    collected_ms = looked_ms = 0
    port.start()
    while True:
        now_ms = port.now_ms()
        port.pump()
        unit.step(now_ms)
        beside.follow()
        if now_ms - looked_ms >= LOOK_MS:
            looked_ms = now_ms
            beside.step()
        if now_ms - collected_ms >= COLLECT_MS:
            collected_ms = now_ms
            gc.collect()
        time.sleep_ms(GRID_MS - port.now_ms() % GRID_MS)
gc.collect()
print(addressof(beside.mail))
"""


class ChipUnit(Unit):
    """As VmUnit; image: the official one. It may be branched."""

    tier = "chip"

    def __init__(self, image: Path, prescriptions: list[dict[str, Any]], who: dict[str, int], hurry: bool = True) -> None:
        super().__init__()
        self.machine = Machine(image, packed(_files()))
        self.board = Board(self.machine, BOARD, who)
        self._listen_to_skin()
        self.machine.boot()
        self._mail = int(execute(self.machine, f"PRESCRIPTIONS, HURRY = {prescriptions!r}, {hurry}\n{_TIMES}{_MAKE}"))
        self._ear_at = start(self.machine, "loop()")

    def close(self) -> None:
        """An emulated chip is memory alone."""

    def run(self, ms: int) -> None:
        self.machine.run_ms(ms)
        self._hear_all()

    def until(self, condition: Callable[[], bool], most_ms: int, awaited: str) -> None:
        self.machine.until(lambda: self._hear_all() and condition(), most_ms, awaited)

    def move(self, limb: str, to_percent: int, over_ms: int = 100) -> None:
        for one in _LIMBS[limb]:
            self.board.move(one, to_percent / 100, over_ms)

    def finger(self, button: str, down: bool) -> None:
        self.board.press(button.upper(), down)

    def short_the_stage(self) -> None:
        self.board.circuit.parts[STAGE_SHORT] = 1

    def let_be_given(self, permille: int) -> None:
        self._order(GIVE, permille)

    def order_heap(self) -> None:
        self._order(HEAP, 0)

    def _order(self, order: int, figure: int) -> None:
        mail = order.to_bytes(4, "little") + figure.to_bytes(4, "little")
        self.machine.ram(self._mail, len(mail))[:] = mail

    def _listen_to_skin(self) -> None:
        """The bath's own millisecond clears the sum: take it before."""
        circuit, follow = self.board.circuit, self.board.circuit._millisecond
        supply = self.board.board.PIN_ADC_SUPPLY - FIRST_PIN

        def millisecond() -> None:
            if self.board.analog.conversions[supply] >= _READINGS_PER_TICK:
                self.told.skin_na.append(circuit.parts[SKIN_SUM_NA] // _STEPS_PER_MS)
            follow()

        circuit._millisecond = millisecond

    def _hear_all(self) -> bool:
        """Take whole lines of what was said since; true."""
        said = self.machine.usb.said
        end = said.rfind(b"\n", self._ear_at)
        if end >= 0:
            for line in bytes(said[self._ear_at : end]).splitlines():
                if line.startswith(b"{"):
                    self.told.hear(json.loads(line))
            self._ear_at = end + 1
        return True


def _files() -> dict[str, bytes]:
    """The firmware without main.py, and what stands beside it, folded as the firmware is."""
    beside = fold(Path(__file__).with_name("unit_beside.py").read_text(encoding="utf-8"), gather([FIRMWARE]), False)
    text = trimmed({**folded(board_text(BOARD)), "unit_beside": beside}, set())["unit_beside"]
    return {**without_main(), "unit_beside.mpy": compiled(mpy_cross(), "unit_beside.py", text)}
