"""MicroPython's REPL at a port, over mpremote's transport: entered, code executed, left by a soft reset. Knows no file and no unit."""

import importlib
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from stillwater_tools.link.errors import LinkError, NoAnswer, PortGone
from stillwater_tools.link.ports import open_port
from stillwater_tools.run.interpreter import ToolMissing

EXECUTE_S = 10.0
_SAY, _SAID = b"print('%s', end='')\x04", b"%s\x04\x04"  # behind it comes >, which mpremote awaits before each piece of code
_STOP, _RAW, _FRIENDLY, _RESET = b"\r\x03\x03", b"\r\x01", b"\r\x02", b"\x04"
_RUN, _TAKEN = b"\x04", b"OK"
_NOTHING = b"pass"  # for no code at all would be a soft reset
_TRY_S, _GLANCE_S = 0.25, 0.05
_ANSWER_S = 1.0
_LAST_BYTES = 60


class NoRepl(NoAnswer):
    """The REPL does not open, or falls silent."""


class CodeRaised(LinkError):
    """Code on the unit has ended in an exception; `traceback` is MicroPython's."""

    def __init__(self, traceback: str) -> None:
        super().__init__(f"the unit's REPL: {traceback.strip().splitlines()[-1]}; the whole of it:\n{traceback.strip()}")
        self.traceback = traceback


class Repl:
    """The REPL at a port, which is held until `close`. slowness: what time limits are multiplied by. PortGone, ToolMissing."""

    def __init__(self, port: str, slowness: float = 1.0) -> None:
        self.port, self._slowness = port, slowness
        self._transport = _opened(port, _ANSWER_S * slowness)
        self._transport.is_pty = True  # so mpremote waits in the system for a byte, not in steps of 10 ms

    def enter(self, most_s: float) -> None:
        """Make it hear code, whatever it does now: a line half typed, code that runs, a transfer whose tool has died. NoRepl.

        Each try ends with a word that comes back, so that what answers to an earlier try is not taken for what answers to code.
        """
        end_s, heard, word = time.monotonic() + most_s * self._slowness, b"", b"?"
        try_s = _TRY_S * self._slowness
        serial, answer_s = self._transport.serial, self._transport.serial.timeout
        with self._failures():
            serial.timeout = _GLANCE_S
            while not heard.endswith(_SAID % word):
                if time.monotonic() > end_s:
                    raise NoRepl(_silence(self.port, most_s, heard))
                word = secrets.token_hex(4).encode()
                serial.reset_input_buffer()
                serial.write(_STOP + _RAW + _SAY % word)
                heard = self._transport.read_until(1, _SAID % word, timeout=try_s, timeout_overall=try_s)
            serial.timeout = answer_s
        self._transport.in_raw_repl = True

    def execute(self, code: str, most_s: float = EXECUTE_S) -> str:
        """Run code; what it has printed. most_s: the longest silence. CodeRaised, NoRepl, PortGone."""
        self.start(code)
        with self._failures():
            printed, traceback = self._transport.follow(most_s * self._slowness)
        if traceback:
            raise CodeRaised(traceback.decode(errors="replace"))
        return str(printed.decode(errors="replace")).replace("\r\n", "\n")

    def start(self, code: str) -> None:
        """Give code, and do not wait for its end: for what takes the port away.

        All at once, for USB and pty hold back what the unit has no room for; mpremote's own way stops each 128 or 256 bytes.
        """
        with self._failures():
            self._await(b">", EXECUTE_S)
            self._transport.serial.write((code.encode() or _NOTHING) + _RUN)
            self._await(_TAKEN, EXECUTE_S)

    def play(self, code: str, heard: Callable[[str], bool], most_s: float) -> None:
        """Run code and hand on each line as it comes, until heard(line) gives True, and then listen no more; most_s: the longest silence.

        CodeRaised, NoRepl, PortGone.
        """
        self.start(code)
        with suppress(_Heard), self._failures():
            _printed, traceback = self._transport.follow(most_s * self._slowness, data_consumer=_Lines(heard).take)
            if traceback:
                raise CodeRaised(traceback.decode(errors="replace"))

    def say(self, data: bytes) -> None:
        """Bytes for the code that plays."""
        with self._failures():
            self._transport.serial.write(data)

    def _await(self, words: bytes, most_s: float) -> None:
        heard = self._transport.read_until(1, words, timeout=most_s * self._slowness)
        if not heard.endswith(words):
            raise NoRepl(f"{self.port}: its REPL has fallen silent, heard last {heard[-_LAST_BYTES:]!r}; plug the unit in again, try again")

    def reset(self) -> None:
        """Soft reset: main.py runs again, with nothing left of what ran before. From raw mode MicroPython would run boot.py only."""
        with self._failures():
            self._transport.serial.write(_FRIENDLY + _RESET)
            self._transport.serial.flush()

    def befriend(self) -> None:
        """Leave it as a person wants it, with >>>."""
        with self._failures():
            self._transport.serial.write(_FRIENDLY)
            self._transport.serial.flush()

    def close(self) -> None:
        """Give the port back."""
        try:
            self._transport.close()
        except OSError:  # it has gone by itself
            return

    @contextmanager
    def _failures(self) -> Iterator[None]:
        """mpremote's errors as ours."""
        errors = importlib.import_module("mpremote.transport")
        try:
            yield
        except errors.TransportError as why:
            raise NoRepl(f"{self.port}: its REPL has fallen silent ({why}); plug the unit in again, then try again") from None
        except OSError as why:
            raise PortGone(f"{self.port}: has gone ({why}): plug the unit in again") from None


class _Heard(Exception):
    """Nothing more is listened to."""


class _Lines:
    """Makes lines of the bytes that come; raises _Heard once `heard` gives True."""

    def __init__(self, heard: Callable[[str], bool]) -> None:
        self._heard, self._begun = heard, bytearray()

    def take(self, data: bytes) -> None:
        """Some more bytes."""
        self._begun += data
        while b"\n" in self._begun:
            line, _, self._begun = self._begun.partition(b"\n")
            if self._heard(line.decode(errors="replace").strip()):
                raise _Heard


def _opened(port: str, answer_s: float) -> Any:
    """mpremote's transport; it does not say why a port cannot be opened, so then we ask ourselves."""
    try:
        serial = importlib.import_module("mpremote.transport_serial")
    except ImportError:
        raise ToolMissing("no mpremote, which speaks to MicroPython's REPL: run `pip install mpremote`") from None
    try:
        return serial.SerialTransport(port, timeout=answer_s)
    except (serial.TransportError, OSError, ValueError) as why:
        open_port(port).close()
        raise PortGone(f"{port}: could not be opened ({why}); try again") from None


def _silence(port: str, most_s: float, heard: bytes) -> str:
    told = f"heard last {heard[-_LAST_BYTES:]!r}" if heard else "not a byte"
    causes = "a treatment is on, the unit has gone off and waits for its power, or this is no MicroPython"
    remedy = "switch it off, hold less while you switch it on, and try again"
    return f"{port}: its REPL does not open within {most_s:.0f} s, {told}: {causes}; {remedy}"
