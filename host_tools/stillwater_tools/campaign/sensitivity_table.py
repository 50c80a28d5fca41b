"""The felt measure's sensitivity for a person and as a file. Knows the rows of sensitivity.py; computes nothing."""

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

Row = dict[str, Any]
_WHO = ("firmware", "now", "clairvoyant", "return")


def print_sensitivity(rows: list[Row]) -> None:
    """A row for each Senses: p99.9 and the share of cases below the threshold, and how far the firmware is from the clairvoyant."""
    table = Table(title=f"What is felt by other constants of perception: p99.9 / below 1.0, %; {rows[0]['firmware']['cases']} removals")
    for name in ("constants", "firmware", "oracle now", "clairvoyant", "return", "firmware / clairvoyant", "firmware / now"):
        table.add_column(name, justify="left" if name == "constants" else "right")
    for row in rows:
        told = [f"{row[who]['p99.9']:.2f} / {row[who]['below_1_percent']:.1f}" if who in row else "" for who in _WHO]
        table.add_row(row["senses"], *told, f"{row['ratio_to_clairvoyant']:.2f}", f"{row['ratio_to_now']:.2f}")
    Console().print(table)


def write(rows: list[Row], path: Path = Path("out/bench/sensitivity.json")) -> None:
    """All rows, as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows, indent=2) + "\n")
