"""A unit on the unix port of MicroPython with the virtual board's bath and unit r1's scales, stepped over a pipe."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stillwater_tools.build.assemble import assemble
from stillwater_tools.chip.machine import NotInTime
from stillwater_tools.run.interpreter import micropython
from support.unit_beside import GIVE, HEAP
from support.unit_orders import ordered
from support.unit_words import Unit

_BOARD = "unit_r1"
_BESIDE = ("unit_beside.py", "unit_ordered.py", "unit_stepped.py")
_STEP_MS = 20
_JOURNAL_PAGES = 2000
_FOR_GOOD_MS = 1_000_000


class VmUnit(Unit):
    """`with VmUnit(...) as unit:`; who: overrides of the patient; prescriptions: dictionaries, one an area."""

    tier = "vm"

    def __init__(self, prescriptions: list[dict[str, Any]], who: dict[str, int], hurry: bool = True) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp(prefix="stillwater-"))
        story = {"patient": who, "events": [], "journal_pages": _JOURNAL_PAGES, "prescriptions": prescriptions, "hurry": hurry}
        self._process = self._started(story)

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()
        shutil.rmtree(self._folder)

    def run(self, ms: int) -> None:
        self._ask("run", ms)

    def until(self, condition: Callable[[], bool], most_ms: int, awaited: str) -> None:
        left_ms = most_ms
        while not condition():
            if left_ms <= 0:
                raise NotInTime(f"{awaited}: not within {most_ms} ms; the unit said last {self.told.last}")
            self.run(_STEP_MS)
            left_ms -= _STEP_MS

    def move(self, limb: str, to_percent: int, over_ms: int = 100) -> None:
        self._ask("do", {"do": "leave", "limb": limb, "to_percent": to_percent, "over_ms": over_ms, "shape": "linear"})

    def finger(self, button: str, down: bool) -> None:
        self._ask("do", {"do": "press", "button": button, "hold_ms": _FOR_GOOD_MS if down else 0})

    def short_the_stage(self) -> None:
        self._ask("do", {"do": "set", "part": "stage_short", "value": 1})

    def let_be_given(self, permille: int) -> None:
        self._ask("mail", GIVE, permille)

    def order_heap(self) -> None:
        self._ask("mail", HEAP, 0)

    def _started(self, story: dict[str, Any]) -> "subprocess.Popen[str]":
        build = assemble(self._folder / "build", _BOARD)
        for name in _BESIDE:
            shutil.copy(Path(__file__).with_name(name), build)
        (self._folder / "story.json").write_text(json.dumps(story))
        command = [micropython(), "-X", "heapsize=2m", "-m", "unit_stepped", str(self._folder / "story.json"), str(self._folder)]
        environment = {**os.environ, "MICROPYPATH": str(build)}
        return subprocess.Popen(command, cwd=build, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True)

    def _ask(self, *order: Any) -> None:
        """Give an order and hear what is told until it is done."""
        self.told.skin_na += ordered(self._process, order, self.told.hear)
