"""Whom the cases treat, with what, and the ways that several cases share. Knows what a person does; no tier and no figure of a law."""

from support.unit_words import Unit

CURRENT_UA = 2000
PRESCRIPTION = {"area": "palms", "current_ua": CURRENT_UA, "minutes": 5, "turn": "half"}
WHO = {"skin_now_ohm_cm2": 10_000, "noise_permille": 0}  # skin that has been driven, of a hand that lies still

_HELD_MS = 400
_QUESTIONS = 3
_MOST_MS = 30_000


def into_hold(unit: Unit) -> Unit:
    """Both hands in, the questions answered, and a little of the hold."""
    unit.until_state("idle", 1000)
    unit.move("both", 100, over_ms=0)
    for _ in range(1 + _QUESTIONS):
        unit.press("start")
        unit.run(_HELD_MS // 4)
    unit.until_state("hold", _MOST_MS)
    unit.run(_HELD_MS)
    return unit


def away_and_back(unit: Unit) -> None:
    """A hand leaves in a tenth of a second and comes back; start, and it goes on."""
    unit.move("1", 0)
    unit.until_state("lost", 1000)
    unit.run(_HELD_MS)
    unit.move("1", 100, over_ms=50)
    unit.until_state("back", 5000)
    unit.press("start")
    unit.until_state("hold", _MOST_MS)
    unit.run(_HELD_MS)


def short_treatment(unit: Unit) -> Unit:
    """From the hold on: a hand away and back, the turn, the other half, the end."""
    unit.count_heap()
    away_and_back(unit)
    unit.let_be_given(permille=498)
    unit.until_state("turn-wait", 5000)
    unit.until_state("hold", _MOST_MS)
    unit.run(_HELD_MS)
    unit.count_heap()
    unit.let_be_given(permille=998)
    unit.until_state("done", 5000)
    unit.run(_HELD_MS // 2)
    return unit
