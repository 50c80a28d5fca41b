"""Turns an error frame into a sentence: what was asked, what the unit says, the bound, what to do next. Knows the table only."""

from typing import Any

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.link.errors import UnitRefused
from stillwater_tools.link.told import state_name


def refused(code: int, payload: bytes) -> UnitRefused:
    """The error of a frame."""
    commands = firmware_module("stillwater.link.commands")
    values = commands.unpack(commands.ERROR, payload)
    row = next((row for row in commands.COMMANDS if row[0] == code), None)
    command = row[1] if row else f"command {code}"
    if values is None:
        return UnitRefused(f"{command}: refused in a form that these tools do not know; update them", command, "unknown", 0, 0)
    error, value, bound, text = values
    name = next((known[1] for known in commands.ERRORS if known[0] == error), f"error-{error}")
    allowed = ", ".join(map(state_name, row[4])) if row else ""
    sentence = _sentence(name, value, bound, bytes(text).decode(errors="replace"), allowed)
    return UnitRefused(f"{command}: {sentence}", command, name, value, bound)


def _sentence(name: str, value: int, bound: int, text: str, allowed: str) -> str:
    sentences: dict[str, Any] = {
        "unknown": f"the unit has no command {value}, its table ends at {bound}; update its firmware",
        "length": f"came with {value} bytes, the unit takes {bound}; use tools of the firmware's version",
        "range": f"{text} = {value} is beyond {bound}; choose a value within",
        "state": f"not while the unit is in state {state_name(value & 0xFF)}, only in {allowed}; wait, or end the treatment",
        "busy": f"the unit is busy: {text}; try again in a moment",
        "refused": f"the unit refuses: {text}",
        "broken": f"failed in the unit: {text}; report it with the unit's journal",
    }
    return str(sentences.get(name, f"{name}, {value}, {bound}, {text}"))
