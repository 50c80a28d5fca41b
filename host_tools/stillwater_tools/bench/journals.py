"""How fast journals are read, and many units asked: a year of simulated treatments in each, kept as the firmware keeps it.

A few units live their year; a thousand are these again under other serial numbers. Knows times; what is asked is the views' business.
"""

import itertools
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from stillwater_tools.bench.lived import live, played
from stillwater_tools.log.export import export
from stillwater_tools.log.files import JournalFile, in_folder
from stillwater_tools.log.journal import Journal
from stillwater_tools.log.views import opened

_ROUND_BYTES = 15_000_000  # enough that what a call costs besides does not count
_ROUNDS = 5
_CORES = 2
_QUERIES = (
    ("dose and faults of every unit", "SELECT * FROM units"),
    ("treatments by area and end, dose against prescribed",
     "SELECT area, reason, count(*), avg(dose_ma_min / prescribed_ma_min) FROM treatments GROUP BY ALL"),
    ("skin resistance of every treatment, medians of its holds", "SELECT serial, treatment, skin_ohm FROM skin"),
    ("skin resistance of all units by week",
     "SELECT date_trunc('week', utc) AS week, 1000 * avg(skin_mv) / avg(abs(mean_ua)) FROM summary WHERE state = 'hold' GROUP BY week"),
    ("summaries above 15.2 mA", "SELECT serial, count(*) FROM summary WHERE max_ua > 15200 GROUP BY serial"),
)


class Row(NamedTuple):
    """One figure."""

    what: str
    value: float
    unit: str


def figures(units: int, lived: int, progress: Callable[[str], None] = lambda done: None) -> list[Row]:
    """Decode on one core, then every query over so many units; `lived` of them have a year of their own. progress(what is done)."""
    with tempfile.TemporaryDirectory(prefix="stillwater-") as scratch:
        folders = _lived(Path(scratch), lived, progress)
        journals = [Journal(str(folder), in_folder(folder)) for folder in folders]
        sizes = [len(journal.data) for journal in journals]
        rows = [
            Row("the journal of a unit after a year", sum(sizes) / lived / 1000, "KB"),
            Row("records in it", sum(len(journal.order.sequence) for journal in journals) / lived, "records"),
            Row("read, put in order and written as Parquet, one core", _decoded(folders, sum(sizes), Path(scratch)), "MB of journal a s"),
        ]
        progress("read and written as Parquet")
        export(_thousand(journals, units), Path(scratch) / "export", threads=_CORES)
        progress(f"{units} units are written")
        return rows + _asked(Path(scratch) / "export", units)


def _lived(scratch: Path, count: int, progress: Callable[[str], None]) -> list[Path]:
    treatments = played(lambda done: progress(f"treatment {done} is played"))
    folders = [scratch / f"lived-{number}" for number in range(count)]
    for folder in folders:
        live(folder, treatments, seed=int(folder.name.split("-")[1]))
        progress(f"{folder.name} has had its year")
    return folders


def _decoded(folders: list[Path], size: int, scratch: Path) -> float:
    """MB a second of processor time, from the bytes of the files to files of Parquet; of some rounds the least disturbed."""
    files = [in_folder(folder) for folder in folders]
    count = max(len(files), _ROUND_BYTES // size * len(files))
    return max(_round(itertools.islice(itertools.cycle(files), count), scratch / "parquet") for _ in range(_ROUNDS))


def _round(files: Iterable[list[JournalFile]], out: Path) -> float:
    began_s = time.process_time()
    done = export((Journal("", one) for one in files), out, threads=1)
    return done.journal_bytes / 1e6 / (time.process_time() - began_s)


def _thousand(journals: list[Journal], units: int) -> Iterator[Journal]:
    for number in range(units):
        journal = journals[number % len(journals)]
        journal.serial = f"SWB-{number:08}"
        yield journal


def _asked(folder: Path, units: int) -> list[Row]:
    rows = []
    with opened(folder, threads=_CORES) as connection:
        summaries = connection.execute("SELECT count(*) FROM summary").fetchone()[0]
        rows.append(Row(f"summaries of {units} units", summaries, "rows"))
        for what, sql in _QUERIES:
            began_s, worked_s = time.perf_counter(), time.process_time()
            connection.execute(sql).fetchall()
            worked_s = time.process_time() - worked_s
            rows.append(Row(what, time.perf_counter() - began_s, f"s, {worked_s:.2f} s of processor time"))
    return rows
