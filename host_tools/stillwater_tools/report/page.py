"""treatment.html: current, voltage, wet fraction, skin, dose, states and events over time, with a zoom on each surprise.

One file that needs no network. Knows a trace; computes no figure of its own.
"""

from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from stillwater_tools.report.metrics import UC_PER_MA_MIN
from stillwater_tools.report.trace import Trace
from stillwater_tools.scenes.schema import state_names

_STEP_MS = 200
_BEFORE_MS, _AFTER_MS = 300, 1700
_ROWS = (
    ("current, mA", (("skin_ua", "true", 1000), ("reference_ua", "set", 1000), ("current_ua", "measured", 1000))),
    ("voltage, V", (("terminal_mv", "terminals", 1000), ("skin_1_mv", "skin 1", 1000), ("skin_2_mv", "skin 2", 1000))),
    ("wet part, %", (("wet_1_ppm", "limb 1", 10_000), ("wet_2_ppm", "limb 2", 10_000))),
    ("skin, kohm", (("skin_1_ohm", "skin 1", 1000), ("skin_2_ohm", "skin 2", 1000))),
    ("dose, mA min", (("dose_uc", "firmware", UC_PER_MA_MIN),)),
)
_SKIN_MOST_OHM = 3_000  # a limb in the air would hide all others
_TOLD_STATES = ("ramp", "hold", "turn-down", "paused", "lost", "end-down", "soft-down", "tripped", "blocked", "refused")


def write_page(path: Path, trace: Trace, events: list[Any], summary: dict[str, Any], title: str) -> None:
    """Write the page; events are the unit's (ms, name, event)."""
    whole = _figure(trace, slice(0, None, _STEP_MS), 1000, "s")
    _mark_states(whole, trace)
    _mark_events(whole, events)
    whole.update_layout(title=title, height=1100, hovermode="x unified", template="plotly_white")
    parts = [whole.to_html(full_html=False, include_plotlyjs=True)]
    for at_ms, name, event in events:
        if name in ("leave", "set") and at_ms > 0 and abs(int(trace["skin_ua"][at_ms - 1])) > 1000:
            parts.append(_zoom(trace, at_ms, _told(name, event)).to_html(full_html=False, include_plotlyjs=False))
    path.write_text(_HTML.format(title=escape(title), table=_table(summary), figures="\n".join(parts)))


def _figure(trace: Trace, rows: slice, per: int, unit: str, which: tuple[int, ...] = (0, 1, 2, 3, 4)) -> go.Figure:
    figure = make_subplots(rows=len(which), cols=1, shared_xaxes=True, vertical_spacing=0.02)
    times = trace["now_ms"][rows] / per
    for place, index in enumerate(which, 1):
        label, lines = _ROWS[index]
        for name, told, scale in lines:
            values = np.clip(trace[name][rows], -_SKIN_MOST_OHM, _SKIN_MOST_OHM) if "ohm" in name else trace[name][rows]
            figure.add_trace(go.Scatter(x=times, y=values / scale, name=f"{told} ({label})", line={"width": 1.3}), row=place, col=1)
        figure.update_yaxes(title_text=label, row=place, col=1)
    figure.update_xaxes(title_text=f"time, {unit}", row=len(which), col=1)
    return figure


def _zoom(trace: Trace, at_ms: int, told: str) -> go.Figure:
    rows = slice(max(0, at_ms - _BEFORE_MS), at_ms + _AFTER_MS)
    figure = _figure(trace, rows, 1, "ms", (0, 1, 2))
    figure.update_layout(title=f"{told} at {at_ms / 1000:.1f} s", height=600, hovermode="x unified", template="plotly_white")
    return figure


def _mark_states(figure: go.Figure, trace: Trace) -> None:
    names = state_names()
    rows = np.flatnonzero(np.diff(trace["state"])) + 1
    for row in rows:
        code = int(trace["state"][row])
        if 0 <= code < len(names) and names[code] in _TOLD_STATES:
            figure.add_vline(x=row / 1000, line={"width": 1, "dash": "dot", "color": "#bbb"}, row=1, col=1,
                             annotation={"text": names[code], "textangle": -90, "font": {"size": 9}})


def _mark_events(figure: go.Figure, events: list[Any]) -> None:
    for at_ms, name, event in events:
        if name != "press":
            figure.add_vline(x=at_ms / 1000, line={"width": 1, "color": "#d62"}, row=3, col=1,
                             annotation={"text": _told(name, event), "textangle": -90, "font": {"size": 9}})


def _told(name: str, event: dict[str, Any]) -> str:
    if name == "leave":
        way = "returns" if event["to_percent"] else "leaves"
        return f"limb {event['limb']} {way} in {event['over_ms']} ms"
    if name == "set":
        return f"{event['part']} = {event['value']}"
    return name.replace("_", " ")


def _table(summary: dict[str, Any]) -> str:
    plain = {key: value for key, value in summary.items() if key != "removals"}
    rows = [f"<tr><td>{escape(key)}</td><td>{escape(str(value))}</td></tr>" for key, value in plain.items()]
    for number, removal in enumerate(summary["removals"], 1):
        rows += [f"<tr><td>removal {number}: {escape(key)}</td><td>{escape(str(value))}</td></tr>" for key, value in removal.items()]
    return "<table>" + "".join(rows) + "</table>"


_HTML = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 1200px; padding: 0 1em; color: #223; }}
table {{ border-collapse: collapse; }} td {{ border-bottom: 1px solid #dde; padding: 2px 12px 2px 0; }}
</style></head><body><h1>{title}</h1>
<p>Simulated bath, real MicroPython, the firmware's own files. <i>true</i> is the current through the simulated skin;
<i>measured</i> is what the firmware believes.</p>{figures}{table}</body></html>
"""
