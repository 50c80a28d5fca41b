"""An emulated chip whose USB is a pty, so that a tool may speak to it as to a board: the chip runs in a process of its own."""

import multiprocessing
import os
import select
import time
import tty
from contextlib import contextmanager
from types import SimpleNamespace

_SLICE_MS = 0.5
_MOST_BYTES = 65_536


@contextmanager
def ported(machine):
    """`path` of the pty, and `now_ms()`, the chip's time; the machine itself stays as it is, for the chip is a copy of it.

    An idle chip's time is kept from running ahead of ours.
    """
    chip_end, tool_end = os.openpty()
    tty.setraw(tool_end)
    os.set_blocking(chip_end, False)
    now_us = multiprocessing.Value("d", machine.now_us)
    chip = multiprocessing.get_context("fork").Process(target=_run, args=(machine, chip_end, now_us), daemon=True)
    chip.start()
    try:
        yield SimpleNamespace(path=os.ttyname(tool_end), now_ms=lambda: now_us.value / 1000)
    finally:
        chip.kill()
        chip.join()
        os.close(chip_end)
        os.close(tool_end)


def _run(machine, chip_end, now_us):
    """A slice of chip time, then what it has said to the pty and what the pty has to the chip; bytes for a chip in reset are lost."""
    told, asked = len(machine.usb.said), b""
    while True:
        began_s = time.monotonic()
        machine.run_ms(_SLICE_MS)
        now_us.value = machine.now_us
        said = bytes(machine.usb.said[told:])
        if said:
            told += os.write(chip_end, said)
        left_s = max(0.0, began_s + _SLICE_MS / 1000 - time.monotonic())
        if not asked and select.select([chip_end], [], [], left_s)[0]:
            asked = os.read(chip_end, _MOST_BYTES)
        while asked and machine.usb.connected and machine.usb.has_room:
            asked = machine.usb.send(asked)
        if not machine.usb.connected:
            asked = b""
