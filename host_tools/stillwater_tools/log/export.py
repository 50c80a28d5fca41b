"""Writes journals as Parquet, CSV or JSON lines: a folder a kind of record, or a file, the records of all units in it.

Parquet is written in parts of some units each, so a thousand units need no more memory than a few. All is written to a new folder
that then takes its name: a reader finds the old export or the new one.
"""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stillwater_tools.log import memory
from stillwater_tools.log.frames import Frame, empty, frame, joined, selection
from stillwater_tools.log.journal import Journal
from stillwater_tools.log.layout import layouts
from stillwater_tools.log.views import VIEWS_FILE, views
from stillwater_tools.problems import GIVEN, InputError, Problem

FORMATS = {"parquet": "FORMAT parquet, COMPRESSION zstd", "csv": "FORMAT csv, HEADER {first}", "json": "FORMAT json"}
_PART_BYTES = 16_000_000  # of journals, some million summaries


@dataclass
class Exported:
    """What was written: where, how many units, how many bytes of journal, rows by the kind's name."""

    folder: Path
    units: int = 0
    journal_bytes: int = 0
    rows: dict[str, int] = field(default_factory=dict)


def export(
    journals: Iterable[Journal], out: Path, form: str = "parquet", threads: int | None = None,
    progress: Callable[[int], None] = lambda units: None,
) -> Exported:
    """Write all; progress(units that are done). InputError for a folder that has anything but an earlier export."""
    import duckdb

    memory.keep()
    _assert_ours(out)
    new = out.with_name(f".{out.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    writer = _Writer(new, form, duckdb.connect(config={"threads": threads} if threads else {}))
    for number, journal in enumerate(journals, 1):
        writer.add(journal)
        progress(number)
    writer.close()
    if form == "parquet":
        (new / VIEWS_FILE).write_text(views("."))
    shutil.rmtree(out, ignore_errors=True)
    new.rename(out)
    writer.done.folder = out
    return writer.done


class _Writer:
    """Gathers units until there is enough for a part."""

    def __init__(self, folder: Path, form: str, connection: Any) -> None:
        self.done = Exported(folder)
        self._folder, self._form, self._connection = folder, form, connection
        self._frames: dict[int, list[Frame]] = {kind: [empty(kind)] for kind in layouts()}
        self._serials: list[str] = []
        self._waiting_bytes = self._parts = 0

    def add(self, journal: Journal) -> None:
        """One unit more."""
        for kind in layouts():
            if kind in journal.tables:
                self._frames[kind].append(frame(journal, kind, len(self._serials)))
        self._serials.append(journal.serial or Path(journal.about).name)
        self._waiting_bytes += len(journal.data)
        if self._waiting_bytes >= _PART_BYTES:
            self._write()

    def close(self) -> None:
        """What is left; every kind has a file, though it be without a row."""
        if self._serials or not self._parts:
            self._write()
        self._connection.close()

    def _write(self) -> None:
        for kind, frames in self._frames.items():
            self._copy(kind, joined(frames))
            self._frames[kind] = [empty(kind)]
        self.done.units += len(self._serials)
        self.done.journal_bytes += self._waiting_bytes
        self._parts += 1
        self._serials, self._waiting_bytes = [], 0

    def _copy(self, kind: int, columns: Frame) -> None:
        name, count = layouts()[kind].name, len(columns["unit"])
        if not count and self._parts:
            return
        self._connection.register("part", columns)
        options = FORMATS[self._form].format(first=str(not self._parts).lower())
        told = selection(kind, list(columns), self._serials)
        part = self._part(name)
        self._connection.execute(f"COPY (SELECT {told} FROM part) TO '{str(part).replace(chr(39), chr(39) * 2)}' ({options})")
        self._connection.unregister("part")
        self.done.rows[name] = self.done.rows.get(name, 0) + count
        if self._form != "parquet":
            _append(part, self._folder / f"{name}.{self._form}")

    def _part(self, name: str) -> Path:
        if self._form != "parquet":
            return self._folder / f".{name}.part"
        (self._folder / name).mkdir(exist_ok=True)
        return self._folder / name / f"{self._parts:05}.parquet"


def _append(part: Path, whole: Path) -> None:
    with open(part, "rb") as source, open(whole, "ab") as sink:
        shutil.copyfileobj(source, sink)
    part.unlink()


def _assert_ours(out: Path) -> None:
    """Nothing is lost with a folder that an export has made."""
    if not out.exists():
        return
    known = {layout.name for layout in layouts().values()}
    strange = [path.name for path in out.iterdir() if path.stem not in known and path.name != VIEWS_FILE] if out.is_dir() else [out.name]
    if strange:
        bound = f"has {strange[0]}, which is of no export"
        raise InputError([Problem("--out", str(out), GIVEN, bound, "give a new folder, or one of an earlier export")])
