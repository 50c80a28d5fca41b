"""How samples are shown: a picture that moves on a terminal, a line a second elsewhere, JSON lines for a program. Knows no unit."""

import json
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from rich.console import Console
from rich.live import Live
from rich.text import Text

from stillwater_tools.report.metrics import UC_PER_MA_MIN
from stillwater_tools.units.watch import Sample

_BARS = "▁▂▃▄▅▆▇█"
_PLOT_LETTERS = 60
_EACH = 10  # of the samples on a plain line and in the plot: one a second


class Shown(Protocol):
    """Shows samples, and at the end how many were lost."""

    def show(self, sample: Sample) -> None: ...

    def end(self, lost: int) -> None: ...


@contextmanager
def shown(hello: dict[str, Any], as_json: bool) -> Iterator[Shown]:
    """The way that fits the place where it is shown."""
    console = Console()
    if as_json:
        yield JsonLines()
    elif console.is_terminal:
        with Live(console=console, auto_refresh=False) as live:
            yield Picture(hello, live)
    else:
        yield Lines(hello)


class JsonLines:
    """A sample a line; what is lost goes to standard error."""

    def show(self, sample: Sample) -> None:
        """One line."""
        print(json.dumps(sample), flush=True)

    def end(self, lost: int) -> None:
        """Say it where no program takes it for a sample."""
        _say_lost(lost)


class Lines:
    """A line a second."""

    def __init__(self, hello: dict[str, Any]) -> None:
        self._count = 0
        print(f"{hello['serial']}, board {hello['board']}, firmware {hello['firmware_hash'][:8]}", flush=True)

    def show(self, sample: Sample) -> None:
        """Every tenth sample."""
        if self._count % _EACH == 0:
            print(line(sample), flush=True)
        self._count += 1

    def end(self, lost: int) -> None:
        """Say it."""
        _say_lost(lost)


class Picture:
    """Values, and the current of the last minute as a plot."""

    def __init__(self, hello: dict[str, Any], live: Live) -> None:
        self._hello, self._live = hello, live
        self._currents_ua: deque[int] = deque(maxlen=_PLOT_LETTERS)
        self._count = 0

    def show(self, sample: Sample) -> None:
        """The sample, and each second one more bar."""
        if self._count % _EACH == 0:
            self._currents_ua.append(sample["current_ua"])
        self._count += 1
        words = f"{self._hello['serial']}  {line(sample)}\n{plot(list(self._currents_ua))}"
        self._live.update(Text(words, no_wrap=True, overflow="crop"), refresh=True)

    def end(self, lost: int) -> None:
        """Below the picture."""
        self._live.stop()
        _say_lost(lost)


def line(sample: Sample) -> str:
    """A sample in words."""
    fault = "" if sample["fault"] == "none" else f"  FAULT {sample['fault']}"
    return (
        f"{sample['time_ms'] / 1000:8.1f} s  {sample['state']:10} {sample['current_ua'] / 1000:6.2f} mA {sample['output_mv'] / 1000:6.2f} V"
        f"  skin {sample['skin_mv'] / 1000:5.2f} V  wet {sample['wet_ppm'] / 10_000:3.0f} %"
        f"  dose {sample['dose_uc'] / UC_PER_MA_MIN:6.2f} mA min{fault}"
    )


def plot(currents_ua: list[int]) -> str:
    """Bars from zero to the greatest of them, which stands behind."""
    most_ua = max(1, *map(abs, currents_ua), 1)
    bars = "".join(_BARS[(len(_BARS) - 1) * abs(current_ua) // most_ua] for current_ua in currents_ua)
    return f"{bars} of {most_ua / 1000:.2f} mA"


def _say_lost(lost: int) -> None:
    if lost:
        print(f"{lost} samples were lost on the way: the computer or the port was too slow for them", file=sys.stderr)
