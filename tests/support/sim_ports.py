"""Ports where no unit is: one that says nothing, and MicroPython's REPL as a blank board has it. Each is a pty."""

import os
import subprocess
import tty
from contextlib import contextmanager

from stillwater_tools.run.interpreter import micropython


@contextmanager
def silent_port():
    """Path of a port that takes all and says nothing."""
    board_end, tool_end = os.openpty()
    tty.setraw(tool_end)
    try:
        yield os.ttyname(tool_end)
    finally:
        os.close(board_end)
        os.close(tool_end)


@contextmanager
def repl_port():
    """Path of a port with a REPL that waits for a line."""
    board_end, tool_end = os.openpty()
    tty.setraw(tool_end)
    try:
        with subprocess.Popen([micropython(), "-i"], stdin=board_end, stdout=board_end, stderr=board_end) as board:
            try:
                told = b""
                while not told.endswith(b">>> "):
                    told += os.read(tool_end, 1000)
                yield os.ttyname(tool_end)
            finally:
                board.kill()
    finally:
        os.close(board_end)
        os.close(tool_end)
