"""Frames as the panel draws them on real MicroPython, to hold a display's memory against. Knows the panel's words by their names."""

import subprocess
from pathlib import Path

from stillwater_tools.build.assemble import assemble
from stillwater_tools.run.interpreter import micropython

_DRAW = """
from stillwater.panel import display, screen, words
from stillwater.treatment import refusals
from stillwater.treatment.prescription import Prescription, first_fields
from stillwater.treatment.session import Session
idle = Session(Prescription(first_fields("palms")), 0)
for shown in (%s,):
    drawn = display.Display()
    drawn.draw(shown)
    print(drawn.frame.hex())
"""


def frames(folder: Path, screens: dict[str, str]) -> dict[str, bytes]:
    """The frame, 1024 bytes, of each screen, an expression such as `screen.Screen(*words.OFF)`; `idle` is a session."""
    assemble(folder)
    code = _DRAW % ", ".join(screens.values())
    told = subprocess.run([micropython(), "-c", code], cwd=folder, capture_output=True, text=True, check=True).stdout
    return {name: bytes.fromhex(line) for name, line in zip(screens, told.split(), strict=True)}
