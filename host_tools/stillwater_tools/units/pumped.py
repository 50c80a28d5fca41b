"""Bytes between a virtual unit's port and its REPL, which has pipes: on a pty it would throw away what is not yet read at each change
of mode. Knows bytes only.
"""

import os
import select
import subprocess
import threading
from typing import Any

_LOOK_S = 0.05
_TAKE_S = 0.5  # as the chip's USB: what a computer has not taken by then is lost
_MOST_BYTES = 65_536


def pump(process: "subprocess.Popen[bytes]", port: int, is_off: threading.Event) -> None:
    """Until the process ends or all is off; port: descriptor of the unit's end of a pty."""
    assert process.stdin is not None and process.stdout is not None
    sources: list[Any] = [port, process.stdout]
    while not is_off.is_set():
        ready = select.select(sources, [], [], _LOOK_S)[0]
        if process.stdout in ready:
            data = os.read(process.stdout.fileno(), _MOST_BYTES)
            if not data:
                break
            send(port, data)
        if port in ready:
            _give(process.stdin.fileno(), _typed(port))
    process.stdin.close()
    process.stdout.close()


def send(port: int, data: bytes) -> None:
    """To whoever has the port open, as far as it takes it."""
    while data:
        if not select.select([], [port], [], _TAKE_S)[1]:
            return
        data = data[os.write(port, data) :]


def _typed(port: int) -> bytes:
    """What has come; nothing if who wrote it has taken it back, as one does who opens a port."""
    try:
        return os.read(port, _MOST_BYTES)
    except BlockingIOError:
        return b""


def _give(pipe: int, data: bytes) -> None:
    """To a REPL that may have ended: then nobody takes it."""
    try:
        while data:
            data = data[os.write(pipe, data) :]
    except BrokenPipeError:
        return
