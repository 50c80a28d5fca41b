"""A work of the bench on the emulated chip, in service mode, a resistor at the terminals: its lines as they come, and answers to them."""

import json

from stillwater_tools.chip.console import hear, start, type_in
from stillwater_tools.chip.files import packed
from stillwater_tools.chip.machine import Machine
from stillwater_tools.chip.unit import Unit
from support.built import BOARD, without_main
from virtual.state import TOUCH_OHM

_LINE_MS = 60_000
_RESET_MS, _LET_GO_MS = 1000, 20


class Bench:
    """`unit` and `machine`; `call` is the work and its arguments, touch_ohm what hangs at the terminals (0: nothing)."""

    def __init__(self, image, call, touch_ohm, spoil=lambda parts: None):
        self.machine = Machine(image, packed(without_main()))
        self.unit = Unit(self.machine, BOARD)
        self.unit.circuit.parts[TOUCH_OHM] = touch_ohm
        spoil(self.unit.circuit.parts)
        self.machine.boot()
        self._heard = start(self.machine, f"from stillwater.bench.on_unit import run\nrun(*{call!r})")

    def line(self, most_ms=_LINE_MS):
        """The next line."""
        said = hear(self.machine, b"}\r\n", most_ms, self._heard)
        self._heard += len(said)
        return json.loads(said)

    def until(self, kind, most_ms=_LINE_MS):
        """The next line of a kind, the others passed over; the last if it ends before."""
        while True:
            told = self.line(most_ms)
            if told["bench"] in (kind, "end"):
                return told

    def say(self, answer):
        """One byte."""
        type_in(self.machine, answer)

    def ended(self, most_ms=_LINE_MS):
        """The last line; it has reset, and nothing is driven."""
        told = self.until("end", most_ms)
        self.machine.until(lambda: self.machine.resets > 0, _RESET_MS, "the unit resets")
        self.machine.run_ms(_LET_GO_MS)
        assert (self.unit.circuit.is_enabled, self.unit.circuit.contacts) == (False, (False, False))
        return told
