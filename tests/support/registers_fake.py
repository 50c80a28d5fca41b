"""The RP2040's registers as plain Python, for the port's viper functions on CPython; and the port's modules built on one board.

Keeps what was written; converter, timer, DMA and pins answer as far as the port asks. Knows no timing: each look at the timer is
a microsecond.
"""

import builtins
import contextlib
import importlib
import sys
from types import ModuleType, SimpleNamespace

from stillwater_tools.boards.generate import board_integers
from stillwater_tools.boards.load import load_board
from stillwater_tools.firmware_tables import PROJECT

MEMORY = 0x20000000  # where the burst lies
_ROOM = "stillwater.port."
_MODULES = ("burst", "read", "registers", "relays", "single", "slots", "write")


class Registers:
    """`written` has (word address, value) in order, `words` the last value of each, `pins` what SIO drives, `inputs` what it reads."""

    def __init__(self, registers):
        self._r = registers
        self.words = {}
        self.written = []
        self.pins = 0
        self.inputs = 0
        self.codes = {}  # channel -> what the converter gives
        self.channels = []  # single conversions, in order
        self.burst = [0] * 64
        self.us = 0

    def pointer(self, place):
        """What ptr32 gives: a block itself, the burst's memory, or registers from a byte address on."""
        if not isinstance(place, int):
            return place
        return self.burst if place == MEMORY else _Words(self, place >> 2)

    def read(self, word):
        r = self._r
        if word == r.TIMER + r.TIMER_NOW_US:
            self.us += 1
            return self.us
        if word == r.SIO + r.SIO_IN:
            return self.inputs
        if word == r.ADC + r.ADC_CS:
            return self.words.get(word, 0) | r.CS_READY
        if word == r.ADC + r.ADC_FCS:
            return self.words.get(word, 0) | r.FCS_EMPTY
        if word == r.ADC + r.ADC_RESULT:
            channel = self.words[r.ADC + r.ADC_CS] >> r.CS_CHANNEL_SHIFT & 7
            self.channels.append(channel)
            return self.codes.get(channel, 0)
        return self.words.get(word, 0)

    def write(self, word, value):
        self.words[word] = value
        self.written.append((word, value))
        if word == self._r.SIO + self._r.SIO_SET:
            self.pins |= value
        elif word == self._r.SIO + self._r.SIO_CLEAR:
            self.pins &= ~value

    def is_high(self, pin):
        """Whether SIO drives a pin."""
        return bool(self.pins >> pin & 1)


class _Words:
    def __init__(self, registers, first):
        self._registers = registers
        self._first = first

    def __getitem__(self, offset):
        return self._registers.read(self._first + offset)

    def __setitem__(self, offset, value):
        self._registers.write(self._first + offset, value)


@contextlib.contextmanager
def port_on(name):
    """(modules of the port by name, the board's integers, fake registers) for a board; all of it is gone afterwards."""
    board = ModuleType("board")
    vars(board).update(board_integers(load_board(PROJECT / "boards" / name / "board.toml")))
    before = builtins.ptr32
    with _modules_of_their_own():
        sys.modules["board"] = board
        port = SimpleNamespace(**{module: importlib.import_module(_ROOM + module) for module in _MODULES})
        registers = Registers(port.registers)
        builtins.ptr32 = registers.pointer
        try:
            yield port, board, registers
        finally:
            builtins.ptr32 = before


@contextlib.contextmanager
def _modules_of_their_own():
    _forget()
    try:
        yield
    finally:
        _forget()


def _forget():
    for module in [module for module in sys.modules if module == "board" or module.startswith(_ROOM)]:
        del sys.modules[module]


class Bus:
    """An I2C bus that records; `parts` maps address -> {register: bytes}, an address that is missing does not answer."""

    def __init__(self, **parts):
        self.parts = {int(address[1:], 16): registers for address, registers in parts.items()}
        self.sent = []

    def writeto(self, address, data):
        self._meet(address)
        self.sent.append((address, bytes(data)))

    def writeto_mem(self, address, register, data):
        self._meet(address)[register] = bytes(data)
        self.sent.append((address, bytes((register,)) + bytes(data)))

    def readfrom_mem(self, address, register, count):
        data = self._meet(address)[register]
        assert len(data) == count
        self.sent.append((address, bytes((register,))))
        return data

    def _meet(self, address):
        if address not in self.parts:
            raise OSError(5)
        return self.parts[address]
