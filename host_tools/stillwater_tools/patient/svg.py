"""Small charts as SVG text, so that a page needs no script, no network and prints as it looks. Knows points and ticks, no patient.

A library for charts would put five megabytes of script into a page of a few kilobytes that is to be printed and mailed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import floor, log10

WIDTH, HEIGHT = 680, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 10, 22, 30
_LEAST_STEP = 0.001
Point = tuple[float, float]
Ticks = Sequence[tuple[float, str]]


@dataclass(frozen=True)
class Frame:
    """A chart's field: from..to of both axes, ticks as (value, text), and what the axes are."""

    x: Point
    y: Point
    x_ticks: Ticks
    y_ticks: Ticks
    x_label: str
    y_label: str

    def at(self, point: Point) -> Point:
        """Where a point lies on the picture."""
        across = (point[0] - self.x[0]) / ((self.x[1] - self.x[0]) or 1)
        up = (point[1] - self.y[0]) / ((self.y[1] - self.y[0]) or 1)
        return _LEFT + across * (WIDTH - _LEFT - _RIGHT), HEIGHT - _BOTTOM - up * (HEIGHT - _TOP - _BOTTOM)

    def bar(self, x: float, y: float, width: float, style: str, about: str = "") -> str:
        """A bar from zero to y, its middle at x; width in units of x."""
        left, top = self.at((x - width / 2, y))
        right, foot = self.at((x + width / 2, self.y[0]))
        box = f'x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{max(0.0, foot - top):.1f}"'
        return f'<rect class="{style}" {box}>{_title(about)}</rect>'

    def line(self, points: Iterable[Point], style: str) -> str:
        """A line through points."""
        places = " ".join("{:.1f},{:.1f}".format(*self.at(point)) for point in points)
        return f'<polyline class="{style}" points="{places}"/>'

    def dot(self, point: Point, style: str, about: str = "") -> str:
        """A dot, which says something when pointed at."""
        left, top = self.at(point)
        return f'<circle class="{style}" cx="{left:.1f}" cy="{top:.1f}" r="4">{_title(about)}</circle>'

    def drawn(self, about: str, *marks: str) -> str:
        """The whole chart; about: what somebody hears who cannot see it."""
        return "".join([f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(about)}">', *self._grid(), *marks, "</svg>"])

    def _grid(self) -> Iterable[str]:
        for value, text in self.y_ticks:
            left, top = self.at((self.x[0], value))
            yield f'<line class="grid" x1="{left:.1f}" x2="{WIDTH - _RIGHT}" y1="{top:.1f}" y2="{top:.1f}"/>'
            yield _text(left - 6, top + 4, text, "end")
        for value, text in self.x_ticks:
            left, _top = self.at((value, self.y[0]))
            yield _text(left, HEIGHT - _BOTTOM + 14, text, "middle")
        yield _text(4, 11, self.y_label, "start")
        yield _text(WIDTH - _RIGHT, HEIGHT - 2, self.x_label, "end")


def nice_ticks(most: float, count: int = 4) -> list[tuple[float, str]]:
    """Ticks from 0 to at least `most`, in steps of 1, 2 or 5."""
    least = max(most / count, _LEAST_STEP)
    power = 10.0 ** floor(log10(least))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= least)
    return [(step * number, f"{step * number:g}") for number in range(count + 1)]


def _text(left: float, top: float, text: str, anchor: str) -> str:
    return f'<text x="{left:.1f}" y="{top:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _title(about: str) -> str:
    return f"<title>{escape(about)}</title>" if about else ""
