"""Codes of the firmware in plain words. The unit's own words (panel/words.py) are used where it has them; knows no figure."""

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.patient.treatments import NO_END, POWER_LOST

# refusals of a prescription that was sent, which the display never shows
_SIGNED = {
    "no-key": "a prescription was sent, and the unit has no clinic's key", "length": "a prescription was sent that is cut or too long",
    "format": "a prescription of another version was sent", "serial": "a prescription for another unit was sent",
    "signature": "a prescription was sent whose signature does not fit",
    "screening": "a prescription was sent without all contraindications answered no",
    "limits": "a prescription was sent that is above a limit", "expired": "the prescription has expired",
    "replayed": "a prescription was sent that is older than the one it has", "not-kept": "a prescription could not be kept in flash",
}  # fmt: skip
_ENDS = {
    "complete": "complete", "stopped": "stopped by the patient", "nobody-came-back": "nobody came back", "soft-fault": "ended early",
    "hard-fault": "switched off", POWER_LOST: "power was lost", NO_END: "no end was kept",
}  # fmt: skip


def fault_words(name: str) -> str:
    """A fault as the unit says it; its name if it has no words."""
    faults, words = firmware_module("stillwater.safety.faults"), firmware_module("stillwater.panel.words")
    codes = {known: code for code, known, _kind in faults.FAULTS}
    return str(words.FAULTS[codes[name]][0]) if codes.get(name) in words.FAULTS else name


def refusal_words(name: str) -> str:
    """A refusal as the unit says it."""
    refusals, words = firmware_module("stillwater.treatment.refusals"), firmware_module("stillwater.panel.words")
    codes = {known: code for code, known in refusals.REFUSALS}
    if codes.get(name) not in words.REFUSALS:
        return _SIGNED.get(name, name)
    title, *rest = words.REFUSALS[codes[name]]
    return f"{title}. {' '.join(rest)}"


def end_words(name: str) -> str:
    """Why a treatment ended."""
    return _ENDS.get(name, name)


def event_words(kind: str, name: str) -> str:
    """A refusal, fault, crash or reset."""
    if kind == "refusal":
        return refusal_words(name)
    return fault_words(name) if kind == "fault" else "the unit went off by itself, by a fault inside"
