"""A patient's three charts: dose of each treatment, resistance of the skin, answers. Knows a history; draws with svg.py."""

from collections.abc import Sequence
from datetime import date, timedelta

from stillwater_tools.patient.history import History
from stillwater_tools.patient.svg import Frame, Ticks, nice_ticks
from stillwater_tools.report.metrics import UC_PER_MA_MIN

_TICKS_MOST = 12
_EMPTY = '<p class="none">Nothing to draw yet.</p>'


def doses(history: History) -> str:
    """A bar a treatment: what was given, before what was prescribed."""
    if not history.treatments:
        return _EMPTY
    given = [one.charge_uc / UC_PER_MA_MIN for one in history.treatments]
    asked = [one.prescribed_uc / UC_PER_MA_MIN for one in history.treatments]
    count, ticks = len(given), nice_ticks(max(*given, *asked))
    frame = Frame((0.4, max(count, 8) + 0.6), (0, ticks[-1][0]), _numbers(count), ticks, "treatment", "mA min")
    bars = [frame.bar(number, dose, 0.7, "asked") for number, dose in enumerate(asked, 1)]
    bars += [
        frame.bar(number, dose, 0.7, "given" if treatment.counts else "short", f"treatment {number}: {dose:.1f} of {most:.1f} mA min")
        for number, (dose, most, treatment) in enumerate(zip(given, asked, history.treatments, strict=True), 1)
    ]
    return frame.drawn("dose of each treatment against what is prescribed", *bars)


def skin(history: History) -> str:
    """The resistance of the skin in each treatment that counts, over days where they are known."""
    days = history.treated.days
    xs = [(day - days[0]).days for day in days] if days else list(range(1, len(history.counted) + 1))
    points = [(float(x), one.skin_ohm / 1000) for x, one in zip(xs, history.counted, strict=True) if one.skin_ohm is not None]
    if not points:
        return _EMPTY
    ticks = nice_ticks(max(y for _x, y in points))
    x_ticks = _weeks(days[0], max(xs)) if days else _numbers(len(xs))
    span = (-0.5, max(14, max(xs)) + 0.5) if days else (0.4, max(8, len(xs)) + 0.6)
    frame = Frame(span, (0, ticks[-1][0]), x_ticks, ticks, "day" if days else "treatment that counts; its day is not known", "kilohm")
    dots = [frame.dot(point, "skin", f"{point[1]:.2f} kilohm") for point in points]
    return frame.drawn("resistance of the skin over the treatments", frame.line(points, "skin"), *dots)


def answers(history: History) -> str:
    """HDSS, and the score of 0..10, by day."""
    if not any(answer.hdss or answer.sweat is not None for answer in history.answers):
        return _EMPTY
    first = history.answers[0].day
    scores = [(float((one.day - first).days), float(one.sweat)) for one in history.answers if one.sweat is not None]
    grades = [(float((one.day - first).days), float(one.hdss)) for one in history.answers if one.hdss is not None]
    last = max(x for x, _y in [*scores, *grades])
    frame = Frame((-0.5, max(14, last) + 0.5), (0, 10), _weeks(first, int(last)), [(v, str(v)) for v in (0, 2, 4, 6, 8, 10)], "day",
                  "score 0..10 (filled), HDSS 1..4 (open)")  # fmt: skip
    marks = [frame.line(scores, "score"), frame.line(grades, "hdss")]
    marks += [frame.dot(point, "score", f"score {point[1]:.0f}") for point in scores]
    marks += [frame.dot(point, "hdss", f"HDSS {point[1]:.0f}") for point in grades]
    return frame.drawn("sweating by the answers", *marks)


def _numbers(count: int) -> Ticks:
    every = -(-count // _TICKS_MOST)
    return [(number, str(number)) for number in range(1, count + 1) if number % every == 0 or number == 1]


def _weeks(first: date, last: int) -> Sequence[tuple[float, str]]:
    """A tick a week, or every few."""
    every = 7 * max(1, -(-last // 7 // _TICKS_MOST))
    return [(day, f"{first + timedelta(days=day):%d %b}") for day in range(0, max(14, last) + 1, every)]
