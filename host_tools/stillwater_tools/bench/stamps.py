"""What each room of a tick costs on the emulated chip: the build's one function, with a stamp behind each room.

A stamp writes the room's number into a scratch register that nothing else uses, and the emulator notes when, to the nanosecond:
what a logic analyser does with a pin. What stamps themselves cost is measured by two in a row and taken off. Knows where rooms
end, not what they do.
"""

import ast
from collections.abc import Callable

from stillwater_tools.build.firmware import with_one_tick
from stillwater_tools.build.trim import Sources
from stillwater_tools.chip.machine import Machine

TICK = "stillwater.port.tick"
_MODULE = "stillwater.stamp"
_SCRATCH_1 = 0x10  # RP2040 data sheet, section 4.7.6
_STAMP = f'''
import micropython

@micropython.viper
def stamp(room: int):
    word = 0x10016000
    watchdog = ptr32(word << 2)
    watchdog[{_SCRATCH_1 >> 2}] = room
'''
_WATCHDOG_WINDOW = 0x40058  # its address in pages, as the emulator counts
_BEGIN, _AGAIN = 0, 1
# (module, function, the call behind which a stamp stands, the room that ends there), in the order of a tick
_STEP, _DRIVE = "stillwater.control.tick.step", "stillwater.control.tick.drive"
_ENDS = (
    (f"{TICK}.tick", "count_period", "period"),
    ("stillwater.port.read.read_burst", "finish", "read: wait for the burst"),
    ("stillwater.port.read.read", "read_temperature", "read: sums, pins, supply"),
    ("stillwater.port.read.read", "interrupt", "read: current interrupt"),
    ("stillwater.hot.sample", "judge", "guard"),
    (_STEP, "sense", "sense"),
    (_STEP, "level", "level"),
    (_STEP, "impedance", "impedance"),
    (_STEP, "look_ahead", "look ahead"),
    (_STEP, "settle", "settle"),
    (_DRIVE, "ramp", "ramp"),
    (_DRIVE, "fall", "fall"),
    (_DRIVE, "clamp", "clamp and regulator"),
    (_DRIVE, "commit", "softstop: commit"),
    ("stillwater.control.tick.stop", "softstop", "softstop"),
    (_STEP, "probe", "probe"),
    (_STEP, "off", "off"),
    ("stillwater.hot.sample", "step", "doors between modes"),
    ("stillwater.hot.sample", "capture", "capture"),
    (f"{TICK}.tick", "write", "write"),
    (f"{TICK}.tick", "count_work", "work"),
)
ROOMS = tuple(room for _place, _call, room in _ENDS)
STAMPS = "stamps themselves"
_FIRST_END = _AGAIN + 1


def stamped_tick(sources: Sources) -> str:
    """The tick's module of folded sources as one function with stamps in it. Raises ValueError when a room is no longer there."""
    texts = {**sources, _MODULE: _STAMP}
    for number, (place, call, _room) in enumerate(_ENDS, _FIRST_END):
        module, function = place.rsplit(".", 1)
        texts[module] = _behind(texts[module], function, call, f"stamp({number})")
    texts[TICK] = _before(texts[TICK], "tick", "count_period", f"stamp({_BEGIN})", f"stamp({_AGAIN})")
    for module in {place.rsplit(".", 1)[0] for place, _call, _room in _ENDS}:
        texts[module] = texts[module].replace("\nimport micropython\n", f"\nimport micropython\nfrom {_MODULE} import stamp\n", 1)
    return with_one_tick(texts, TICK)[0][TICK]


class Stamps:
    """Hears a machine's stamps from now on, in the place of its watchdog, to which it hands on all else."""

    def __init__(self, machine: Machine) -> None:
        self.heard: list[tuple[float, int]] = []
        self._now_ns: Callable[[], float] = lambda: machine.clock.nanos
        self._watchdog = machine.mcu.watchdog
        machine.mcu.peripherals[_WATCHDOG_WINDOW] = self  # type: ignore[assignment]  # the bus calls these two alone

    def read_uint32(self, offset: int) -> int:
        """A register of the watchdog, for the chip."""
        return int(self._watchdog.read_uint32(offset))

    def write_uint32_atomic(self, offset: int, value: int, atomic_type: int) -> None:
        """A stamp, or a register of the watchdog, from the chip."""
        if offset == _SCRATCH_1:
            self.heard.append((self._now_ns(), value))
        else:
            self._watchdog.write_uint32_atomic(offset, value, atomic_type)

    def rooms_us(self) -> dict[str, list[float]]:
        """Each room's times, us, one of each tick that went through it, and what that tick's stamps took."""
        times: dict[str, list[float]] = {room: [] for room in (*ROOMS, STAMPS)}
        for tick in self._ticks():
            stamp_us = (tick[1][0] - tick[0][0]) / 1000
            for (before_ns, _), (ns, number) in zip(tick[1:], tick[2:], strict=False):
                times[ROOMS[number - _FIRST_END]].append((ns - before_ns) / 1000 - stamp_us)
            times[STAMPS].append(stamp_us * (len(tick) - 1))
        return times

    def _ticks(self) -> list[list[tuple[float, int]]]:
        """Stamps by tick; the first and the last may lack some."""
        begins = [at for at, (_, number) in enumerate(self.heard) if number == _BEGIN]
        return [self.heard[begin:end] for begin, end in zip(begins, begins[1:], strict=False)]


def _call_in(text: str, function: str, call: str) -> ast.stmt:
    """The one statement in a function that calls `call`, alone."""
    (home,) = (node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef) and node.name == function)
    found = [node for node in ast.walk(home) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
             and getattr(node.value.func, "id", "") == call]
    if len(found) != 1:
        raise ValueError(f"{function} calls {call} {len(found)} times, a stamp needs one: mend the table of rooms")
    return found[0]


def _behind(text: str, function: str, call: str, stamp: str) -> str:
    node = _call_in(text, function, call)
    return _inserted(text, node.end_lineno or node.lineno, node.col_offset, stamp)


def _before(text: str, function: str, call: str, *stamps: str) -> str:
    node = _call_in(text, function, call)
    return _inserted(text, node.lineno - 1, node.col_offset, *stamps)


def _inserted(text: str, line: int, column: int, *statements: str) -> str:
    lines = text.split("\n")
    lines[line:line] = [" " * column + statement for statement in statements]
    return "\n".join(lines)
