"""The chip's I2C bus with parts on it, each byte as long as on wires at the speed that the firmware has set.

Knows addresses and bytes; what they mean is the parts' business. An empty transfer (MicroPython's `scan`) is made by toggling
the pins, past the controller: nobody answers it.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

from rp2040py.peripherals.i2c import I2CMode

from stillwater_tools.chip.machine import Machine

_BITS_PER_BYTE = 9  # eight and the acknowledge
_NS_PER_S = 1_000_000_000


class Part(Protocol):
    """Anything that may hang on the bus."""

    def begin(self, reading: bool) -> None:
        """The part has been addressed."""

    def take(self, byte: int) -> bool:
        """A byte for the part; whether it acknowledges."""

    def give(self) -> int:
        """A byte from the part."""


class Bus:
    """Hangs parts (address -> part) on controller 0 or 1: `parts`, which may change. `is_stuck` lets nobody answer, as a wire held down
    does.
    """

    def __init__(self, machine: Machine, number: int, parts: Mapping[int, Part]) -> None:
        self.bytes_moved = 0
        self.is_stuck = False
        self.parts = dict(parts)
        self._part: Part | None = None
        self._cycles_per_s = machine.mcu.clk_sys
        self._controller = machine.mcu.i2c[number]
        self._then: Callable[[], None] = lambda: None
        self._alarm = machine.clock.create_alarm(lambda: self._then())
        machine.after_reset.append(self._alarm.cancel)
        self._wire()

    def _wire(self) -> None:
        self._controller.on_connect = self._connect
        self._controller.on_write_byte = self._write
        self._controller.on_read_byte = self._read

    def _after_a_byte(self, then: Callable[[], None]) -> None:
        bit_cycles = self._controller.scl_high_period + self._controller.scl_low_period
        self.bytes_moved += 1
        self._then = then
        self._alarm.schedule(_BITS_PER_BYTE * bit_cycles * _NS_PER_S / self._cycles_per_s)

    def _connect(self, address: int, mode: I2CMode) -> None:
        self._part = None if self.is_stuck else self.parts.get(address)
        if self._part:
            self._part.begin(mode == I2CMode.READ)
        is_there = self._part is not None
        self._after_a_byte(lambda: self._controller.complete_connect(is_there))

    def _write(self, byte: int) -> None:
        is_taken = self._part is not None and not self.is_stuck and self._part.take(byte)
        self._after_a_byte(lambda: self._controller.complete_write(is_taken))

    def _read(self, _more: bool) -> None:
        byte = 0xFF if self._part is None or self.is_stuck else self._part.give()
        self._after_a_byte(lambda: self._controller.complete_read(byte))
