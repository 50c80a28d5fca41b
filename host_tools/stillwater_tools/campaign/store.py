"""Keeps rows as Parquet and figures as JSON, each under a new name and then renamed: a reader finds the old file or the new one.

Knows neither figures nor laws.
"""

import json
import os
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from stillwater_tools.problems import GIVEN, InputError, Problem

_TOLD = ("numba", "numpy", "distributed", "duckdb", "scipy")


def write_rows(columns: dict[str, Any], path: Path) -> None:
    """Columns of equal length as Parquet; NaN becomes null."""
    import duckdb

    told = [f"nullif({name}, 'nan'::double) AS {name}" if values.dtype.kind == "f" else name for name, values in columns.items()]

    def copy(to: Path) -> None:
        with duckdb.connect() as connection:
            connection.register("campaign", columns)
            connection.execute(f"COPY (SELECT {', '.join(told)} FROM campaign) TO '{_quoted(to)}' (FORMAT parquet, COMPRESSION zstd)")

    _whole(path, copy)


def read_rows(path: Path) -> dict[str, Any]:
    """What write_rows has written."""
    import duckdb

    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT * FROM read_parquet('{_quoted(path)}')").fetchnumpy()
    return {name: values.filled(np.nan) if isinstance(values, np.ma.MaskedArray) else values for name, values in found.items()}


def write_json(told: Any, path: Path) -> None:
    """Figures."""
    write_text(json.dumps(told, indent=2) + "\n", path)


def write_text(text: str, path: Path) -> None:
    """A page, or any other text."""
    _whole(path, lambda to: to.write_text(text, encoding="utf-8"))


def read_json(path: Path) -> Any:
    """Figures that an earlier command has kept; None when there are none."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as why:
        raise InputError([Problem(str(path), "file", GIVEN, f"cannot be read ({why})", "take it away, or write it anew")]) from None


def use(folder: Path) -> None:
    """Make a folder before the work begins. Raises InputError when it cannot be used."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as why:
        raise InputError([Problem("--out", str(folder), GIVEN, f"cannot be used ({why.strerror})", "give another folder")]) from None


def versions() -> dict[str, str]:
    """Of all that has a part in the figures."""
    told = {}
    for name in _TOLD:
        try:
            told[name] = version(name)
        except PackageNotFoundError:
            told[name] = "none"
    return told


def _whole(path: Path, write: Callable[[Path], Any]) -> None:
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(new)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
