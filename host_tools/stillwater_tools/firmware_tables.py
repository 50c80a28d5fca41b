"""Lets host tools import the firmware's own tables, so that no second copy of a figure exists.

Puts `firmware`, the boards and the stand-in for the module `micropython` on the path. Knows no table.
"""

import functools
import importlib
import sys
from pathlib import Path
from types import ModuleType

PROJECT = Path(__file__).resolve().parents[2]
_ROOTS = ("host_tools/standin", "firmware", "boards")


def firmware_module(name: str) -> ModuleType:
    """A module of the firmware (`stillwater.safety.limits`) or of a board (`virtual.patient`).

    Raises FileNotFoundError when the tools do not run from a checkout of the project.
    """
    _put_on_path()
    return importlib.import_module(name)


@functools.cache
def _put_on_path() -> None:
    """Once: a campaign asks for modules by the hundred thousand."""
    if not (PROJECT / "firmware" / "stillwater").is_dir():
        raise FileNotFoundError(f"no firmware in {PROJECT}: install with `pip install -e .` from a checkout")
    for root in _ROOTS:
        if str(PROJECT / root) not in sys.path:
            sys.path.append(str(PROJECT / root))
