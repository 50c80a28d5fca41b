"""What to do about skin, by the last answers. Knows a history, no page. Each function says something or None.

UNSOURCED: from which step of an answer on something is said, for the steps are ours (answers.py); what is said has its sources.
"""

from stillwater_tools.patient.history import History

SLIGHT, CLEAR, SEVERE = 1, 2, 3


def blisters(history: History) -> str | None:
    """Any."""
    if (history.latest("blisters") or 0) < SLIGHT:
        return None
    return ("Blisters: no treatment until they have healed. Then look at the water line (only palm or sole in the water), clean trays and "
            "plates, take less current; if they come again, see the doctor: it may be an allergy to nickel or chrome.")  # fmt: skip


def redness(history: History) -> str | None:
    """Slight."""
    if not SLIGHT <= (history.latest("redness") or 0) < CLEAR:
        return None
    return "Slight redness passes. If it itches, hydrocortisone 1 % helps; ask your pharmacist."


def redness_clear(history: History) -> str | None:
    """Clear or severe: less current."""
    if (history.latest("redness") or 0) < CLEAR:
        return None
    return "Clear redness: take 1 mA less next time; harm goes with the current. Hydrocortisone 1 %; see the doctor if it does not pass."


def dryness(history: History) -> str | None:
    """Any: cream."""
    return "Dry skin: a moisturiser after each treatment, and only the palm or sole in the water." if _dryness(history) >= SLIGHT else None


def cracks(history: History) -> str | None:
    """Cracked skin lets the current through where it is broken."""
    if _dryness(history) < SEVERE:
        return None
    return "Cracked skin: petroleum jelly or tape on each crack before a treatment; if they cannot be covered, wait until they heal."


def painful(history: History) -> str | None:
    """Tingling that hurts."""
    if (history.latest("tingling") or 0) < SEVERE:
        return None
    return "Tingling must never hurt: take less current. More irritates and does not work better."


def _dryness(history: History) -> int:
    return history.latest("dryness") or 0
