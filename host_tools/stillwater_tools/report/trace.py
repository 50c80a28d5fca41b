"""Reads a trace: rows of 32-bit integers, one a millisecond, by the columns of the virtual board's own table."""

from pathlib import Path
from typing import Any

import numpy as np

from stillwater_tools.firmware_tables import firmware_module

Trace = dict[str, Any]  # column name -> array of int32, one a millisecond


def read_trace(path: Path) -> Trace:
    """Columns of the file. Raises ValueError when it holds no whole number of rows."""
    names = firmware_module("virtual.trace").NAMES
    values = np.fromfile(path, dtype="<i4")
    if values.size % len(names):
        raise ValueError(f"{path}: {values.size} integers are no whole number of rows of {len(names)}")
    rows = values.reshape(-1, len(names))
    return {name: rows[:, column] for column, name in enumerate(names)}


def state_code(name: str) -> int:
    """Code of a treatment's state."""
    rows = firmware_module("stillwater.treatment.states").STATES
    return [row[0] for row in rows].index(name)
