"""Scenes played on real MicroPython, each once a session, with what came of them."""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stillwater_tools.report.trace import Trace, read_trace
from stillwater_tools.run.vm import Run, play
from stillwater_tools.scenes.load import find_scene, load_scene, story_of
from stillwater_tools.scenes.schema import Scene


@dataclass
class Played:
    """A run with its scene and trace."""

    scene: Scene
    run: Run
    trace: Trace

    @property
    def states(self) -> list[str]:
        """States in the order they were entered."""
        return [message["state"] for message in self.run.of_kind("state")]

    def at(self, state: str, nth: int = 1) -> int:
        """When a state was entered for the nth time, ms."""
        return [m["now_ms"] for m in self.run.of_kind("state") if m["state"] == state][nth - 1]


def play_scene(name: str, folder: Path, **changes: Any) -> Played:
    """Play one of the project's scenes, with fields of the scene changed."""
    return play_this(load_scene(find_scene(name)).model_copy(update=changes), folder)


def play_this(scene: Scene, folder: Path) -> Played:
    """Play a scene."""
    run = play(story_of(scene), folder)
    return Played(scene, run, read_trace(folder / "trace.i32"))


@functools.cache
def scene_names() -> list[str]:
    """Names of the project's scenes."""
    return sorted(path.stem for path in find_scene("demo").parent.glob("*.toml"))
