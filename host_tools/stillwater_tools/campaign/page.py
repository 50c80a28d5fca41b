"""softstop.html and the pages of single cases: one file each that needs no network. Computes no figure of its own."""

from collections.abc import Iterable
from html import escape
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from stillwater_tools.campaign.curves import distributions, trade_off
from stillwater_tools.campaign.demands_kept import Finding
from stillwater_tools.campaign.draw import WHOLE_PPM
from stillwater_tools.campaign.figures import COUNTED_PPM
from stillwater_tools.campaign.summary import Columns, split, table_rows
from stillwater_tools.campaign.work import FIRMWARE

Trace = dict[str, Any]
_COLOURS = ("#0b62c4", "#111111", "#d1495b")
_HOLDS = {True: ("holds", "#176b34"), False: ("FAILS", "#b3261e"), None: ("", "#666")}


Worst = list[tuple[str, str, dict[str, Trace]]]  # case, why it is drawn, its traces by law


def campaign_page(columns: Columns, findings: list[Finding], figures: dict[str, Any], about: str, worst: Worst) -> str:
    """The campaign's page; `figures` is its summary."""
    parts = split(columns)
    pictures = [*distributions(parts), trade_off(parts)]
    zooms = [case_picture(f"{case_id}: {why}", traces) for case_id, why, traces in worst]
    verdict = _table(("what, over the campaign", "must be", "came", "95 % bounds", "", "note"), map(_told, findings))
    heads = ("", "group", "figure", "law", "cases", "p50", "p95", "p99", "p99.9", "max", "held out, p99.9")
    percentiles = f"<details><summary>All percentiles, by law</summary>{_table(heads, map(_cells, table_rows(figures)))}</details>"
    return _page("No shock: removal and return", f"<p>{escape(about)}</p>{verdict}{percentiles}", pictures + zooms)


def case_page(case_id: str, traces: dict[str, Trace]) -> str:
    """One case under some laws."""
    rows = [(law, name, f"{value:.4g}") for law, trace in traces.items() for name, value in trace["figures"].items()]
    return _page(case_id, _table(("law", "figure", "value"), map(_cells, rows)), [case_picture(case_id, traces)])


def case_picture(title: str, traces: dict[str, Trace]) -> go.Figure:
    """Current, wet part and density over time, law beside law."""
    figure = make_subplots(rows=3, cols=1, shared_xaxes=True, vertical_spacing=0.03, row_heights=[0.4, 0.2, 0.4])
    for number, (law, trace) in enumerate(traces.items()):
        now_ms = np.arange(len(trace["peak_na"]))
        line = {"color": _COLOURS[number % len(_COLOURS)], "width": 1.5}
        current = go.Scatter(x=now_ms, y=np.abs(trace["skin_na"]) / 1e6, name=law, legendgroup=law, line=line)
        density = go.Scatter(x=now_ms, y=_density(trace), name=law, legendgroup=law, showlegend=False, line=line)
        figure.add_trace(current, row=1, col=1)
        figure.add_trace(density, row=3, col=1)
    profile = traces[next(iter(traces))]["profile"]
    for limb in range(2):
        wet = go.Scatter(x=np.arange(len(profile)), y=profile[:, limb] * 100 / WHOLE_PPM, name=f"limb {limb + 1}", line={"width": 1.2})
        figure.add_trace(wet, row=2, col=1)
    for row, label in enumerate(("current, mA", "wet part, %", "peak density, x before"), 1):
        figure.update_yaxes(title_text=label, row=row, col=1)
    figure.update_xaxes(title_text="time, ms", row=3, col=1)
    return figure.update_layout(title=title, height=620, hovermode="x unified", template="plotly_white")


def _density(trace: Trace) -> Any:
    """Peak density of the limbs that move, of the hold's, while more than 5 % of one are wet; a gap where none is."""
    wet_ppm = trace["profile"][:, list(trace["case"].limbs)]
    largest = np.where(wet_ppm > COUNTED_PPM, WHOLE_PPM / np.maximum(wet_ppm, 1), np.nan)
    counted = ~np.isnan(largest).all(axis=1)
    ratio = np.full(len(wet_ppm), np.nan)
    ratio[counted] = np.nanmax(largest[counted], axis=1) * trace["peak_na"][counted] / 1000 / trace["figures"]["before_ua"]
    return ratio


def _table(heads: Iterable[str], rows: Iterable[str]) -> str:
    return f"<table><tr>{''.join(f'<th>{head}' for head in heads)}</tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _cells(texts: Iterable[str]) -> str:
    return "".join(f"<td>{escape(text)}" for text in texts)


def _told(finding: Finding) -> str:
    told, colour = _HOLDS[finding.holds]
    cells = _cells((finding.what, finding.must, finding.came, finding.bounds))
    return f'{cells}<td style="color:{colour};font-weight:600">{told}<td>{escape(finding.note)}'


def _page(title: str, told: str, pictures: list[go.Figure]) -> str:
    drawn = [picture.to_html(full_html=False, include_plotlyjs="inline" if not at else False) for at, picture in enumerate(pictures)]
    return _HTML.format(title=escape(title), told=told, pictures="\n".join(drawn), firmware=FIRMWARE)


_HTML = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 1300px; padding: 0 1em; color: #223; }}
table {{ border-collapse: collapse; font-size: 14px; }}
td, th {{ border-bottom: 1px solid #dde; padding: 3px 14px 3px 0; text-align: left; vertical-align: top; }}
</style></head><body><h1>{title}</h1>
<p>Simulated patients and bath; every current is the true one through the simulated skin. <i>{firmware}</i> is the firmware's own
law, the oracles know what no unit knows, all others are what is used elsewhere, tuned alike.</p>{told}{pictures}</body></html>
"""
