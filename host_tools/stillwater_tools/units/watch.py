"""What a unit tells while it works, sample by sample, and files of it: CSV or JSON lines. Shows nothing.

The columns are those of the firmware's table.
"""

import csv
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol, TextIO

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.link.client import Client
from stillwater_tools.problems import GIVEN, InputError, Problem

Sample = dict[str, Any]
KINDS = (".csv", ".jsonl")


class Keeper(Protocol):
    """Takes samples one by one."""

    def keep(self, sample: Sample) -> None: ...


def columns() -> list[str]:
    """Names of what a sample has, in order, with their units."""
    return [field[0] for field in firmware_module("stillwater.link.commands").SAMPLE]


@contextmanager
def samples(client: Client, seconds: float = float("inf")) -> Iterator[Iterator[Sample]]:
    """Ten a second, for so long; telemetry ends with the block, however that is left. NoAnswer, PortGone."""
    with closing(client.samples(seconds)) as told:  # type: ignore[type-var]
        yield told


@contextmanager
def kept_in(path: Path | None) -> Iterator[Keeper]:
    """A file for samples, by its ending; each is in the file at once, so what is cut short is there. None keeps nothing."""
    if path is None:
        yield _Nowhere()
        return
    _make(path)
    with open(path, "w", newline="", encoding="utf-8", buffering=1) as file:
        yield _Csv(file) if path.suffix == ".csv" else _Lines(file)


def _make(path: Path) -> None:
    """An empty file; InputError."""
    if path.suffix not in KINDS:
        raise InputError([Problem("--out", "file", str(path), f"must end in {' or '.join(KINDS)}", "choose another name")])
    try:
        path.write_bytes(b"")
    except OSError as why:
        raise InputError([Problem("--out", str(path), GIVEN, f"cannot be written ({why.strerror})", "give another file")]) from None


class _Nowhere:
    def keep(self, sample: Sample) -> None:
        """Forget it."""


class _Csv:
    """A line of names, then a line a sample."""

    def __init__(self, file: TextIO) -> None:
        self._rows = csv.DictWriter(file, columns(), lineterminator="\n")
        self._rows.writeheader()

    def keep(self, sample: Sample) -> None:
        """One more line."""
        self._rows.writerow(sample)


class _Lines:
    """A JSON object a line."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def keep(self, sample: Sample) -> None:
        """One more line."""
        self._file.write(json.dumps(sample) + "\n")
