"""Plays a story on real MicroPython and hands on what the unit tells, line by line. Knows no figure."""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stillwater_tools.build.assemble import assemble
from stillwater_tools.run.interpreter import micropython

Message = dict[str, Any]
# Small on purpose: MicroPython searches its heap from the start, so a large one full of garbage costs half the speed.
_HEAP = "heapsize=2m"


class RunFailed(Exception):
    """The unit's program ended with an error of its own; the message holds what it said. Exit code 1."""


@dataclass
class Run:
    """What a run left: its folder, messages and the wall time of the interpreter."""

    folder: Path
    wall_s: float = 0.0
    messages: list[Message] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[Message]:
        """Messages of one kind, in order."""
        return [message for message in self.messages if message["kind"] == kind]

    @property
    def end(self) -> Message:
        """The last word of the unit; empty if power failed before it."""
        return (self.of_kind("end") or [{}])[-1]


def play(
    story: dict[str, Any],
    folder: Path,
    board: str = "virtual",
    bath: Path | None = None,
    watch: Callable[[Message], None] = lambda message: None,
) -> Run:
    """Build, run and wait; `watch` gets each message as it comes. Raises RunFailed, BoardError, ToolMissing."""
    with tempfile.TemporaryDirectory(prefix="stillwater-") as scratch:
        return play_built(assemble(Path(scratch), board, bath), story, folder, watch)


def play_built(
    build: Path, story: dict[str, Any], folder: Path, watch: Callable[[Message], None] = lambda message: None
) -> Run:
    """As `play`, with a folder that `assemble` has filled."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    story_file = build / "story.json"
    story_file.write_text(json.dumps(story))
    return _run([micropython(), "-X", _HEAP, "-m", "virtual.unit", str(story_file), str(folder)], build, folder, watch)


def _run(command: list[str], build: Path, folder: Path, watch: Callable[[Message], None]) -> Run:
    run = Run(folder)
    began = time.perf_counter()
    environment = {**os.environ, "MICROPYPATH": str(build)}
    with subprocess.Popen(command, cwd=build, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as unit:
        said = _listen(unit, run, watch)
    run.wall_s = time.perf_counter() - began
    if unit.returncode != 0:
        raise RunFailed("the simulated unit stopped:\n" + "".join(said[-20:]))
    return run


def _listen(unit: "subprocess.Popen[str]", run: Run, watch: Callable[[Message], None]) -> list[str]:
    said = []
    assert unit.stdout is not None
    for line in unit.stdout:
        if line.startswith("{"):
            message = json.loads(line)
            run.messages.append(message)
            watch(message)
        else:
            said.append(line)
    return said
