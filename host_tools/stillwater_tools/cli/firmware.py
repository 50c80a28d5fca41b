"""firmware: what is copied onto a unit, built. Knows arguments and printing; the work is in build."""

from dataclasses import replace
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
    with_ram: Annotated[bool, typer.Option("--ram", help="measure on the emulated chip what each module takes of the heap")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print the manifest as JSON")] = False,
) -> None:
    """Compile the firmware for the chip (.mpy for armv6m), the same bytes each time, with a manifest of sizes and hashes.

    Copied onto a unit it starts by itself; for copying, hold less while power comes on, which opens the unit's REPL.
    --ram takes a minute and the RP2040 image; its figures go into the manifest as `heap`, and are the same each time too.
    Example: stillwater firmware --ram --board boards/unit_r1/board.toml --out out/firmware
    """
    with Console(stderr=True).status("building") as status:
        built = build(board or _UNIT)
        if with_ram:
            status.update("importing it on the emulated chip: a minute")
            built = _measured(built)
    if not as_json:
        Console().print(_table(built))
    check_total(built)
    write(built, out)
    print(built.manifest_text if as_json else _told(built, out), end="" if as_json else "\n")


def _measured(built: Firmware) -> Firmware:
    """The same with `heap` in its manifest. ToolMissing without image."""
    from stillwater_tools.bench.ram import ram
    from stillwater_tools.chip.image import find_image

    return replace(built, manifest={**built.manifest, "heap": ram(built, find_image()).as_dict()})


def _table(built: Firmware) -> Table:
    """Bytes of each file, and of heap where they have been measured: nothing for what a unit at rest never imports."""
    heap = built.manifest.get("heap")
    taken = heap["modules"] if heap else {}
    table = Table(title=f"Firmware of {built.manifest['board']}, {built.manifest['architecture']}, mpy {built.manifest['mpy_version']}")
    table.add_column("file")
    table.add_column("bytes", justify="right")
    table.add_column("of heap" if heap else "", justify="right")
    for path, content in sorted(built.files.items()):
        table.add_row(path, str(len(content)), str(taken.get(path, "")))
    table.add_section()
    table.add_row("total", f"{built.total_bytes} of {MOST_BYTES}", str(sum(taken.values()) or ""))
    if heap:
        table.add_row("blocks, port, session, panel", "", str(heap["made_bytes"]))
        table.add_row("free with all that", "", f"{heap['free_bytes']} of {heap['heap_bytes']}")
    return table


def _told(built: Firmware, out: Path) -> str:
    return f"Left out, for nothing uses it any more: {', '.join(built.manifest['left_out'])}\nSee {out}/{MANIFEST}"
