"""What each module of the firmware takes of the chip's heap when it is imported, and what a unit makes besides, on the emulated chip.

Imports go in the order in which a unit's start has them. Before and after each the heap is collected and what is in use is counted,
so a module's figure is its own, without what it brings in. The emulated chip repeats itself to the cycle: the same build gives the
same figures. Knows the start of a unit (main.py, unit.py) and MicroPython's heap; no module's meaning.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stillwater_tools.build.firmware import Firmware
from stillwater_tools.chip.console import execute
from stillwater_tools.chip.files import packed
from stillwater_tools.chip.machine import Machine

_MAIN = "main.py"
_MOST_MS = 30_000
# Nothing that counts may itself take memory while it does: all is made before.
_COUNT = """
import builtins, gc, sys
from array import array
DEPTH, NUMBER, IN_USE = range(3)
names, bytes_taken, open_numbers, now = [None] * 200, array("i", [0] * 200), array("i", [0] * 40), array("i", [0] * 3)
real = builtins.__import__
def count():
    gc.collect()
    in_use = gc.mem_alloc()
    bytes_taken[open_numbers[now[DEPTH]]] += in_use - now[IN_USE]
    now[IN_USE] = in_use
def importing(name, *rest):
    if name in sys.modules or name not in OURS:
        return real(name, *rest)
    count()
    now[DEPTH] += 1
    now[NUMBER] += 1
    open_numbers[now[DEPTH]] = now[NUMBER]
    names[now[NUMBER]] = name
    module = real(name, *rest)
    count()
    now[DEPTH] -= 1
    return module
gc.collect()
before = now[IN_USE] = gc.mem_alloc()
builtins.__import__ = importing
from stillwater.port import tick
from stillwater import service
from stillwater import unit
from stillwater.given.clinic import Clinic
from stillwater.link.console import Console
from stillwater.link.files import Files
from stillwater.link.server import Server
builtins.__import__ = real
count()
imported = now[IN_USE]
import board
from stillwater import app, blocks, notes
from stillwater.port import rp2
made = blocks.blocks(board)
port = rp2.Port(made)
whole = app.App(port, board, made, notes.Notes(notes.NoJournal(), (bytes(8), bytes(8), bytes(12))), [])
gc.collect()
free, heap = gc.mem_free(), gc.mem_alloc() + gc.mem_free()
print(([(names[number], bytes_taken[number]) for number in range(1, now[NUMBER] + 1)], heap, before, imported, free))
"""


@dataclass(frozen=True)
class Ram:
    """Bytes: the whole heap; in use before anything of ours; of each module by its path on the unit; all imported and a unit made, free.

    A unit made has its blocks, port, session and panel, but no journal and no link: one that has started by itself has less left.
    """

    heap_bytes: int
    before_bytes: int
    modules: dict[str, int]
    imported_bytes: int
    free_bytes: int

    @property
    def made_bytes(self) -> int:
        """What a unit makes once all is imported."""
        return self.heap_bytes - self.free_bytes - self.imported_bytes

    def as_dict(self) -> dict[str, Any]:
        """For the manifest."""
        return {"heap_bytes": self.heap_bytes, "before_bytes": self.before_bytes, "modules": dict(sorted(self.modules.items())),
                "made_bytes": self.made_bytes, "free_bytes": self.free_bytes}


def ram(firmware: Firmware, image: Path) -> Ram:
    """Measured on a chip of its own, a minute of a core. CodeRaised if an import does."""
    files = {path: content for path, content in firmware.files.items() if path != _MAIN}
    paths = {path.removesuffix(".mpy").removesuffix("/__init__").replace("/", "."): path for path in files}
    machine = Machine(image, packed(files))
    machine.boot()
    told = execute(machine, f"OURS = {set(paths)!r}\n{_COUNT}", _MOST_MS)
    rows, heap_bytes, before_bytes, imported_bytes, free_bytes = eval(told.splitlines()[-1])
    modules = {paths[name]: taken_bytes for name, taken_bytes in rows}
    return Ram(heap_bytes, before_bytes, modules, imported_bytes, free_bytes)
