"""devices: what is plugged in, and virtual units that run. Knows arguments and printing; the work is in units."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from stillwater_tools.cli.unit_options import Json
from stillwater_tools.units.find import BOOTLOADER, UNIT, Found, find

_HEADS = ("serial", "state", "up", "board", "firmware", "port", "what")
_NOBODY = "no unit answers: plug one in and switch it on, or start a virtual one with `stillwater sim`"


def devices(
    port: Annotated[list[str] | None, typer.Option(help="a port to be asked besides; may be given again")] = None,
    as_json: Json = False,
) -> None:
    """List units, boards in their bootloader, and ports where no unit answers, with the reason. Disturbs no treatment.

    Asked are boards that run MicroPython and virtual units, all at once and within a second; no other device is sent anything.
    Example: stillwater devices --json
    """
    found = find(port or ())
    if as_json:
        print(json.dumps([_told(one) for one in found], indent=2))
        return
    units = [one for one in found if one.hello]
    print("\n".join([*aligned([_HEADS, *map(_row, units)] if units else []), *(one.why for one in found if one.says)]))
    if not any(one.kind in (UNIT, BOOTLOADER) for one in found):
        print(_NOBODY, file=sys.stderr)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines, each column as wide as its widest; a line longer than the terminal stays one, so it can be copied."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def duration(seconds: int) -> str:
    """Hours, minutes and seconds, as 1:02:03."""
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _told(one: Found) -> dict[str, Any]:
    told = asdict(one)
    return {**{name: told[name] for name in ("port", "about", "kind", "says")}, **one.hello}


def _row(one: Found) -> list[str]:
    hello = one.hello
    up = duration(hello["uptime_ms"] // 1000)
    return [hello["serial"], hello["state"], up, hello["board"], hello["firmware_hash"][:8], one.port, one.about]
