"""A rig that is simulated, and the virtual unit in it: its link on a pty as on USB, hands and fingers by orders (unit_rigged.py).

Time passes when it is let pass, and stands still while the unit is asked, so nothing depends on how fast this machine is.
"""

import json
import os
import shutil
import subprocess
import tempfile
import tty
from pathlib import Path
from typing import Any

from stillwater_tools.build.assemble import assemble
from stillwater_tools.run.interpreter import micropython
from support.unit_cases import PRESCRIPTION, WHO
from support.unit_orders import ordered

_BOARD = "unit_r1"
_PROGRAM = "unit_rigged"
_BESIDE = (f"{_PROGRAM}.py", "unit_ordered.py")
_JOURNAL_PAGES = 2000


class VirtualRig:
    """A `Rig`; the port it is given is not looked at, for it makes its own."""

    def __init__(self, _port: str = "") -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="stillwater-"))
        self._unit_end, self._tool_end = os.openpty()
        tty.setraw(self._tool_end)
        self.port = os.ttyname(self._tool_end)
        self._process = self._started()

    def pass_time(self, ms: int) -> list[int]:
        return [int(na) for na in self._ask("run", ms)]

    def move(self, limb: str, to_percent: int, over_ms: int) -> None:
        self._ask("do", {"do": "leave", "limb": limb, "to_percent": to_percent, "over_ms": over_ms, "shape": "linear"})

    def press(self, button: str, hold_ms: int) -> None:
        self._ask("do", {"do": "press", "button": button, "hold_ms": hold_ms})

    def short_the_stage(self) -> None:
        self._ask("do", {"do": "set", "part": "stage_short", "value": 1})

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()
        os.close(self._unit_end)
        os.close(self._tool_end)
        shutil.rmtree(self._folder)

    def _started(self) -> "subprocess.Popen[str]":
        build = assemble(self._folder / "build", _BOARD)
        for name in _BESIDE:
            shutil.copy(Path(__file__).with_name(name), build)
        story = {"patient": WHO, "events": [], "journal_pages": _JOURNAL_PAGES, "prescriptions": [PRESCRIPTION], "keeps_trace": False}
        (self._folder / "story.json").write_text(json.dumps(story))
        arguments = [str(self._folder / "story.json"), str(self._folder), str(self._unit_end)]
        command = [micropython(), "-X", "heapsize=2m", "-m", _PROGRAM, *arguments]
        environment = {**os.environ, "MICROPYPATH": str(build)}
        return subprocess.Popen(command, cwd=build, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, pass_fds=[self._unit_end])

    def _ask(self, *order: Any) -> list[Any]:
        """Give an order, and the currents of the time that it took."""
        return ordered(self._process, order)
