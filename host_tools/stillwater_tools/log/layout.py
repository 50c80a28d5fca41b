"""The firmware's record table as numpy and the packed form need it: one dtype a kind, which fields are numbers, which rise.

Made from `formats.RECORDS` whenever asked for; holds no field of its own.
"""

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np

from stillwater_tools.firmware_tables import firmware_module


@dataclass(frozen=True)
class Layout:
    """A kind: `fields` are (name, struct type, unit) of fixed length, `tail` the name of the bytes behind them, or none."""

    kind: int
    name: str
    fields: tuple[tuple[str, str, str], ...]
    tail: str

    @property
    def has_text(self) -> bool:
        """Whether bytes of a fixed length are among its fields."""
        return any(is_text(code) for _name, code, _unit in self.fields)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of the payload, the tail left out."""
        return np.dtype([(name, *numpy_code(code)) for name, code, _unit in self.fields])


@functools.cache
def layouts() -> dict[int, Layout]:
    """By kind."""
    formats = firmware_module("stillwater.journal.formats")
    return {kind: _layout(kind, name, fields, formats.TAIL) for kind, name, fields in formats.RECORDS}


def numpy_code(code: str) -> tuple[str, tuple[int, ...]]:
    """Type and shape of a struct type: bytes stay bytes, for numpy's own texts lose their zeros."""
    return ("u1", (int(code[:-1]),)) if is_text(code) else (f"<{code}", ())


def is_text(code: str) -> bool:
    """Whether a struct type is bytes of a fixed length."""
    return code[-1] == "s"


def _layout(kind: int, name: str, fields: Any, tail: str) -> Layout:
    whole = tuple(field for field in fields if field[1] != tail)
    return Layout(kind, name, whole, "".join(field[0] for field in fields if field[1] == tail))
