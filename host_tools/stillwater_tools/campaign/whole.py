"""Whole treatments of random patients on real MicroPython, nobody moving: what should not happen, and how often it does."""

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from stillwater_tools.campaign.draw import sitting
from stillwater_tools.report.metrics import hold_error_ua_p99, largest_change_10ms_ua, overshoot_ua, true_dose_ma_min
from stillwater_tools.report.trace import read_trace
from stillwater_tools.run.vm import play
from stillwater_tools.scenes.load import story_of
from stillwater_tools.scenes.schema import Scene

SEED = 7
_PALMS_MOST_UA = 15_000
_MINUTES = 5


def treatments(count: int, progress: Callable[[int], None] = lambda done: None) -> list[dict[str, Any]]:
    """One row a patient: how it ended, true dose against prescribed, false stops, hold error, overshoot, change in 10 ms."""
    rows = []
    with ThreadPoolExecutor(2) as pool:
        for done, row in enumerate(pool.map(_treat, range(count)), 1):
            rows.append(row)
            progress(done)
    return rows


def print_treatments(rows: list[dict[str, Any]]) -> None:
    """For a person: how many went as they should, and the worst of each figure."""
    table = Table(title=f"{len(rows)} random patients, {_MINUTES} minutes each, nobody moves", show_header=False)
    complete = [row for row in rows if row["reason"] == "complete"]
    table.add_row("complete", f"{len(complete)} of {len(rows)}")
    table.add_row("refused or faulted", ", ".join(row["refusal"] + "/" + row["fault"] for row in rows if row not in complete) or "none")
    table.add_row("stops that should not have been", str(sum(row["false_stops"] for row in rows)))
    for name, told in (("dose_error_percent", "dose error, %"), ("hold_error_percent_p99", "hold error p99, % of set current"),
                       ("overshoot_ua", "overshoot, uA"), ("change_10ms_ua", "largest change in 10 ms, uA")):
        values = sorted(row[name] for row in complete if row[name] is not None)
        if values:
            table.add_row(told, f"median {values[len(values) // 2]:.2f}, worst {values[-1]:.2f}")
    Console().print(table)


def _treat(number: int) -> dict[str, Any]:
    drawn = sitting(number, SEED)
    current_ua = drawn.current_ua // 100 * 100
    area = "soles" if current_ua > _PALMS_MOST_UA else "palms"
    prescription = {"area": area, "current_ua": current_ua, "minutes": _MINUTES}
    scene = Scene(about="A random patient, nobody moves", prescription=prescription, patient=drawn.patient, duration_s=900)
    with tempfile.TemporaryDirectory(prefix="stillwater-") as scratch:
        run = play(story_of(scene), Path(scratch))
        trace = read_trace(Path(scratch) / "trace.i32")
        hold_ua = hold_error_ua_p99(trace)
        return {
            "number": number, "current_ua": current_ua, **{name: run.end[name] for name in ("reason", "refusal", "fault")},
            "false_stops": sum(message["state"] == "lost" for message in run.of_kind("state")),
            "dose_error_percent": round(abs(true_dose_ma_min(trace) * 1000 / current_ua / _MINUTES - 1) * 100, 3),
            "hold_error_percent_p99": None if hold_ua is None else round(hold_ua * 100 / current_ua, 2),
            "overshoot_ua": overshoot_ua(trace),
            "change_10ms_ua": largest_change_10ms_ua(trace, slice(0, None)),
        }
