"""Control laws that others use, on our plant, sensors and actuator: which there are, and what can be set in each.

A law is called once a sample with control's block, a memory of its own and its parameters. `tuned.toml` holds the
parameters that the tuner found (`tune.py`), the same effort for every law. Knows neither the plant nor how a law is played.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stillwater_tools.campaign.rivals.constant_voltage import constant_voltage
from stillwater_tools.campaign.rivals.current_loop import pi_cut, pi_didt
from stillwater_tools.campaign.rivals.lead_off import lead_off
from stillwater_tools.toml_file import read_toml

TUNED = Path(__file__).with_name("tuned.toml")

Law = Callable[[Any, Any, Any], None]  # (control's block, memory, parameters)


@dataclass(frozen=True)
class Parameter:
    """What can be set in a law, and between which bounds the tuner looks."""

    name: str
    low: float
    high: float


@dataclass(frozen=True)
class Rival:
    """A law by its name; `law` is None for the ideal, which is played apart because it knows the bath."""

    name: str
    about: str
    law: Law | None = None
    parameters: tuple[Parameter, ...] = ()


# A loop that takes longer than a second into 3 kohm (3 ohm/ms) holds no current while skin changes; above some 300 ohm/ms
# it swings with the output filter and the sample's delay.
_LOOP = (Parameter("proportional_ohm", 1, 1000), Parameter("integral_ohm_per_ms", 3, 1000))
# Skin wanders with up to 6 % and is up to a third of the circuit: 2 % of the current, of which five have to be let pass.
_SHARE = Parameter("share_percent", 5, 90)
_OPEN = (_SHARE, Parameter("below_ms", 1, 300))
RIVALS = {
    rival.name: rival
    for rival in (
        Rival("ideal-current", "the set current at every instant, up to the board's voltage; never cuts"),
        Rival("pi-cut", "PI current loop, cut on open circuit", pi_cut, _LOOP + _OPEN),
        Rival(
            "pi-didt", "PI current loop, cut on open circuit or when the current falls fast", pi_didt,
            (*_LOOP, *_OPEN, Parameter("fall_percent", 3, 80), Parameter("over_ms", 1, 31)),
        ),
        Rival(
            "constant-voltage", "the hold's voltage with a current limit, taken away below a share of the hold's current",
            constant_voltage, (_SHARE, Parameter("fall_ms", 1, 1000)),
        ),
        Rival(
            "lead-off", "PI current loop, cut when the impedance is above its baseline", lead_off,
            (*_LOOP, Parameter("above_percent", 3, 300), Parameter("filter_ms", 1, 300)),
        ),
    )
}


def tuned(name: str) -> dict[str, float]:
    """A rival's parameters as they were tuned; none for a rival that has none. Raises KeyError for an unknown name."""
    return dict(_table()[name]["parameters"]) if RIVALS[name].parameters else {}


@functools.cache
def _table() -> dict[str, Any]:
    return read_toml(TUNED)
