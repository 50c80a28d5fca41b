"""parameters.html: what changes when a parameter is moved, one row each with its reason, and the trade-off of density and fall.

One file that needs no network. Knows the rows of a sweep; computes nothing but ratios to the chosen value.
"""

import math
from html import escape
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from stillwater_tools.campaign.moved import SPREADS
from stillwater_tools.campaign.parameters import PARAMETERS, Parameter

_PERCENT = "p99.9"
_COLOURS = ("#1f5fbf", "#7fb0ee", "#b2452a", "#d97a4a", "#f0b48c", "#8a6d1f", "#3a8a3a", "#7d3a9c", "#444")
_TRADED = ("_COMMIT_Q10", "_COMMIT_SLOW_Q10", "OTHER_SHARE_Q10", "_STOP_PER_FALL", "_STOP_LEAST_TICKS", "_STOP_MOST_TICKS")
_DENSITY, _FALL = "density_100_up", "fall_100_up_ua"
_MET = "met_later_most_ua"

Row = dict[str, Any]


def page(rows: list[Row], oracle: Row) -> str:
    """The whole page; `rows` may hold the oracle's row too."""
    parts = [_trade_off(rows, oracle).to_html(full_html=False, include_plotlyjs=True)]
    for parameter in PARAMETERS:
        own = [row for row in rows if (row["module"], row["name"]) == (parameter.module, parameter.name)]
        if own:
            parts.append(_section(parameter, own))
    chosen = next(row for row in rows if row["is_chosen"])
    told = {"sittings": oracle["sittings"], "removals": oracle["removals"], "chosen": _told(chosen), "oracle": _told(oracle)}
    return _HTML.format(parts="\n".join(parts), **told)


def _section(parameter: Parameter, rows: list[Row]) -> str:
    """A parameter's reason as caption over its plot."""
    name = f"{parameter.module.rpartition('.')[2]}.{parameter.name}"
    along = f", with {parameter.along.name} = {', '.join(map(str, parameter.along.values))}" if parameter.along else ""
    values = f"{', '.join(map(str, parameter.values))} {parameter.unit}{along}"
    figure = _moved(rows, parameter.unit).to_html(full_html=False, include_plotlyjs=False)
    return f"<h2>{escape(name)}</h2><p>{escape(parameter.reason)}<br><small>Tried: {escape(values)}.</small></p>{figure}"


def _moved(rows: list[Row], unit: str) -> go.Figure:
    """Left: figures relative to the chosen value's; right: what hands that stay suffer."""
    figure = make_subplots(rows=1, cols=2, column_widths=[0.65, 0.35], subplot_titles=(f"{_PERCENT}, chosen = 1", "hands that stay"))
    chosen = next(row for row in rows if row["is_chosen"])
    values = [row["value"] for row in rows]
    for name, colour in zip((*SPREADS, _MET), _COLOURS, strict=True):
        parts = [_ratio(_figure(row, name), _figure(chosen, name)) for row in rows]
        figure.add_trace(go.Scatter(x=values, y=parts, name=name, line={"color": colour, "width": 1.5}), row=1, col=1)
    _add_still(figure, rows, values)
    for column in (1, 2):
        figure.add_vline(x=chosen["value"], line={"dash": "dot", "color": "#888"}, row=1, col=column)
        figure.update_xaxes(title_text=unit, tickvals=values, row=1, col=column)
    figure.update_layout(height=360, template="plotly_white", margin={"t": 40, "b": 40})
    return figure


def _add_still(figure: go.Figure, rows: list[Row], values: list[int]) -> None:
    lost = [row["dose_lost_mean_percent"] for row in rows]
    stops = [100 * row["false_stops"] / row["still_minutes"] for row in rows]
    figure.add_trace(go.Scatter(x=values, y=lost, name="dose lost, %", line={"color": "#0a8f8f"}), row=1, col=2)
    figure.add_trace(go.Scatter(x=values, y=stops, name="false stops, % of minutes", line={"color": "#c02080"}), row=1, col=2)


def _trade_off(rows: list[Row], oracle: Row) -> go.Figure:
    """Density against fall, over the same removals, as what trades one for the other is moved."""
    figure = go.Figure()
    for name in _TRADED:
        own = [row for row in rows if row["name"] == name]
        points, values = [_point(row) for row in own], [str(row["value"]) for row in own]
        line = {"x": [x for x, _ in points], "y": [y for _, y in points], "text": values, "textposition": "top center"}
        figure.add_trace(go.Scatter(**line, name=name, mode="lines+markers+text"))
    chosen = next(row for row in rows if row["is_chosen"])
    for row, told, symbol in ((chosen, "chosen", "circle-open"), (oracle, oracle["name"], "star")):
        x, y = _point(row)
        figure.add_trace(go.Scatter(x=[x], y=[y], name=told, mode="markers", marker={"size": 16, "symbol": symbol, "color": "#000"}))
    figure.update_xaxes(title_text=f"peak density on the leaving limb, x before, {_PERCENT}, removals of 100 ms and more")
    figure.update_yaxes(title_text=f"largest fall in 10 ms, mA, {_PERCENT}, the same removals")
    figure.update_layout(height=600, template="plotly_white")
    return figure


def _point(row: Row) -> tuple[float, float]:
    return _figure(row, _DENSITY), _figure(row, _FALL) / 1000


def _told(row: Row) -> str:
    density, fall_ma = _point(row)
    return f"{density:.2f} x density at {fall_ma:.2f} mA"


def _figure(row: Row, name: str) -> float:
    """A row's figure, of a spread its tail; a gap in the plot where no case was reached."""
    told = row[name]
    return float(told.get(_PERCENT, math.nan)) if isinstance(told, dict) else float(told)


def _ratio(value: float, chosen: float) -> float | None:
    return value / chosen if chosen else None


_HTML = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Parameters</title><style>
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 1200px; padding: 0 1em; color: #223; }}
h2 {{ margin: 2em 0 0; }} p {{ margin: 0.2em 0; max-width: 60em; }}
</style></head><body><h1>What changes when a parameter is moved</h1>
<p>{sittings} sittings that are not held out, {removals} removals, the same for every value. Each parameter is moved alone, all
others as chosen; a dotted line marks the chosen value.</p>
<h2>Density against fall</h2>
<p>What keeps density on the limb that leaves makes the current of the limb that stays fall with it. A point to the left and
below of another is better at both; the star is what could be had with wet area and skin known at each instant. The chosen
point is to lie where one more step along any line costs the one figure more, as a part of itself, than it gains in the other,
and where hands that stay (below) are neither stopped nor lose their dose. Chosen: {chosen}; oracle of this instant: {oracle}.</p>
{parts}</body></html>
"""
