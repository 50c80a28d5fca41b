"""Turns the numbers of a reply into what a person says: names of states and faults, text, hashes. The names are the firmware's."""

from typing import Any

from stillwater_tools.firmware_tables import firmware_module


def told(fields: Any, values: Any) -> dict[str, Any]:
    """Values by the names of their fields."""
    return {field[0]: _named(field[0], field[2], value) for field, value in zip(fields, values, strict=True)}


def state_name(code: int) -> str:
    """Name of a treatment's state; `no-plan` for a unit without a prescription."""
    if code == firmware_module("stillwater.link.commands").NO_PLAN:
        return "no-plan"
    states = firmware_module("stillwater.treatment.states")
    return str(states.name_of(code)) if code < len(states.STATES) else f"state-{code}"


def _named(name: str, unit: str, value: Any) -> Any:
    if name == "state":
        return state_name(value)
    if name in ("fault", "first_fault"):
        return firmware_module("stillwater.safety.faults").name_of(value) if value else "none"
    if name == "failed":
        return bool(value)
    if unit.startswith("text"):
        return value.rstrip(b"\0").decode(errors="replace")
    return value.hex() if name.endswith("_hash") else value
