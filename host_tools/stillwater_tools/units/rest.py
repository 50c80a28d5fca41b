"""Asks a unit to end its treatment softly, and waits until nothing flows. Knows what rest is by the firmware's own tables."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.link.client import Client
from stillwater_tools.link.errors import LinkError
from stillwater_tools.link.told import state_name

_LOOK_S = 0.1
_SLACK_S = 5.0  # UNSOURCED: for what is done after the current: contacts, journal
Watch = Callable[[dict[str, Any]], None]


class StillFlows(LinkError):
    """The unit has not come to rest in time."""


@dataclass(frozen=True)
class Rest:
    """How a unit came to rest: states before and after, and the greatest current that was seen meanwhile."""

    before: str
    after: str
    most_ua: int
    current_ua: int
    dose_uc: int


def longest_s() -> float:
    """How long the way down from the greatest current takes, and a little more."""
    limits = firmware_module("stillwater.safety.limits")
    return float(limits.CURRENT_MAX_UA / limits.RAMP_DOWN_UA_PER_S + _SLACK_S)


def bring_to_rest(client: Client, most_s: float | None = None, watch: Watch = lambda status: None) -> Rest:
    """End the treatment, if one is on; watch(status) is told the way down. StillFlows, LinkError.

    `safe` is asked once: a unit that has ended would take another for the patient's button.
    """
    most_s = longest_s() if most_s is None else most_s
    before = client.request("status")
    if _is_at_rest(before):
        return Rest(before["state"], before["state"], 0, before["current_ua"], before["dose_uc"])
    client.request("safe")
    most_ua, end_s = abs(before["current_ua"]), time.monotonic() + most_s
    while not _is_at_rest(status := client.request("status")):
        watch(status)
        most_ua = max(most_ua, abs(status["current_ua"]))
        if time.monotonic() > end_s:
            raise StillFlows(_too_long(status, most_s))
        time.sleep(_LOOK_S)
    return Rest(before["state"], status["state"], most_ua, status["current_ua"], status["dose_uc"])


def _is_at_rest(status: dict[str, Any]) -> bool:
    commands, limits = firmware_module("stillwater.link.commands"), firmware_module("stillwater.safety.limits")
    return status["state"] in map(state_name, commands.AT_REST) and abs(status["current_ua"]) <= limits.ZERO_CURRENT_UA


def _too_long(status: dict[str, Any], most_s: float) -> str:
    commands, limits = firmware_module("stillwater.link.commands"), firmware_module("stillwater.safety.limits")
    return (
        f"the unit is not at rest after {most_s:.0f} s: state {status['state']}, {status['current_ua']} uA; must be "
        f"{limits.ZERO_CURRENT_UA} uA or less and one of {', '.join(map(state_name, commands.AT_REST))}; "
        "hold start on the unit for a second, or take its supply away"
    )
