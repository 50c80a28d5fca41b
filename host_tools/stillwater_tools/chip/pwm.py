"""The chip's PWM as registers: what level a pin was told, without its edges. Knows no filter behind it."""

from typing import Any

from rp2040py.gpio_pin import FUNCTION_PWM

from stillwater_tools.chip.machine import Machine

_LEVEL_MASK = 0xFFFF
_LEVEL_BITS = 16
_SLICES = 8
_COUNTS = 1  # CSR's EN (RP2040 data sheet, section 4.5.3)


def quieten(machine: Machine, pin: int) -> None:
    """Stop the emulator from playing each period of a pin's slice, by far its largest expense: the pin stands still, the
    registers stay, and the slice gives no interrupts."""
    channel = _slice(machine, pin)
    for alarm in (channel.alarm_a, channel.alarm_b, channel.alarm_bottom):
        alarm.enable = False


def level(machine: Machine, pin: int) -> int:
    """The compare level that a pin's half of its slice was told, 0..65535."""
    return int(_slice(machine, pin).cc) >> (_LEVEL_BITS * (pin & 1)) & _LEVEL_MASK


def top(machine: Machine, pin: int) -> int:
    """The count after which a pin's slice begins again."""
    return int(_slice(machine, pin).top)


def is_on(machine: Machine, pin: int) -> bool:
    """Whether a pin follows its slice, and the slice counts."""
    return machine.mcu.gpio[pin].function_select == FUNCTION_PWM and bool(_slice(machine, pin).csr & _COUNTS)


def _slice(machine: Machine, pin: int) -> Any:
    return machine.mcu.pwm.channels[pin // 2 % _SLICES]
