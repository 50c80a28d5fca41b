"""What the unit's own notes suggest: dose that falls short, hands lifted out, refusals, faults. Knows a history, no page.

Each function says something or None.
"""

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.patient.history import History
from stillwater_tools.patient.words import fault_words
from stillwater_tools.prescriptions.schema import UA_PER_MA
from stillwater_tools.prescriptions.words import in_ma

SHORT_PERCENT = 90  # BIN2: ten percent short means that the skin is to be treated
_ASK_DOCTOR = ("skin-broken", "something-changed")


def skin_limits(history: History) -> str | None:
    """The last treatment that counts had less current than set, and nobody knows whether the patient chose so."""
    if not history.counted or history.counted[-1].hold_ua is None:
        return None
    last = history.counted[-1]
    assert last.hold_ua is not None
    if last.hold_ua * 100 > last.current_ua * SHORT_PERCENT:
        return None
    flowed = f"{last.hold_ua / UA_PER_MA:.1f} mA flowed in the last treatment, {in_ma(last.current_ua)} are prescribed."
    return f"{flowed} Unless you chose less on the unit, the skin lets no more through: moisten it well, clean the plates; no soda."


def lifted(history: History) -> str | None:
    """A hand came out in the last treatment."""
    last = history.treatments[-1] if history.treatments else None
    if last is None or not last.removals:
        return None
    times = "once" if last.removals == 1 else f"{last.removals} times"
    return f"Contact was lost {times} in the last treatment. Press Start and wait for zero before you lift out; hands lie flat."


def found_dry(history: History) -> str | None:
    """The unit itself found the skin dry, and did not begin."""
    if _last_refusal(history) != "skin-dry":
        return None
    return "The unit found the skin dry already and did not begin: no treatment was needed that day."


def ask_doctor(history: History) -> str | None:
    """A question before a treatment was answered no."""
    if _last_refusal(history) not in _ASK_DOCTOR:
        return None
    return "A question before the last attempt was answered no (skin, pregnancy, implant): ask the doctor before you go on."


def out_of_order(history: History) -> str | None:
    """Faults after which a unit is to be looked at, since the last treatment that was complete."""
    faults = firmware_module("stillwater.safety.faults")
    codes = {name: kind for _code, name, kind in faults.FAULTS}
    since = max([one.sequence for one in history.treatments if one.end == "complete"], default=0)
    names = [one.name for one in history.events if one.kind == "fault" and one.sequence > since]
    grave = dict.fromkeys(name for name in names if codes.get(name, faults.HARD_BLOCKED) == faults.HARD_BLOCKED)
    return f"Send the unit to service: {', '.join(map(fault_words, grave))}." if grave else None


def went_off(history: History) -> str | None:
    """Crashes and hangs, ever."""
    count = sum(one.kind in ("crash", "reset") for one in history.events)
    return f"The unit went off by itself {count} time(s), by a fault inside: send it to service with this journal." if count else None


def _last_refusal(history: History) -> str | None:
    """What the last attempt was refused for; None if a treatment has come after it."""
    refusals = [one for one in history.events if one.kind == "refusal"]
    done = max([one.sequence for one in history.treatments if one.refusal is None], default=0)
    return refusals[-1].name if refusals and refusals[-1].sequence > done else None
