"""Checks the firmware's types against MicroPython's own stubs; run by `make check`. Exit code as mypy's.

Viper's `ptr32` is a word of the compiler: as a type it is spelled as an array of integers, as a cast it is a function.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from stillwater_tools.boards.generate import board_text
from stillwater_tools.firmware_tables import PROJECT

_STUBS = ("micropython.pyi", "framebuf.pyi", "machine.pyi", "time.pyi", "uctypes.pyi", "rp2", "_mpy_shed")  # what CPython has no module for
_QUIET = ("--no-site-packages", "--follow-imports", "silent", "--no-error-summary", "--check-untyped-defs", "--config-file=")
_WORDS = "def ptr32(place: object) -> 'list[int]':\n    raise NotImplementedError\n"


def main() -> int:
    """Check firmware and virtual board in a copy in which `ptr32` is spelled as a type."""
    stubs = Path(sysconfig.get_paths()["purelib"])
    if not (stubs / _STUBS[0]).exists():
        print(f"no MicroPython stubs in {stubs}: run `make check`, which installs them", file=sys.stderr)
        return 3
    with tempfile.TemporaryDirectory(prefix="stillwater-types-") as scratch:
        copy = Path(scratch)
        files = [_copy(path, copy) for path in sorted((PROJECT / "firmware").rglob("*.py"))]
        (copy / "viper_words.py").write_text(_WORDS)
        (copy / "board.py").write_text(board_text(PROJECT / "boards/virtual/board.toml"))
        (copy / "stillwater/build_id.py").write_text('FIRMWARE_HASH = b""\nBOARD_HASH = b""\n')
        _bring(stubs, copy / "stubs")
        command = [sys.executable, "-m", "mypy", *_QUIET, *map(str, files)]
        environment = {**os.environ, "MYPYPATH": f"{copy}:{copy}/stubs"}
        return subprocess.run(command, cwd=copy, env=environment, check=False).returncode


def _bring(stubs: Path, folder: Path) -> None:
    folder.mkdir()
    for name in _STUBS:
        if (stubs / name).is_dir():
            shutil.copytree(stubs / name, folder / name)
        elif (stubs / name).exists():
            shutil.copy(stubs / name, folder / name)
    for stub in folder.rglob("*.pyi"):
        stub.write_text("# mypy: ignore-errors\n" + stub.read_text())  # the stubs' own errors are not ours


def _copy(path: Path, folder: Path) -> Path:
    target = folder / path.relative_to(PROJECT / "firmware")
    target.parent.mkdir(parents=True, exist_ok=True)
    source = path.read_text().replace(": ptr32", ": 'list[int]'")
    target.write_text(source + ("\nfrom viper_words import ptr32\n" if "ptr32(" in source else ""))
    return target


if __name__ == "__main__":
    sys.exit(main())
