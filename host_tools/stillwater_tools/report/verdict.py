"""Holds a run against what its scene expects. Every figure comes from the true current. Knows no screen."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from stillwater_tools.report.metrics import UC_PER_MA_MIN, below_after_ms, largest_change_10ms_ua, true_dose_ma_min
from stillwater_tools.report.trace import Trace
from stillwater_tools.run.vm import Run
from stillwater_tools.scenes.schema import Expect

_CUT_BELOW_UA = 1000
_SOFT_CHANGE_UA = 500
_FALLEN_UA = 100
_WRONG = ("set", "drift", "pour", "tick_pause", "main_pause")


@dataclass(frozen=True)
class Finding:
    """One expectation: what, what came, what must be, and whether it holds."""

    what: str
    value: Any
    bound: str
    holds: bool


def findings(run: Run, trace: Trace, expect: Expect) -> list[Finding]:
    """All that the scene expects, held against the run."""
    end = run.end
    found = [Finding("first cause", end["fault"], " or ".join(expect.faults) or "none", end["fault"] in (expect.faults or ["none"]))]
    if end["never_came"]:
        found.append(Finding("events that never came", ", ".join(end["never_came"]), "none", False))
    if end["journal_failed"]:
        found.append(Finding("journal", "failed", "keeps all", False))
    if expect.state is not None:
        found.append(Finding("ends in", end["state"], expect.state, end["state"] == expect.state))
    if expect.refusal is not None:
        found.append(Finding("refuses with", end["refusal"], expect.refusal, end["refusal"] == expect.refusal))
    if expect.least_dose_percent is not None:
        found.append(_dose(trace, end, expect.least_dose_percent))
    wrong_ms = went_wrong_ms(end["events"])
    if expect.cut_within_ms is not None:
        taken_ms = below_after_ms(trace, wrong_ms, _CUT_BELOW_UA)
        found.append(Finding("ms until below 1 mA", taken_ms, f"<= {expect.cut_within_ms}", taken_ms <= expect.cut_within_ms))
    if expect.ramp_within_ms is not None:
        found += _ramp(trace, wrong_ms, expect.ramp_within_ms)
    return found


def went_wrong_ms(events: list[Any]) -> int:
    """When the last thing went wrong, ms; 0 when it was so from the start."""
    return max([at for at, name, _event in events if name in _WRONG], default=0)


def _dose(trace: Trace, end: dict[str, Any], least_percent: int) -> Finding:
    percent = round(100 * true_dose_ma_min(trace) * UC_PER_MA_MIN / max(1, end["prescribed_uc"]), 2)
    return Finding("dose, % of prescribed", percent, f">= {least_percent}", percent >= least_percent)


def _ramp(trace: Trace, wrong_ms: int, within_ms: int) -> list[Finding]:
    reference = trace["reference_ua"][wrong_ms:]
    fallen = np.flatnonzero(reference < int(reference[0]) - _FALLEN_UA)
    taken_ms = int(fallen[0]) if fallen.size else None
    change_ua = largest_change_10ms_ua(trace, slice(wrong_ms, None))
    return [
        Finding("ms until going down", taken_ms, f"<= {within_ms}", taken_ms is not None and taken_ms <= within_ms),
        Finding("largest change in 10 ms, uA", change_ua, f"<= {_SOFT_CHANGE_UA}", change_ua <= _SOFT_CHANGE_UA),
        Finding("ends at, uA", int(abs(trace["skin_ua"][-1])), "< 50", abs(int(trace["skin_ua"][-1])) < 50),
    ]
