"""A whole campaign: sittings on workers, rows, verdict, the worst cases, and the three files that are left. Prints nothing."""

import dataclasses
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from stillwater_tools.campaign import store
from stillwater_tools.campaign.cluster import Progress, Workers
from stillwater_tools.campaign.demands_kept import Finding
from stillwater_tools.campaign.draw import SEED
from stillwater_tools.campaign.page import campaign_page
from stillwater_tools.campaign.summary import Columns, chosen, summary
from stillwater_tools.campaign.verdict import verdict
from stillwater_tools.campaign.work import FIELDS, FIRMWARE, NOW, Plan, sitting_columns, trace
from stillwater_tools.run.vm import RunFailed

ROWS, FIGURES, PAGE = "softstop.parquet", "softstop.json", "softstop.html"
STILL, REPLAYED = "still.json", "replay-vm.json"
# kind, figure, how many, why
_WORST = (
    ("removal", "density_ratio", 4, "highest density"),
    ("removal", "fall_10ms_ua", 3, "largest fall"),
    ("return", "met_ua", 3, "most met on return"),
)


@dataclasses.dataclass(frozen=True)
class Campaign:
    """What came: `told` is for a program, `findings` are the verdict's rows."""

    columns: Columns
    told: dict[str, Any]
    findings: list[Finding]


def softstop(pool: Workers, plan: Plan, sittings: int, out: Path, progress: Progress = lambda done: None) -> Campaign:
    """Run a campaign and write its files into `out`. Raises RunFailed when a unit fails or no sitting reaches its hold."""
    began = time.monotonic()
    columns, too_high = rows(pool, plan, sittings, progress)
    if not len(columns["id"]):
        raise RunFailed(f"no case to measure: {too_high} of {sittings} sittings have a skin that lets too little current through")
    findings = verdict(columns, kept(out, STILL), kept(out, REPLAYED))
    cases = worst(columns)
    asked = [(case_id, law) for case_id, _why in cases for law in (FIRMWARE, NOW)]
    traces = dict(zip(asked, pool.map(partial(_traced, plan), asked), strict=True))
    told, figures = _told(columns, plan, sittings, too_high), summary(columns)
    drawn = [(case_id, why, {law: traces[case_id, law] for law in (FIRMWARE, NOW)}) for case_id, why in cases]
    store.write_rows(columns, out / ROWS)
    store.write_text(campaign_page(columns, findings, figures, _about(told), drawn), out / PAGE)
    told |= {"took_s": round(time.monotonic() - began, 1), "verdict": [vars(finding) for finding in findings]}
    told |= {"worst": [{"id": case_id, "why": why} for case_id, why in cases], "figures": figures}
    store.write_json(told, out / FIGURES)
    return Campaign(columns, told, findings)


def rows(pool: Workers, plan: Plan, sittings: int, progress: Progress = lambda done: None) -> tuple[Columns, int]:
    """All rows in the order of sittings, and how many sittings had a skin that lets too little current through."""
    units = pool.map(partial(sitting_columns, plan), range(sittings), progress)
    held = [unit for unit in units if unit is not None]
    return joined(held), len(units) - len(held)


def joined(units: Sequence[Columns]) -> Columns:
    """One table of many."""
    return {name: np.concatenate([np.empty(0, kind), *(unit[name] for unit in units)]) for name, kind in FIELDS.items()}


def kept(out: Path, name: str) -> Any:
    """What another command has kept, in this folder or in the one above it (a quick campaign's is below); None for nothing."""
    return store.read_json(out / name) or store.read_json(out.parent / name)


def worst(columns: Columns) -> list[tuple[str, str]]:
    """The firmware's worst cases, each once, and why."""
    found: dict[str, str] = {}
    for kind, name, count, why in _WORST:
        own = chosen(columns, (columns["kind"] == kind) & (columns["law"] == FIRMWARE))
        order = [str(own["id"][at]) for at in np.argsort(-own[name], kind="stable")]
        for case_id in [one for one in order if one not in found][:count]:
            found[case_id] = why
    return list(found.items())


def _traced(plan: Plan, asked: tuple[str, str]) -> dict[str, Any]:
    return trace(plan, *asked)


def _told(columns: Columns, plan: Plan, sittings: int, too_high: int) -> dict[str, Any]:
    own = columns["law"] == FIRMWARE
    return {
        "seed": SEED, "versions": store.versions(), "sittings": sittings, "skin_too_high": too_high,
        "removals": int((own & (columns["kind"] == "removal")).sum()), "returns": int((own & (columns["kind"] == "return")).sum()),
        "held_out_sittings": len(np.unique(columns["sitting"][columns["held_out"]])),
        "rivals_each": plan.rivals_each, "bath": _where(plan.bath), "shape": _where(plan.shape),
    }


def _where(source: Any) -> str:
    return f"{source.where}:{source.function} {source.digest}" if source else "ours"


def _about(told: dict[str, Any]) -> str:
    """One line that says what was run."""
    each = told["rivals_each"]
    rivals = f"rivals on every sitting that {each} divides" if each else "no rivals"
    return (
        f"{told['removals']:,} removals and {told['returns']:,} returns in {told['sittings']:,} sittings (seed {told['seed']}), of which "
        f"{told['skin_too_high']:,} have a skin that lets too little current through; {rivals}; "
        f"{told['held_out_sittings']:,} sittings held out; bath: {told['bath']}; shapes: {told['shape']}."
    )
