"""Starts a virtual unit whose link is a pty: real MicroPython on the simulated bath, for tools and tests. Knows no command."""

import json
import os
import subprocess
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stillwater_tools.link.ports import Descriptor
from stillwater_tools.run.interpreter import micropython

_HEAP = "heapsize=2m"


@dataclass
class ServedUnit:
    """A unit that runs: `path` is its serial port, as /dev/pts/3."""

    path: str
    folder: Path
    process: "subprocess.Popen[str]"

    def tell(self, kind: str) -> dict[str, Any]:
        """Wait for what it tells of a kind (`state`, `serving`, `end`); EOFError when it ends before."""
        assert self.process.stdout is not None
        said = []
        for line in self.process.stdout:
            said.append(line)
            message = json.loads(line) if line.startswith("{") else {}
            if message.get("kind") == kind:
                return dict(message)
        raise EOFError("the virtual unit has ended and said:\n" + "".join(said[-20:]))

    def until_state(self, state: str) -> dict[str, Any]:
        """Wait until a treatment's state is entered."""
        while (message := self.tell("state"))["state"] != state:
            pass
        return message

    def port(self) -> Descriptor:
        """A port to it, opened anew."""
        return Descriptor(os.open(self.path, os.O_RDWR | os.O_NOCTTY))


@contextmanager
def served(build: Path, story: dict[str, Any], folder: Path, speed: float = 1.0) -> Iterator[ServedUnit]:
    """A served unit from a folder that `assemble` has filled; speed 0 is as fast as it goes. It ends with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    story_file = folder / "story.json"
    story_file.write_text(json.dumps(story))
    unit_end, tool_end = os.openpty()
    tty.setraw(tool_end)
    os.set_blocking(unit_end, False)
    command = [micropython(), "-X", _HEAP, "-m", "virtual.served", str(story_file), str(folder), str(unit_end), str(speed)]
    environment = {**os.environ, "MICROPYPATH": str(build)}
    try:
        with subprocess.Popen(
            command, cwd=build, env=environment, pass_fds=[unit_end], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            try:
                yield _begun(ServedUnit(os.ttyname(tool_end), folder, process))
            finally:
                process.kill()
    finally:
        os.close(unit_end)
        os.close(tool_end)


def _begun(unit: ServedUnit) -> ServedUnit:
    unit.tell("serving")
    return unit
