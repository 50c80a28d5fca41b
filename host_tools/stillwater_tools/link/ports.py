"""Ports that bytes go through: what a client asks of one, and how a pty, a socket and a serial port become one. Knows no frame."""

import importlib
import os
import select
import socket
import time
from typing import Any, Protocol

from stillwater_tools.link.errors import NoAnswer, PortGone
from stillwater_tools.run.interpreter import ToolMissing

BAUD = 115_200  # without meaning on USB; but closing a port at 1200 baud sends some boards into their bootloader
_WRITE_S = 2.0
_HELD_S, _AGAIN_S = 0.5, 0.05  # UNSOURCED: a look takes half a second, with a REPL a little more
_MOST_BYTES = 65_536


class Port(Protocol):
    """What pyserial's Serial is, and the two below.

    `read(size)` gives what has come, at most `size` bytes, b"" when nothing came within `timeout` seconds (pyserial waits
    for all `size`, so a port that has `in_waiting` is asked for no more than that).
    """

    timeout: float | None

    def read(self, size: int, /) -> bytes: ...

    def write(self, data: bytes, /) -> int | None: ...


class Descriptor:
    """A port on an open file descriptor, as the end of a pty; OSError of any call becomes PortGone."""

    def __init__(self, descriptor: int, timeout: float | None = 1.0) -> None:
        self.descriptor, self.timeout = descriptor, timeout
        os.set_blocking(descriptor, False)

    def read(self, size: int, /) -> bytes:
        """What has come."""
        ready, _, _ = select.select([self.descriptor], [], [], self.timeout)
        if not ready:
            return b""
        try:
            data = os.read(self.descriptor, size)
        except OSError as why:
            raise _gone(why) from None
        if not data:
            raise _gone(ConnectionResetError())
        return data

    def write(self, data: bytes, /) -> int:
        """All of it. NoAnswer when the other side takes nothing for 2 s."""
        sent = 0
        while sent < len(data):
            sent += self._write_some(data[sent:])
        return sent

    def close(self) -> None:
        """Give the descriptor back."""
        os.close(self.descriptor)

    def _write_some(self, data: bytes) -> int:
        try:
            _, ready, _ = select.select([], [self.descriptor], [], _WRITE_S)
            if ready:
                return os.write(self.descriptor, data)
        except BlockingIOError:
            return 0
        except OSError as why:
            raise _gone(why) from None
        raise NoAnswer(f"the unit has taken nothing for {_WRITE_S:.0f} s: it hangs, or is no Stillwater unit; unplug it, try again")


class Socket(Descriptor):
    """A port on a connected socket, which it owns."""

    def __init__(self, connected: socket.socket, timeout: float | None = 1.0) -> None:
        super().__init__(connected.fileno(), timeout)
        self._socket = connected

    def close(self) -> None:
        """End the connection."""
        self._socket.close()


def open_port(address: str, timeout: float = 1.0) -> Any:
    """A port by its path (/dev/ttyACM0, /dev/pts/3) or address (socket://host:port, rfc2217://host:port). PortGone, ToolMissing.

    One that another program holds is tried for a moment more: whoever looks who is there, or ends, lets go soon.
    """
    if address.startswith("socket://"):
        return _connected(address, timeout)
    try:
        serial = importlib.import_module("serial")
    except ImportError:
        raise ToolMissing("no pyserial, which speaks to serial ports: run `pip install pyserial`") from None
    end_s = time.monotonic() + _HELD_S
    while True:
        try:
            port = serial.serial_for_url(address, BAUD, timeout=timeout, write_timeout=_WRITE_S, exclusive=True)
        except serial.SerialException as why:
            if not _is_held(str(why)) or time.monotonic() > end_s:
                raise PortGone(_why_not(address, str(why))) from None
            time.sleep(_AGAIN_S)
        else:
            port.reset_input_buffer()
            return port


def now_ms() -> int:
    """A clock that only goes forward."""
    return time.monotonic_ns() // 1_000_000


def _connected(address: str, timeout: float) -> Socket:
    host, _, number = address.removeprefix("socket://").rpartition(":")
    try:
        return Socket(socket.create_connection((host, int(number)), timeout=timeout), timeout)
    except ValueError:
        raise PortGone(f"{address}: must be socket://HOST:PORT") from None
    except OSError as why:
        raise PortGone(f"{address}: nobody answers there ({why}); start the unit, or mend the address") from None


def _gone(why: OSError) -> PortGone:
    reason = "closed by the other side" if isinstance(why, ConnectionError) else why.strerror
    return PortGone(f"the port has gone ({reason}): plug the unit in again, or end the program that uses it")


def _is_held(why: str) -> bool:
    return "lock" in why or "busy" in why.lower()


def _why_not(address: str, why: str) -> str:
    """Absent, held, not permitted: three messages."""
    if "://" in address:
        return f"{address}: nobody answers there ({why}); start the unit, or mend the address"
    if not os.path.exists(address):
        return f"{address}: is not there; plug the unit in, or look with `stillwater devices`"
    if _is_held(why):
        return f"{address}: another program holds it; close that program (ModemManager? a terminal?)"
    if "ermission" in why:
        return f"{address}: not permitted; add yourself to the group of the port, then log in anew"
    return f"{address}: cannot be opened ({why})"
