"""Demands on what other commands have measured and kept: hands that stay, and the replay on MicroPython. Runs none of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from stillwater_tools.campaign.still_figures import bounds

_FALSE_STOPS, _DOSE_PERCENT, _MOVES_PERCENT, _NOISE_HOURS, _CASES = 1e-3, 0.5, 2.0, 1000.0, 50


@dataclass(frozen=True)
class Finding:
    """One demand; `holds` is None where nothing has been measured."""

    what: str
    must: str
    came: str
    bounds: str
    holds: bool | None
    note: str = ""


def still_findings(still: list[dict[str, Any]] | None) -> Iterator[Finding]:
    """The demands on hands that stay, from what `stillwater still` has kept."""
    told = {movement["movement"]: movement for movement in still or ()}
    missing = "" if still else "run `make bench-still`"
    quiet = [told[name] for name in ("still", "trembling") if name in told]
    stops, count = (sum(movement[name] for movement in quiet) for name in ("false_stops", "treatments"))
    low, high = bounds(stops, count) if quiet else (0.0, 1.0)
    yield Finding("false stop of a still or trembling hand", "bound < 1 in 1,000", f"{stops} of {count}" if quiet else "not measured",
                  f"{low * 1000:.2f}..{high * 1000:.2f} in 1,000" if quiet else "", high < _FALSE_STOPS if quiet else None, missing)
    lost = max((movement["dose_lost_percent"]["mean"] for movement in told.values() if movement["dose_lost_percent"]), default=None)
    holds = None if lost is None else lost < _DOSE_PERCENT
    yield Finding("dose lost to false dips, mean of the worst movement", f"< {_DOSE_PERCENT} %", _percent(lost), "", holds, missing)
    yield _noise(told.get("still"), missing)


def _noise(told: dict[str, Any] | None, missing: str) -> Finding:
    """The demand on noise alone: while the chopper is closed, for its 30 us are 3 % of a millisecond's mean."""
    what, must = "noise alone, largest move in any 10 ms", f"<= {_MOVES_PERCENT:g} %, {_NOISE_HOURS:,.0f} h"
    if told is None or told["change_10ms_closed_percent"] is None:
        return Finding(what, must, "not measured", "", None, missing)
    closed, mean = (told[name]["worst"] for name in ("change_10ms_closed_percent", "change_10ms_percent"))
    holds = closed <= _MOVES_PERCENT and told["hours"] >= _NOISE_HOURS
    return Finding(what, must, _percent(closed), f"{told['hours']:,.0f} h", holds, f"chopper closed; {_percent(mean)} of the mean with it")


def vm_finding(replayed: dict[str, Any] | None) -> Finding:
    """The demand on cases played again on MicroPython, from what `stillwater replay-vm` has kept."""
    what, must = "vm replay of drawn cases", f"{_CASES} cases, same tick, <= 1 uA"
    if replayed is None:
        return Finding(what, must, "not measured", "", None, "run `make replay-vm`")
    came = f"{replayed['same']} of {replayed['cases']} the same"
    return Finding(what, must, came, f"<= {replayed['largest_difference_na'] / 1000:.3f} uA apart",
                   bool(replayed["same"] == replayed["cases"] >= _CASES))


def _percent(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.3f} %"


