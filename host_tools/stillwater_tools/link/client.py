"""Asks a unit, over any port: requests with time limit and repetition, and samples as they come. Prints nothing.

A request may be sent again, for no command does more the second time. Knows frames and the table, both the firmware's; which
port, and what is done with the answers, are others' business.
"""

import random
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.link.arguments import checked
from stillwater_tools.link.errors import LinkError, NoAnswer, OtherTable, PortGone
from stillwater_tools.link.ports import Port, now_ms
from stillwater_tools.link.refused import refused
from stillwater_tools.link.told import told
from stillwater_tools.problems import InputError, Problem

_CHUNK_BYTES = 65_536
_KEPT_SAMPLES = 600  # a minute
_LAST_BYTES = 40
_FIRST_PRINTED = 0x20
_LOOK_S = 0.25  # so often a frame that has stopped half-way is looked at, less than frames.STALE_MS
_LEASE_S = 30  # a unit sends samples for so long, so a crashed tool leaves no unit talking


class Client:
    """A unit at the other end of a port. `timeout_s` is for each of `tries`; `lost_samples` counts gaps in telemetry."""

    def __init__(self, port: Port, timeout_s: float = 1.0, tries: int = 3) -> None:
        self._frames = firmware_module("stillwater.link.frames")
        self._commands = firmware_module("stillwater.link.commands")
        self._port = port
        self._timeout_s, self._tries = timeout_s, tries
        self._receiver = self._frames.Receiver()
        self._queue = bytearray()
        self._sequence = random.randrange(0x10000)  # so that what an earlier tool asked is not taken for ours
        self._asked: set[int] = set()
        self._answers: dict[int, tuple[int, int, bytes]] = {}
        self._samples: deque[dict[str, Any]] = deque(maxlen=_KEPT_SAMPLES)
        self._last_sample: int | None = None
        self._last_heard = b""
        self.lost_samples = 0

    def connect(self) -> dict[str, Any]:
        """Who the unit is. OtherTable when its firmware is not these tools' version, NoAnswer when nobody answers."""
        hello = self.request("hello")
        if hello["protocol"] != self._commands.PROTOCOL or hello["table_crc"] != self._commands.table_crc():
            raise OtherTable(
                f"unit {hello['serial']}: its table of commands is {hello['protocol']}/{hello['table_crc']:08x}, these tools' is "
                f"{self._commands.PROTOCOL}/{self._commands.table_crc():08x}; flash the unit, or use tools of its version",
                hello,
            )
        return hello

    def request(self, name: str, /, **arguments: Any) -> dict[str, Any]:
        """Ask and wait: the reply's fields by name. NoAnswer, UnitRefused, PortGone; InputError for arguments that do not fit."""
        asked: list[int] = []
        try:
            for _ in range(self._tries):
                asked.append(self.post(name, **arguments))
                if self._wait(lambda: not self._answers.keys().isdisjoint(asked)):
                    return self.reply(next(sequence for sequence in asked if sequence in self._answers))
        finally:
            self._asked.difference_update(asked)
        raise NoAnswer(self._silence(name))

    def post(self, name: str, /, **arguments: Any) -> int:
        """Ask and do not wait; the sequence number for `reply`."""
        row = self._row(name)
        payload = self._commands.pack(row[2], checked(row, arguments))
        frame = self._frame(row[0], payload)
        while name == "hello" and not _is_text(frame):
            frame = self._frame(row[0], payload)
        self._asked.add(self._sequence)
        self._write(frame)
        return self._sequence

    def _frame(self, code: int, payload: bytes) -> bytes:
        self._sequence = (self._sequence + 1) & 0xFFFF
        return bytes(self._frames.encode(self._frames.REQUEST, code, self._sequence, payload))

    def reply(self, sequence: int) -> dict[str, Any]:
        """What came for a request that was posted. NoAnswer when nothing does in time, UnitRefused."""
        if not self._wait(lambda: sequence in self._answers):
            self._asked.discard(sequence)
            raise NoAnswer(self._silence("a request"))
        self._asked.discard(sequence)
        kind, code, payload = self._answers.pop(sequence)
        if kind == self._frames.ERROR:
            raise refused(code, payload)
        fields = self._commands.row_of(code)[3]
        values = self._commands.unpack(fields, payload)
        if values is None:
            raise LinkError(f"reply of {len(payload)} bytes to {self._commands.row_of(code)[1]}: of another version; flash the unit")
        return told(fields, values)

    def samples(self, seconds: float) -> Iterator[dict[str, Any]]:
        """Samples, ten a second, for so long. NoAnswer when they stop coming; ends telemetry when it is left."""
        end_s = time.monotonic() + seconds
        renew_s = 0.0
        try:
            while (now_s := time.monotonic()) < end_s:
                if now_s >= renew_s:
                    self.request("telemetry", seconds=_LEASE_S)
                    renew_s = now_s + _LEASE_S / 2
                if not self._wait(lambda: bool(self._samples)):
                    raise NoAnswer(self._silence("telemetry"))
                while self._samples:
                    yield self._samples.popleft()
        finally:
            self._end_samples()

    def _end_samples(self) -> None:
        self._last_sample = None
        try:
            self.request("telemetry", seconds=0)
        except LinkError:  # a unit that has gone sends none, and its lease runs out
            return

    def _row(self, name: str) -> Any:
        try:
            return self._commands.named(name)
        except KeyError:
            known = ", ".join(row[1] for row in self._commands.COMMANDS)
            raise InputError([Problem("link", "command", name, "is none of the table", f"choose one of {known}")]) from None

    def _wait(self, is_there: Callable[[], bool]) -> bool:
        """Hear until something is there; whether it came in time."""
        end_s = time.monotonic() + self._timeout_s
        while not is_there():
            left_s = end_s - time.monotonic()
            if left_s <= 0:
                return False
            self._hear(min(left_s, _LOOK_S))
        return True

    def _hear(self, most_s: float) -> None:
        """Take what comes within a time, and sort its frames: answers, samples."""
        try:
            self._port.timeout = max(0.001, most_s)
            data = self._port.read(max(1, getattr(self._port, "in_waiting", _CHUNK_BYTES)))
        except OSError as why:
            raise PortGone(f"the port has gone ({why}): plug the unit in again") from None
        self._last_heard = (self._last_heard + data)[-_LAST_BYTES:]
        self._queue += data
        while True:
            self._receiver.take(self, self._frames.FRAME_BYTES_MAX, now_ms())
            while frame := self._receiver.next(now_ms(), self._frames.FRAME_BYTES_MAX):
                self._sort(*frame)
            if not self._queue:
                return

    def _sort(self, kind: int, code: int, sequence: int, payload: bytes) -> None:
        if kind == self._frames.TELEMETRY:
            self._keep_sample(sequence, payload)
        elif kind in (self._frames.REPLY, self._frames.ERROR) and sequence in self._asked:
            self._answers[sequence] = kind, code, payload

    def read_into(self, buffer: memoryview) -> int:
        """For the receiver, which takes from here what the port has brought."""
        count = min(len(buffer), len(self._queue))
        buffer[:count] = self._queue[:count]
        del self._queue[:count]
        return count

    def _keep_sample(self, number: int, payload: bytes) -> None:
        values = self._commands.unpack(self._commands.SAMPLE, payload)
        if values is None:
            return
        if self._last_sample is not None:
            self.lost_samples += (number - self._last_sample - 1) & 0xFFFF
        self._last_sample = number
        self._samples.append(told(self._commands.SAMPLE, values))

    def _write(self, frame: bytes) -> None:
        try:
            self._port.write(frame)
        except OSError as why:
            raise PortGone(f"the port has gone, or takes nothing ({why}): plug the unit in again") from None

    def _silence(self, what: str) -> str:
        if not self._last_heard:
            return f"{what}: no answer in {self._tries} x {self._timeout_s} s, and not a byte; is this a Stillwater unit, and is it on?"
        cause = "it is in service mode, or runs other firmware" if b">>>" in self._last_heard else "noise, or other firmware"
        return f"{what}: no answer in {self._tries} x {self._timeout_s} s; heard last {self._last_heard!r}: {cause}"


def _is_text(hello: bytes) -> bool:
    """Whether a line editor takes sequence number and CRC for text: hello is asked of what may be a REPL, and a control character in it
    could break its line, reset it, or leave it in another mode. Nearly every second number will do.
    """
    return all(byte >= _FIRST_PRINTED for byte in hello[4:6] + hello[-4:])
