"""Gives a signed prescription to a unit and reads back what it holds. Knows the link's commands, no file and no words."""

import time
from dataclasses import dataclass

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.link.client import Client
from stillwater_tools.link.errors import LinkError, UnitRefused
from stillwater_tools.prescriptions.stated import Stated, stated_in


@dataclass(frozen=True)
class Held:
    """What a unit holds: `stated` None for nothing; `clock_s` 0 for a unit without a clock; `refused` why its own file is not believed."""

    stated: Stated | None
    data: bytes
    clock_s: int
    refused: str


def held(client: Client) -> Held:
    """What the unit holds. LinkError."""
    told = client.request("prescription_read")
    refusals = firmware_module("stillwater.treatment.refusals")
    refused = "" if not told["refused"] else str(refusals.name_in(refusals.SIGNED, told["refused"]))
    return Held(stated_in(told["data"], "unit") if told["data"] else None, told["data"], told["clock_s"], refused)


def give(client: Client, data: bytes) -> Held:
    """Set the unit's clock, give it the bytes, read them back. UnitRefused with the unit's reason, LinkError when it holds others."""
    try:
        client.request("clock_set", clock_s=int(time.time()))
    except UnitRefused as why:
        if why.error != "refused":  # a unit without a clock takes a prescription all the same
            raise
    client.request("prescription_load", data=data)
    now = held(client)
    if now.data != data:
        raise LinkError(f"the unit has taken {len(data)} bytes and holds {len(now.data)} others: load it again, and report it")
    return now
