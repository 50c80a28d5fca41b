"""How flashing one unit is shown: a bar on a terminal, elsewhere a line a stage and a tenth, JSON under --json; on stderr."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from stillwater_tools.flash.told import Step, Watch

_TENTHS = 10


@contextmanager
def shown(as_json: bool) -> Iterator[Watch]:
    """A callback for steps."""
    console = Console(stderr=True)
    if as_json or not console.is_terminal:
        yield Lines(as_json)
        return
    with Progress(TextColumn("{task.description}"), BarColumn(), DownloadColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda step: bar.update(task, description=step.stage, completed=step.done, total=step.of or None)


class Lines:
    """Each stage once, and in it each tenth once."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json
        self._last = ("", 0)

    def __call__(self, step: Step) -> None:
        now = (step.stage, step.done * _TENTHS // step.of if step.of else 0)
        if now != self._last:
            self._last = now
            bytes_told = f": {step.done} of {step.of} bytes" if step.of else ""
            event = {"event": "progress", **asdict(step)}
            print(json.dumps(event) if self._as_json else f"{step.stage}{bytes_told}", file=sys.stderr, flush=True)
