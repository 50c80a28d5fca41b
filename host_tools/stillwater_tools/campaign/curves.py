"""Pictures of a whole campaign: distributions of every figure by law, and density against fall. Knows rows, no demand."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from stillwater_tools.campaign.summary import AWAYS_MS, REMOVAL_GROUPS, RETURN_GROUPS, SPEEDS_MS, TAIL, UNFELT, Columns, between, percentile
from stillwater_tools.campaign.work import FIRMWARE, NOW

CLAIRVOYANT = "oracle-clairvoyant"
_POINTS = 300
_STYLE = {FIRMWARE: ("#0b62c4", 3, "solid"), NOW: ("#111111", 2, "solid"), CLAIRVOYANT: ("#111111", 2, "dot")}
_RIVAL_COLOURS = ("#d1495b", "#edae49", "#66a182", "#8d5fa8", "#8c6d46", "#7a8ca3")
# kind, figure, title, axis, divisor, logarithmic, what to mark
_DISTRIBUTIONS = (
    ("removal", "density_ratio", "Peak density on the limb that leaves", "density, x before", 1, True, None),
    ("removal", "fall_10ms_ua", "Largest fall of the current in 10 ms", "fall, mA", 1000, False, None),
    ("removal", "felt", "What is felt of a removal, by both limbs", "felt, x threshold of a step", 1, True, UNFELT),
    ("removal", "last_charge_uc", "Charge through the last 5 % of wet area", "charge, uC", 1, True, None),
    ("return", "met_ua", "Current that a limb meets as it returns", "current, mA", 1000, True, 0.2),
    ("return", "felt", "What is felt of a return", "felt, x threshold of a finger", 1, True, UNFELT),
)
_LEAST = 1e-3  # the logarithm's begin


def distributions(parts: dict[tuple[str, str], Columns]) -> list[go.Figure]:
    """For each figure the share of cases above a value, law by law, a panel for each group."""
    return [_distribution(parts, *row) for row in _DISTRIBUTIONS if (row[0], FIRMWARE) in parts]


def trade_off(parts: dict[tuple[str, str], Columns]) -> go.Figure:
    """Density against fall, both at their p99.9: a point for each law and speed."""
    figure = go.Figure()
    for law in _laws(parts, "removal"):
        groups = {name: between(parts["removal", law], "over_ms", SPEEDS_MS[name]) for name in REMOVAL_GROUPS}
        there = {name: rows for name, rows in groups.items() if len(rows["id"])}
        figure.add_trace(go.Scatter(
            x=[percentile(rows["fall_10ms_ua"], TAIL) / 1000 for rows in there.values()],
            y=[percentile(rows["density_ratio"], TAIL) for rows in there.values()],
            text=list(there), name=law, mode="lines+markers+text", textposition="top center", textfont={"size": 9},
            line=_line(law, parts) | {"width": 1}, marker={"size": 9},
        ))
    figure.update_xaxes(title_text="largest fall in 10 ms, p99.9, mA")
    figure.update_yaxes(title_text="peak density, p99.9, x before", type="log")
    title = "Density on one limb against the fall on the other: what each law chooses"
    return figure.update_layout(title=title, height=560, template="plotly_white")


def survival(values: Any) -> tuple[Any, Any]:
    """Values and the share of cases at or above each: some points, closer to each other towards the tail."""
    ordered = np.sort(values)[::-1]
    ranks = np.unique(np.geomspace(1, len(ordered), min(_POINTS, len(ordered))).astype(int))
    return ordered[ranks - 1], ranks / len(ordered)


def _distribution(parts: Any, kind: str, name: str, title: str, axis: str, divisor: float, is_log: bool, mark: float | None) -> go.Figure:
    by, groups, limits = ("over_ms", REMOVAL_GROUPS, SPEEDS_MS) if kind == "removal" else ("away_ms", RETURN_GROUPS, AWAYS_MS)
    told = [f"removals over {group}" if kind == "removal" else f"returns, {group}" for group in groups]
    figure = make_subplots(rows=1, cols=len(groups), subplot_titles=told, shared_yaxes=True, horizontal_spacing=0.03)
    for column, group in enumerate(groups, 1):
        for law, values in _values(parts, kind, name, by, limits[group]):
            x, y = survival(np.maximum(values / divisor, _LEAST) if is_log else values / divisor)
            figure.add_trace(go.Scatter(x=x, y=y, name=f"{law}", legendgroup=law, showlegend=column == 1, line=_line(law, parts),
                                        hovertemplate="%{x:.3g}: %{y:.3%} at or above"), row=1, col=column)
        if mark is not None:
            figure.add_vline(x=mark, line={"width": 1, "dash": "dash", "color": "#888"}, row=1, col=column)
    figure.update_xaxes(title_text=axis, type="log" if is_log else "linear")
    figure.update_yaxes(type="log", tickformat=".3~%")
    figure.update_yaxes(title_text="share of cases at or above", row=1, col=1)
    return figure.update_layout(title=title, height=460, template="plotly_white")


def _values(parts: Any, kind: str, name: str, by: str, limits: tuple[float, float]) -> list[tuple[str, Any]]:
    """Law and values of one group; what the clairvoyant oracle would have felt is a law of its own here."""
    told = []
    for law in _laws(parts, kind):
        rows = between(parts[kind, law], by, limits)
        told.append((law, rows[name]))
        if kind == "removal" and name == "felt" and law == FIRMWARE:
            told.append((CLAIRVOYANT, rows["felt_clairvoyant"]))
    return [(law, values) for law, values in told if len(values)]


def _laws(parts: Any, kind: str) -> list[str]:
    return [law for its_kind, law in parts if its_kind == kind]


def _line(law: str, parts: Any) -> dict[str, Any]:
    """The same line for a law in every picture."""
    if law in _STYLE:
        colour, width, dash = _STYLE[law]
        return {"color": colour, "width": width, "dash": dash}
    rivals = [name for name in _laws(parts, "removal") if name not in _STYLE]
    return {"color": _RIVAL_COLOURS[rivals.index(law) % len(_RIVAL_COLOURS)] if law in rivals else "#999", "width": 1.2, "dash": "solid"}
