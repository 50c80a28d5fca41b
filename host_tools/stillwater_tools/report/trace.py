"""Reads a trace: rows of 32-bit integers, one a millisecond, by the columns of the virtual board's own table."""

from pathlib import Path
from typing import Any

import numpy as np

from stillwater_tools.firmware_tables import firmware_module

Trace = dict[str, Any]  # column name -> array of int32, one a millisecond

# every column in nA also stands in uA, every one in uV also in mV
_COARSE = {"_na": lambda name: name[:-3] + "_ua", "_uv": lambda name: name[:-3] + "_mv"}


def read_trace(path: Path) -> Trace:
    """Columns of the file. Raises ValueError when it holds no whole number of rows."""
    names = firmware_module("virtual.trace").NAMES
    values = np.fromfile(path, dtype="<i4")
    if values.size % len(names):
        raise ValueError(f"{path}: {values.size} integers are no whole number of rows of {len(names)}")
    rows = values.reshape(-1, len(names))
    trace = {name: rows[:, column] for column, name in enumerate(names)}
    coarse = {_COARSE[name[-3:]](name): column // 1000 for name, column in trace.items() if name[-3:] in _COARSE}
    return {**trace, **coarse}


def state_code(name: str) -> int:
    """Code of a treatment's state."""
    rows = firmware_module("stillwater.treatment.states").STATES
    return [row[0] for row in rows].index(name)
