"""One page of treatments as a journal has them: current, voltage, skin, wet part and dose over time, then each capture tick by tick.

One file that needs no network. Shows what the unit has measured of itself; the bath's own figures are report/page.py's.
"""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.log.chosen import start_of
from stillwater_tools.log.journal import Journal, Record
from stillwater_tools.report.metrics import UC_PER_MA_MIN

_POINTS_MOST = 3000  # of a treatment
_MARKED = ("soft_stop", "fault", "turn", "treatment_end", "refusal")
# title, lines of (field, name, what one of the axis's units is)
_ROWS = (
    ("current, mA", (("max_ua", "most", 1000), ("min_ua", "least", 1000), ("mean_ua", "mean", 1000))),
    ("voltage, V", (("output_mv", "output", 1000), ("skin_mv", "skin", 1000))),
    ("wet part, %", (("wet_ppm", "of both", 10_000),)),
    ("dose, mA min", (("charge_uc", "given", UC_PER_MA_MIN),)),
)
_CAPTURED = (
    ("current, mA", (("a_ua", "channel A", 1000), ("b_ua", "channel B", 1000))),
    ("voltage, V", (("output_mv", "output", 1000), ("command_mv", "command", 1000))),
)


def write_page(path: Path, journal: Journal, treatments: list[int]) -> None:
    """Write a page of these treatments, by their start's sequence number or counted from the last; none: all. InputError."""
    starts = [record["sequence"] for record in journal.records(["treatment_start"])]
    chosen = [start_of(journal, one) for one in treatments] or starts
    parts = [part for start in chosen for part in _treatment(journal, start)]
    figures = [part if isinstance(part, str) else part.to_html(full_html=False, include_plotlyjs=False) for part in parts]
    title = f"Unit {journal.serial or journal.about}, {len(chosen)} of {len(starts)} treatments"
    path.write_text(_HTML.format(title=escape(title), script=_script(), body="\n".join(figures)), encoding="utf-8")


def captures(journal: Journal, start: int) -> Iterator[tuple[int, dict[str, list[int]]]]:
    """Of a treatment: (when it was written, ms; samples by channel) of each capture, its chunks put together."""
    whole: list[Record] = []
    for record in journal.records(["capture"]):
        if record["treatment"] == start:
            if whole and record["fields"]["chunk"] == 0:
                yield _whole(whole)
                whole = []
            whole.append(record)
    if whole:
        yield _whole(whole)


def _treatment(journal: Journal, start: int) -> Iterator["str | go.Figure"]:
    records = [one for one in journal.records() if one["treatment"] == start and one["kind"] not in ("summary", "capture")]
    begun = records[0]
    fields = begun["fields"]
    yield f"<h2>Treatment {start}: {escape(fields['area'])}, {fields['current_ua'] / 1000:g} mA, {fields['minutes']} min</h2>"
    yield _whole_figure(journal, start, begun["time_ms"], records)
    for at_ms, samples in captures(journal, start):
        yield _figure(_CAPTURED, np.arange(len(samples["a_ua"])), samples, f"capture written at {_s(at_ms, begun):.1f} s, time in ms")


def _whole_figure(journal: Journal, start: int, began_ms: int, records: list[Record]) -> go.Figure:
    table = journal.rows(firmware_module("stillwater.journal.formats").SUMMARY, start)
    each = slice(None, None, -(-max(1, len(table.at)) // _POINTS_MOST))
    times_s = (table.time_ms[each] - began_ms) / 1000
    figure = _figure(_ROWS, times_s, {name: column[each] for name, column in table.fields.items()}, "time, s")
    for record in records:
        if record["kind"] in _MARKED:
            words = record["fields"].get("code", record["kind"].replace("_", " "))
            note = {"text": escape(str(words)), "textangle": -90, "font": {"size": 9}}
            line = {"width": 1, "dash": "dot", "color": "#d62"}
            figure.add_vline(x=_s(record["time_ms"], records[0]), line=line, row=1, col=1, annotation=note)
    return figure


def _figure(rows: Any, times: Any, fields: dict[str, Any], label: str) -> go.Figure:
    figure = make_subplots(rows=len(rows), cols=1, shared_xaxes=True, vertical_spacing=0.03)
    for place, (title, lines) in enumerate(rows, 1):
        for name, told, unit in lines:
            values = np.asarray(fields.get(name, ())) / unit
            figure.add_trace(go.Scatter(x=times, y=values, name=f"{told} ({title})", line={"width": 1.3}), row=place, col=1)
        figure.update_yaxes(title_text=title, row=place, col=1)
    figure.update_xaxes(title_text=label, row=len(rows), col=1)
    return figure.update_layout(height=230 * len(rows), hovermode="x unified", template="plotly_white", margin={"t": 30})


def _whole(chunks: list[Record]) -> tuple[int, dict[str, list[int]]]:
    channels = [name for name in chunks[0]["fields"] if name != "chunk"]
    return chunks[0]["time_ms"], {name: [value for chunk in chunks for value in chunk["fields"][name]] for name in channels}


def _s(time_ms: int, begun: Record) -> float:
    return (time_ms - int(begun["time_ms"])) / 1000


def _script() -> str:
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs())


_HTML = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 1200px; padding: 0 1em; color: #223; }}
</style><script>{script}</script></head><body><h1>{title}</h1>
<p>As the unit has measured and kept it. Treatments that are older than the last ten are kept at one summary in ten seconds, and
after some ten weeks without any; captures are of the last ten.</p>
{body}</body></html>
"""
