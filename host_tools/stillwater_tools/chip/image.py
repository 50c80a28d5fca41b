"""Finds the official MicroPython image for the RP2040 and refuses any other; where that image keeps its files in flash.

Knows one release by its hash. Downloads nothing, knows no emulator.
"""

import hashlib
import os
from pathlib import Path

from stillwater_tools.problems import InputError, Problem
from stillwater_tools.run.interpreter import ToolMissing

NAME = "RPI_PICO-20260406-v1.28.0.uf2"
SHA256 = "00aedb8431ebea83b470ef909509f16432c5b1b43e8f6eaf015f6f9560bc8152"
VARIABLE = "STILLWATER_UF2"

# A Pico has 2 MB of flash; MicroPython's file system takes the last 1408 KB.
FILES_START = 0xA0000
FILES_BLOCKS = 352
BLOCK_BYTES = 4096
FILES_BYTES = FILES_BLOCKS * BLOCK_BYTES

_PUBLISHED = f"https://micropython.org/resources/firmware/{NAME}"


def find_image() -> Path:
    """The image, its hash checked. ToolMissing if there is none, InputError if it is another: one line with what to do."""
    path = _place()
    if not path.is_file():
        raise ToolMissing(f"no RP2040 image at {path}: save {_PUBLISHED} there, or name it in {VARIABLE}")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256:
        remedy = f"save {_PUBLISHED} there again"
        raise InputError([Problem(str(path), "SHA-256", found, f"must be {SHA256}", remedy)])
    return path


def _place() -> Path:
    """Where the image has to be: as STILLWATER_UF2 says, else in the tools' cache folder."""
    given = os.environ.get(VARIABLE)
    return Path(given) if given else Path.home() / ".cache/stillwater" / NAME
