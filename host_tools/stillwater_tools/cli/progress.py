"""How far a long command is: a bar on a terminal, elsewhere a line each tenth, under --json an event each tenth. On stderr."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

_TENTH = 10


@contextmanager
def progress(what: str, total: int, as_json: bool) -> Iterator[Callable[[int], None]]:
    """A callback that is told how many are done."""
    console = Console(stderr=True)
    if as_json or not console.is_terminal:
        yield _Tenths(what, total, as_json)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


class _Tenths:
    """Tells each tenth once."""

    def __init__(self, what: str, total: int, as_json: bool) -> None:
        self._what, self._total, self._as_json = what, total, as_json
        self._told = 0

    def __call__(self, done: int) -> None:
        tenth = done * _TENTH // max(1, self._total)
        if tenth > self._told:
            self._told = tenth
            event = {"event": "progress", "what": self._what, "done": done, "of": self._total}
            print(json.dumps(event) if self._as_json else f"{self._what}: {done} of {self._total}", file=sys.stderr, flush=True)
