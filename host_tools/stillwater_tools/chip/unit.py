"""A unit on the emulated chip: what its pins do to stage and bath, and what converter, display, INA228, DS3231 and inputs give back.

The circuit is brought to chip time when a pin changes or something is converted or read on I2C, not in between: it costs less
than the processor, but the comparator trips its latch only then, up to a tick late. Not known: the ripple of PWM, a pin that a
stopped PWM slice left high, the INA228's averaging, buzzer and LED.
"""


from pathlib import Path
from types import SimpleNamespace

from stillwater_tools.boards.generate import board_integers
from stillwater_tools.boards.load import load_board
from stillwater_tools.chip import pwm
from stillwater_tools.chip.analog import Analog
from stillwater_tools.chip.circuit import Circuit
from stillwater_tools.chip.codes import Codes
from stillwater_tools.chip.ds3231 import Ds3231
from stillwater_tools.chip.i2c import Bus, Part
from stillwater_tools.chip.ina228 import Ina228
from stillwater_tools.chip.machine import Machine
from stillwater_tools.chip.pins import Level, drive, is_high
from stillwater_tools.chip.ssd1306 import Ssd1306

_DISPLAY, _REFERENCE, CLOCK = 0x3C, 0x40, 0x68  # addresses
_NA_PER_A = 1_000_000_000
_UV_PER_V = 1_000_000
BUTTONS = ("START", "LESS", "MORE")


class Unit:
    """Hangs a board (its board.toml) on a machine; `who` overrides the patient. `circuit` and `display` are there to be looked at."""

    def __init__(self, machine: Machine, board: Path, who: dict[str, int] | None = None) -> None:
        self.board = SimpleNamespace(**board_integers(load_board(board)))
        self.circuit = Circuit(self.board, who or {})
        self.display = Ssd1306()
        self.reference = Ina228(self._shunt_v, self._bus_v)
        self.clock = Ds3231(lambda: machine.now_us)
        self.codes = Codes(self.board, self.circuit)
        self.analog = Analog(machine, self._code)
        self._machine = machine
        self.bus = self._hang_bus()
        self._quieten()
        self._listen()
        self._rest_inputs()
        machine.after_reset += [self._quieten, self._obey]

    def move(self, limb: int, wet: float, over_ms: int = 0) -> None:
        """Move limb 0 or 1 to a wet fraction of 0..1 over a time."""
        self.settle()
        self.circuit.move(limb, wet, over_ms)

    def press(self, button: str, down: bool = True) -> None:
        """Put a finger on START, LESS or MORE, or take it away."""
        drive(self._machine, getattr(self.board, f"PIN_BUTTON_{button}"), bool(self.board.BUTTON_PRESSED_LEVEL) == down)

    def plug_usb(self, plugged: bool) -> None:
        """5 V on USB, as the board senses it."""
        drive(self._machine, self.board.PIN_USB_SENSE, plugged)

    def trip(self) -> None:
        """Let the comparator's latch trip now."""
        self.settle()
        self.circuit.trip()
        self._tell_latch()

    def settle(self) -> None:
        """Bring the circuit to now."""
        self.circuit.level_uv = self._level_uv()
        self.circuit.advance(self._machine.clock.nanos)
        self._watch_reference()
        self._tell_latch()

    def _hang_bus(self) -> Bus:
        parts: dict[int, Part] = {_DISPLAY: self.display, _REFERENCE: self.reference, CLOCK: self.clock}
        return Bus(self._machine, self.board.PIN_I2C_SDA >> 1 & 1, parts)

    def _quieten(self) -> None:
        for pin in (self.board.PIN_PWM, self.board.PIN_DITHER):
            pwm.quieten(self._machine, pin)

    def _listen(self) -> None:
        b = self.board
        for pin in (b.PIN_ENABLE, b.PIN_CONTACT_1, b.PIN_CONTACT_2, b.PIN_BRIDGE_A, b.PIN_BRIDGE_B, b.PIN_CHOPPER):
            self._machine.mcu.gpio[pin].add_listener(self._on_edge)
        self._machine.mcu.gpio[b.PIN_LATCH_RESET].add_listener(self._on_latch_reset)

    def _rest_inputs(self) -> None:
        for button in BUTTONS:
            self.press(button, False)
        self.plug_usb(False)
        self._obey()

    def _on_edge(self, _new: Level, _before: Level) -> None:
        self._obey()

    def _on_latch_reset(self, new: Level, before: Level) -> None:
        """An edge lets the latch go, wherever the line stands later."""
        if (new == Level.HIGH) == bool(self.board.LATCH_RESET_LEVEL) and new != before:
            self.settle()
            self.circuit.trip(False)
            self._tell_latch()

    def _obey(self) -> None:
        """Bring the circuit to now, then let it follow the pins."""
        self.settle()
        b, circuit = self.board, self.circuit
        circuit.is_enabled = self._is_high(b.PIN_ENABLE)
        circuit.contacts = self._is_high(b.PIN_CONTACT_1), self._is_high(b.PIN_CONTACT_2)
        circuit.bridge = self._is_high(b.PIN_BRIDGE_A) - self._is_high(b.PIN_BRIDGE_B)
        circuit.is_chopped = self._is_high(b.PIN_CHOPPER) == bool(b.CHOPPER_OPEN_LEVEL)
        drive(self._machine, b.PIN_BRIDGE_SENSE, (circuit.bridge > 0) == bool(b.BRIDGE_SENSE_PLUS_LEVEL))

    def _watch_reference(self) -> None:
        """The INA228's alert sets the latch as the comparator does (circuit.md)."""
        self.reference.compare(self._shunt_now_v())
        drive(self._machine, self.board.PIN_ALERT_IN, not self.reference.alerts)
        if self.reference.alerts:
            self.circuit.trip()

    def _tell_latch(self) -> None:
        drive(self._machine, self.board.PIN_LATCH_IN, self.circuit.has_tripped)

    def _is_high(self, pin: int) -> bool:
        return is_high(self._machine, pin)

    def _level_uv(self) -> int:
        """What the stage is told: the slice's level, or all or nothing if the pin is no PWM."""
        pin, full = self.board.PIN_PWM, pwm.top(self._machine, self.board.PIN_PWM) + 1
        if pwm.is_on(self._machine, pin):
            return min(pwm.level(self._machine, pin), full) * int(self.board.UV_PER_LEVEL)
        return int(self.board.OUTPUT_MAX_UV) if self._is_high(pin) else 0

    def _code(self, channel: int) -> int:
        self.settle()
        return self.codes.of(channel, self._machine.now_us)

    def _shunt_v(self) -> float:
        self.settle()
        return self._shunt_now_v()

    def _shunt_now_v(self) -> float:
        return self.circuit.stage_na / _NA_PER_A * float(self.board.INA228_SHUNT_MOHM) / 1000

    def _bus_v(self) -> float:
        self.settle()
        return self.circuit.terminal_uv / _UV_PER_V


