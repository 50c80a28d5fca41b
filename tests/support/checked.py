"""Integers that refuse to leave +-2^30, where MicroPython on the chip would begin to allocate.

`checking()` puts them into the hot path's modules, so that every intermediate of a plain run is watched.
"""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager

BOUND = 1 << 30
_HOT = (
    "control.sense", "control.level", "control.watch", "control.electrodes", "control.impedance", "control.ramp", "control.regulator",
    "control.fall", "control.clamp", "control.softstop", "control.zero", "control.probe", "control.tick", "safety.converter",
    "safety.bounds", "safety.monitor", "hot", "capture",
)


class Checked(int):
    """An integer whose every result is watched."""

    def __new__(cls, value: int) -> "Checked":
        if not -BOUND <= value <= BOUND:
            raise OverflowError(f"{int(value)} is beyond +-2^30")
        return super().__new__(cls, value)


def _watched(name: str):
    plain = getattr(int, name)

    def operator(self, other):
        result = plain(self, other)
        return result if result is NotImplemented else Checked(result)

    return operator


for _name in ("add", "sub", "mul", "floordiv", "mod", "lshift", "rshift", "and", "or"):
    setattr(Checked, f"__{_name}__", _watched(f"__{_name}__"))
    setattr(Checked, f"__r{_name}__", _watched(f"__r{_name}__"))


class CheckedBlock(list):
    """A block that gives and takes checked integers."""

    def __init__(self, values):
        super().__init__(Checked(value) for value in values)

    def __setitem__(self, slot, value):
        super().__setitem__(slot, Checked(value))


@contextmanager
def checking() -> Iterator[None]:
    """Let `int(...)` in the hot path keep the watch."""
    modules = [importlib.import_module(f"stillwater.{name}") for name in _HOT]
    for module in modules:
        module.int = Checked
    try:
        yield
    finally:
        for module in modules:
            del module.int
