"""Whether a unit's heap grows: a virtual unit runs for hours, idle and treating in turn, and tells what is in use after collections.

On MicroPython's unix port, whose words have 64 bits: its bytes are not a chip's, but what grows there grows here. Shows nothing.
"""

import json
import os
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from stillwater_tools.build.assemble import assemble
from stillwater_tools.run.interpreter import micropython
from stillwater_tools.run.vm import RunFailed

_HEAP = "heapsize=2m"
_TOLD = ("in_use_bytes", "treatments", "journal_files")
MINUTES_PER_HOUR = 60
_MS_PER_MINUTE = 60_000
_MS_PER_HOUR = 3_600_000
_HURRIED_PERMILLE = (498, 998)  # the turn, and the end, come as soon as a hold has begun
_HURRIED_REST_MS = 2000
_REST_MS = 600_000
_FILE_BYTES = 64  # derived: five words of eight bytes and two of a tuple's own, in blocks of 32
_PRESCRIPTION = {"area": "palms", "current_ua": 3000, "minutes": 5, "turn": "half"}


@dataclass(frozen=True)
class Look:
    """A collection while idle: unit's time, bytes in use, treatments done so far, files that the journal then has."""

    hours: float
    in_use_bytes: int
    treatments: int
    journal_files: int

    @property
    def rest_bytes(self) -> int:
        """In use, the journal's table of its files left out: it gets longer for weeks, up to what flash holds (some 60 files)."""
        return self.in_use_bytes - _FILE_BYTES * self.journal_files


@dataclass(frozen=True)
class Aged:
    """`looks` in their order, and the `treatments` that were carried through."""

    looks: list[Look]
    treatments: int

    @property
    def settled(self) -> list[Look]:
        """The second half: until then the journal's folder fills, and what is made once has been made."""
        return self.looks[len(self.looks) // 2 :]

    @property
    def growth_bytes(self) -> int:
        """By how much the last quarter's least rest is more than that of the quarter before: what goes up and down is none."""
        half = [look.rest_bytes for look in self.settled]
        before, after = half[: len(half) // 2], half[len(half) // 2 :]
        return min(after) - min(before, default=0)

    def as_dict(self) -> dict[str, Any]:
        """For a program."""
        return {"growth_bytes": self.growth_bytes, "treatments": self.treatments, "looks": [asdict(look) for look in self.looks]}

    def lines(self) -> list[str]:
        """For a person."""
        half = [look.in_use_bytes for look in self.settled]
        return [
            f"{self.looks[-1].hours:.1f} hours, {self.treatments} treatments, {len(self.looks)} collections while idle",
            f"in use at the start {self.looks[0].in_use_bytes} bytes, in the second half {min(half)} .. {max(half)} bytes",
            f"growth, last quarter against the one before, without the table of {self.looks[-1].journal_files} journal files: "
            f"{self.growth_bytes} bytes",
        ]


def aged(hours: float, hurried: bool = False, tell: Callable[[int], None] = lambda minutes: None) -> Aged:
    """Run a unit for so many hours of its own; tell hears its minutes. RunFailed.

    hurried: treatments and rests are cut short, so that there are ninety an hour.
    """
    story: dict[str, Any] = {"patient": {}, "prescriptions": [_PRESCRIPTION], "events": [], "journal_pages": 1, "until": "",
                             "linger_ms": 0, "duration_ms": round(hours * _MS_PER_HOUR), "rest_ms": _REST_MS}
    if hurried:
        story |= {"rest_ms": _HURRIED_REST_MS, "given_permille": _HURRIED_PERMILLE}
    with tempfile.TemporaryDirectory(prefix="stillwater-") as scratch:
        return _heard(story, Path(scratch), tell)


def _heard(story: dict[str, Any], folder: Path, tell: Callable[[int], None]) -> Aged:
    """Play it, and keep what it tells of its heap."""
    build = assemble(folder / "build", "unit_r1")
    (folder / "story.json").write_text(json.dumps(story))
    command = [micropython(), "-X", _HEAP, "-m", "virtual.heap", str(folder / "story.json"), str(folder)]
    environment = {**os.environ, "MICROPYPATH": str(build)}
    looks: list[Look] = []
    said: list[str] = []
    message: dict[str, Any] = {"kind": ""}
    with subprocess.Popen(command, cwd=build, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as unit:
        assert unit.stdout is not None
        for line in unit.stdout:
            said.append(line)
            message = json.loads(line) if line.startswith("{") else {"kind": ""}
            if message["kind"] == "heap":
                looks.append(Look(message["now_ms"] / _MS_PER_HOUR, *(message[name] for name in _TOLD)))
                tell(message["now_ms"] // _MS_PER_MINUTE)
    if unit.returncode != 0 or message["kind"] != "end":
        raise RunFailed("the simulated unit stopped:\n" + "".join(said[-20:]))
    return Aged(looks, message["treatments"])
