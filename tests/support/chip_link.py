"""A port to an emulated chip in this process: reading lets a millisecond of chip time go by."""

from stillwater_tools.chip.console import type_in
from stillwater_tools.link.client import Client

_ANSWER_S = 120.0  # of ours: some seconds of chip time


class ChipPort:
    """USB's bytes from now on."""

    timeout = 0.0

    def __init__(self, machine):
        self._machine = machine
        self._told = len(machine.usb.said)

    def read(self, _most):
        self._machine.run_ms(1)
        said = bytes(self._machine.usb.said[self._told:])
        self._told += len(said)
        return said

    def write(self, data):
        type_in(self._machine, data)
        return len(data)


def client(machine):
    """Asks the chip's unit once and waits long."""
    return Client(ChipPort(machine), _ANSWER_S, tries=1)
