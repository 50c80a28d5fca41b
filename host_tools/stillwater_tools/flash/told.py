"""How flashing tells what it does and what came of it. Plain data."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Step:
    """What is being done: `stage` in words, `done` of `of` bytes where bytes go over the line, else 0 of 0."""

    stage: str
    done: int = 0
    of: int = 0


Watch = Callable[[Step], None]


@dataclass(frozen=True)
class Flashed:
    """A unit that runs what it was to run: who it is, files by what was done to them, seconds, and whether an image was put on it."""

    serial: str
    port: str
    firmware_hash: str
    board: str
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    sent_bytes: int = 0
    has_new_image: bool = False
    took_s: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """For a program."""
        return dict(self.__dict__)
