"""Builds what is copied onto a unit: folded, with one tick as one function, without what that makes needless, compiled.

Knows the steps; each is a module of its own.
"""

import hashlib
import importlib.metadata
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stillwater_tools.boards.generate import board_text
from stillwater_tools.boards.load import load_board
from stillwater_tools.build.assemble import FIRMWARE, build_id_text, digest_of
from stillwater_tools.build.bare import bare
from stillwater_tools.build.cross import ARCHITECTURE, MPY_VERSION, Cross, compiled, mpy_cross
from stillwater_tools.build.expand import Expander
from stillwater_tools.build.fold import constants_of, fold, gather
from stillwater_tools.build.slim import slim
from stillwater_tools.build.splice import spliced
from stillwater_tools.build.trim import Name, Sources, trimmed
from stillwater_tools.build.viper import read_module
from stillwater_tools.problems import InputError, Problem

MOST_BYTES = 120_000
TICKS = ("stillwater.port.tick", "stillwater.hot")  # the first that is there holds what timers call: all it calls is put into it
_PLAIN = ("boot.py", "main.py")  # MicroPython wants these as they are


@dataclass(frozen=True)
class Firmware:
    """What goes onto the unit, path -> content, and the manifest that tells of it."""

    files: dict[str, bytes]
    manifest: dict[str, Any]

    @property
    def total_bytes(self) -> int:
        """All files together."""
        return sum(map(len, self.files.values()))

    @property
    def manifest_text(self) -> str:
        """The manifest as a file."""
        return json.dumps(self.manifest, indent=2, sort_keys=True) + "\n"


def build(board: Path) -> Firmware:
    """The firmware for a board file. Raises BoardError, CannotInline, InputError, ToolMissing."""
    cross = mpy_cross()
    board_source = board_text(board)
    whole = folded(board_source)
    tick = next(module for module in TICKS if module in whole)
    kept, put_in = with_one_tick(whole, tick)
    kept = trimmed(slim(kept), put_in)
    files = dict(_file(cross, path_of(name), text) for name, text in sorted(kept.items()))
    told = {
        "board": load_board(board).board.name,
        "compiler": cross.told,
        "left_out": sorted(path_of(name) for name in set(whole) - set(kept)),
        "tick": path_of(tick),
        "put_into_the_tick": sorted(".".join(name) for name in put_in),
    }
    return Firmware(files, _manifest(files, told))


def _file(cross: Cross, path: str, text: str) -> tuple[str, bytes]:
    """A source's path and content on the unit."""
    return (path, bare(text).encode()) if path in _PLAIN else (path.removesuffix("py") + "mpy", compiled(cross, path, text))


def folded(board_source: str) -> Sources:
    """Every module of the firmware, board and build's hashes included, with shared constants as literals."""
    constants = {**gather([FIRMWARE]), "board": constants_of(board_source)}
    texts = {path.relative_to(FIRMWARE): path.read_text(encoding="utf-8") for path in sorted(FIRMWARE.rglob("*.py"))}
    sources = {".".join(path.with_suffix("").parts): fold(text, constants, False) for path, text in texts.items()}
    return {**sources, "board": board_source, "stillwater.build_id": build_id_text(digest_of(texts), board_source)}


def with_one_tick(sources: Sources, tick: str) -> tuple[Sources, set[Name]]:
    """The sources with all that the viper functions of module `tick` call put into them and left out elsewhere; what was put in."""
    modules = {name: read_module(name, f"firmware/{path_of(name)}", text) for name, text in sources.items()}
    expander, text = Expander(modules), sources[tick]
    for name in modules[tick].functions:
        text = spliced(text, expander.expanded(modules[tick], name))
    return trimmed({**sources, tick: text}, expander.put_in), expander.put_in


def path_of(module: str) -> str:
    """`stillwater/hot.py` of `stillwater.hot`."""
    return module.replace(".", "/") + ".py"


def check_total(firmware: Firmware) -> None:
    """Raises InputError when it does not fit."""
    if firmware.total_bytes > MOST_BYTES:
        largest = max(firmware.files, key=lambda path: len(firmware.files[path]))
        bound = f"is more than {MOST_BYTES} bytes, what a unit has room for beside its journal"
        raise InputError([Problem("firmware", "total", firmware.total_bytes, bound, f"make it smaller; the largest is {largest}")])


def _manifest(files: dict[str, bytes], told: dict[str, Any]) -> dict[str, Any]:
    return {
        **told,
        "architecture": ARCHITECTURE,
        "mpy_version": MPY_VERSION,
        "tools_version": importlib.metadata.version("stillwater-tools"),
        "total_bytes": sum(map(len, files.values())),
        "files": [{"path": path, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for path, data in sorted(files.items())],
    }
