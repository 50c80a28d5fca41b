"""Moves every parameter of the table, one at a time, and keeps what changed. Knows no parameter and no figure by name.

A line is one value of one parameter, played in a process of its own, two at a time, on the same removals, returns and hands
that stay. The chosen values are played once and stand in every parameter's lines.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from stillwater_tools.campaign.parameters import PARAMETERS, Move, Parameter
from stillwater_tools.campaign.sweep_page import page
from stillwater_tools.firmware_tables import PROJECT
from stillwater_tools.run.vm import RunFailed

ORACLE = "oracle of this instant"
_AT_ONCE = 2

Row = dict[str, Any]  # module, name, value, is_chosen and the figures of moved.py
Progress = Callable[[int, int], None]  # (processes done, of how many)


def sweep(sittings: int, progress: Progress = lambda done, of: None, table: tuple[Parameter, ...] = PARAMETERS) -> list[Row]:
    """One row for the oracle, then one for each value of each parameter. Raises RunFailed when a process does."""
    chosen = [(parameter, parameter.chosen) for parameter in table]
    tried = [(parameter, value) for parameter, now in chosen for value in parameter.values if value != now]
    words = [["oracle"], [], *(_words(parameter.moves(value)) for parameter, value in tried)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        told = []
        for one in pool.map(lambda moved: run(moved, sittings), words):
            told.append(one)
            progress(len(told), len(words))
    oracle, as_chosen, *moved = told
    rows = [_row(parameter, value, True, as_chosen) for parameter, value in chosen]
    rows += [_row(*one, False, figures) for one, figures in zip(tried, moved, strict=True)]
    order = {(parameter.module, parameter.name): number for number, parameter in enumerate(table)}
    rows.sort(key=lambda row: (order[row["module"], row["name"]], row["value"]))
    return [{"module": "", "name": ORACLE, "value": None, "is_chosen": False, **_without_moves(oracle)}, *rows]


def run(moved: list[str], sittings: int) -> Row:
    """The figures with these constants moved (words as parameters.py takes them). Raises RunFailed."""
    command = [sys.executable, "-m", "stillwater_tools.campaign.parameters", *moved, str(sittings)]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "host_tools"), "STILLWATER_NUMBA": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RunFailed(f"{' '.join(moved)} stopped with {done.returncode}:\n" + done.stderr[-2000:])
    row: Row = json.loads(done.stdout)
    return row


def write(rows: list[Row], folder: Path = Path("out/bench")) -> None:
    """parameters.json and parameters.html."""
    folder.mkdir(parents=True, exist_ok=True)
    told = {"rows": rows, "reasons": {f"{one.module}.{one.name}": one.reason for one in PARAMETERS}}
    (folder / "parameters.json").write_text(json.dumps(told, indent=2) + "\n")
    (folder / "parameters.html").write_text(page(rows, rows[0]))


def _words(moves: list[Move]) -> list[str]:
    return [str(word) for move in moves for word in move]


def _row(parameter: Parameter, value: int, is_chosen: bool, figures: Row) -> Row:
    return {"module": parameter.module, "name": parameter.name, "value": value, "is_chosen": is_chosen, **_without_moves(figures)}


def _without_moves(figures: Row) -> Row:
    return {name: value for name, value in figures.items() if name != "moves"}
