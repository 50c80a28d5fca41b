"""A whole campaign on all cores: draws, plays, measures; and its table. Needs numba. Knows no law by name but the firmware's."""

import json
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

SEED = 20261124
REMOVALS_EACH = 16
GROUPS_MS = ((30, 100), (100, 300), (300, 3001))
FIGURES = (
    ("density_ratio", "peak density on the leaving limb, x before", "{:.2f}"),
    ("fall_10ms_ua", "largest fall of the whole current in 10 ms, mA", "{:.2f}"),
    ("last_charge_uc", "charge through the last 5 % of wet area, uC", "{:.2f}"),
    ("s_leaves", "index S of the limb that leaves", "{:.2f}"),
    ("s_stays", "index S of the limb that stays", "{:.2f}"),
)
_PERCENTILES = (50, 95, 99, 99.9)


def campaign(sittings: int, progress: Callable[[int], None] = lambda done: None) -> dict[str, Any]:
    """Percentiles of every figure by how long the removal took, over sittings x REMOVALS_EACH removals."""
    os.environ["STILLWATER_NUMBA"] = "1"  # read when the workers first import the firmware
    with ProcessPoolExecutor() as pool:
        told = []
        for done, rows in enumerate(pool.map(_sitting, range(sittings), chunksize=4), 1):
            told += rows
            progress(done)
    reached = [row for row in told if row["reached"]]
    groups = {f"{low}..{high - 1} ms": _percentiles([r for r in reached if low <= r["over_ms"] < high]) for low, high in GROUPS_MS}
    worst = sorted(reached, key=lambda row: -float(row["density_ratio"]))[:10]
    return {"seed": SEED, "removals": len(reached), "skin_too_high": len(told) - len(reached), "groups": groups, "worst": worst}


def print_campaign(figures: dict[str, Any]) -> None:
    """For a person."""
    for group, percentiles in figures["groups"].items():
        table = Table(title=f"Removals of {group}: {percentiles['removals']}")
        table.add_column("figure")
        for percent in _PERCENTILES:
            table.add_column(f"p{percent}", justify="right")
        for name, told, form in FIGURES:
            scale = 1000 if name.endswith("_ua") else 1
            table.add_row(told, *[form.format(percentiles[name][f"p{percent}"] / scale) for percent in _PERCENTILES])
        Console().print(table)


def write(figures: dict[str, Any], path: Path) -> None:
    """Keep the figures as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(figures, indent=2) + "\n")


def _sitting(number: int) -> list[dict[str, Any]]:
    from stillwater_tools.campaign.draw import removal, sitting
    from stillwater_tools.campaign.engine import hold, play
    from stillwater_tools.campaign.felt import felt

    drawn = sitting(SEED, number)
    held = hold(drawn)
    if not held.reached:
        return [{"reached": False}]
    areas = drawn.patient["area_1_mm2"], drawn.patient["area_2_mm2"]
    rows = []
    for index in range(REMOVALS_EACH):
        drawn_removal = removal(SEED, number, index)
        named = {"reached": True, "sitting": number, "removal": index, "over_ms": drawn_removal.over_ms, "shape": drawn_removal.shape}
        rows.append(named | felt(play(held, drawn_removal), drawn_removal, areas))
    return rows


def _percentiles(rows: list[dict[str, Any]]) -> dict[str, Any]:
    told: dict[str, Any] = {"removals": len(rows)}
    for name, _told, _form in FIGURES:
        values = [row[name] for row in rows]
        told[name] = {f"p{percent}": round(float(np.percentile(values, percent)), 3) for percent in _PERCENTILES}
    return told
