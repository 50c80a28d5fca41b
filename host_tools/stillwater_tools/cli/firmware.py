"""firmware: what is copied onto a unit, built. Knows arguments and printing; the work is in build."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from stillwater_tools.build.firmware import MOST_BYTES, Firmware, build, check_total
from stillwater_tools.build.folder import MANIFEST, write
from stillwater_tools.firmware_tables import PROJECT

_UNIT = PROJECT / "boards/unit_r1/board.toml"


def firmware(
    board: Annotated[Path | None, typer.Option(help="a board.toml; without it the project's unit r1")] = None,
    out: Annotated[Path, typer.Option(help="folder for files and manifest; an earlier build in it is replaced")] = Path("out/firmware"),
    as_json: Annotated[bool, typer.Option("--json", help="print the manifest as JSON")] = False,
) -> None:
    """Compile the firmware for the chip (.mpy for armv6m), the same bytes each time, with a manifest of sizes and hashes.

    A unit needs port/rp2.py, boot.py and main.py too: which of them is not there yet is told, and no unit starts without.
    Example: stillwater firmware --board boards/unit_r1/board.toml --out out/firmware
    """
    with Console(stderr=True).status("building"):
        built = build(board or _UNIT)
    if not as_json:
        Console().print(_table(built))
    check_total(built)
    write(built, out)
    print(built.manifest_text if as_json else _told(built, out), end="" if as_json else "\n")


def _table(built: Firmware) -> Table:
    table = Table(title=f"Firmware of {built.manifest['board']}, {built.manifest['architecture']}, mpy {built.manifest['mpy_version']}")
    table.add_column("file")
    table.add_column("bytes", justify="right")
    for path, content in sorted(built.files.items()):
        table.add_row(path, str(len(content)))
    table.add_section()
    table.add_row("total", f"{built.total_bytes} of {MOST_BYTES}")
    return table


def _told(built: Firmware, out: Path) -> str:
    manifest = built.manifest
    lines = [f"Left out, for nothing uses it any more: {', '.join(manifest['left_out'])}"]
    if manifest["not_there_yet"]:
        lacking = ", ".join(manifest["not_there_yet"])
        lines.append(f"Not there yet: {lacking}. No unit starts without.")
    return "\n".join([*lines, f"See {out}/{MANIFEST}"])
