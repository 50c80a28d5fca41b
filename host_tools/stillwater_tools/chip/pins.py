"""Levels of the chip's pins: what it drives, listened to over time, and what others drive into it. Knows no pin's meaning."""

from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from rp2040py.gpio_pin import GPIOPinState as Level

from stillwater_tools.chip.machine import Machine

__all__ = ("Change", "Level", "Recorder", "drive", "is_high", "level", "release")


class Change(NamedTuple):
    """A pin that took another level: driven HIGH or LOW, or one of the INPUT levels when the chip lets go of it."""

    at_us: float
    pin: int
    level: Level


class Recorder:
    """Keeps every change of some pins from now on, in order: by program, by PIO, by PWM, by reset."""

    def __init__(self, machine: Machine, pins: Iterable[int]) -> None:
        self.changes: list[Change] = []
        self._machine = machine
        self._levels = {pin: level(machine, pin) for pin in pins}
        for pin in self._levels:
            machine.mcu.gpio[pin].add_listener(partial(self._on_change, pin))
        machine.after_reset.append(self._look)

    def of(self, pin: int) -> list[Level]:
        """The levels that a pin took, in order."""
        return [change.level for change in self.changes if change.pin == pin]

    def _look(self) -> None:
        """A reset lets go of the pins without telling the listeners."""
        for pin, before in self._levels.items():
            self._on_change(pin, level(self._machine, pin), before)

    def _on_change(self, pin: int, new: Level, _before: Level) -> None:
        if new != self._levels[pin]:
            self._levels[pin] = new
            self.changes.append(Change(self._machine.now_us, pin, new))


def level(machine: Machine, pin: int) -> Level:
    """What the chip does with a pin now."""
    return Level(machine.mcu.gpio[pin].value)


def is_high(machine: Machine, pin: int) -> bool:
    """Whether the chip drives a pin high now."""
    return level(machine, pin) == Level.HIGH


def drive(machine: Machine, pin: int, high: bool) -> None:
    """Hold a pin from outside."""
    machine.mcu.gpio[pin].set_input_value(high)


def release(machine: Machine, pin: int) -> None:
    """Let go of a pin: the chip's own pull, if any, decides."""
    machine.mcu.gpio[pin].release_input()
