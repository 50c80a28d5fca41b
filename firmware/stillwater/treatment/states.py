"""The states of a treatment and what leads from one to the next, as tables. Knows no reading: events are names.

STATES: name, what is asked of control, which current, whether time counts. ROWS: for each state, in order, event,
next state, what is done on the way. An event without a row in a state is ignored there.
"""

from micropython import const

IDLE = const(0)
ASK = const(1)
CONTACT = const(2)
RELAYS = const(3)
BATH = const(4)
RAMP = const(5)
HOLD = const(6)
TURN_DOWN = const(7)
TURN_WAIT = const(8)
PAUSE_DOWN = const(9)
PAUSED = const(10)
LOST = const(11)
BACK = const(12)
END_DOWN = const(13)
DONE = const(14)
REFUSED = const(15)
SOFT_DOWN = const(16)
TRIPPED = const(17)
BLOCKED = const(18)

OFF_MODE = const(0)  # control's modes, as its state.py has them (a test holds both together)
PROBE_MODE = const(1)
DRIVE_MODE = const(2)

# name, request to control, current (none, test, wanted), counts (no, half, whole), armed
NO = const(0)
TEST = const(1)
WANTED = const(2)
HALF = const(1)
WHOLE = const(2)
STATES = (
    ("idle", OFF_MODE, NO, NO, False),
    ("ask", OFF_MODE, NO, NO, False),
    ("contact", PROBE_MODE, NO, NO, False),
    ("relays", OFF_MODE, NO, NO, False),
    ("bath", DRIVE_MODE, TEST, HALF, True),
    ("ramp", DRIVE_MODE, WANTED, HALF, True),
    ("hold", DRIVE_MODE, WANTED, WHOLE, True),
    ("turn-down", OFF_MODE, NO, HALF, True),
    ("turn-wait", OFF_MODE, NO, NO, True),
    ("pause-down", PROBE_MODE, NO, HALF, True),
    ("paused", PROBE_MODE, NO, NO, True),
    ("lost", PROBE_MODE, NO, NO, True),
    ("back", PROBE_MODE, NO, NO, True),
    ("end-down", OFF_MODE, NO, HALF, True),
    ("done", OFF_MODE, NO, NO, False),
    ("refused", OFF_MODE, NO, NO, False),
    ("soft-down", OFF_MODE, NO, HALF, True),
    ("tripped", OFF_MODE, NO, NO, False),
    ("blocked", OFF_MODE, NO, NO, False),
)

_HARD = (("blocked", BLOCKED, "end_hard"), ("tripped", TRIPPED, "end_hard"))
_SAFE = _HARD + (("soft", SOFT_DOWN, ""), ("stop", END_DOWN, "stop"))
_IDLE_FAULT = (("blocked", BLOCKED, ""), ("tripped", TRIPPED, ""))

ROWS = (
    _IDLE_FAULT + (("start_unfit", REFUSED, "refuse"), ("start", ASK, "first_question")),  # IDLE
    _IDLE_FAULT + (  # ASK
        ("unfit", REFUSED, "refuse"), ("no", REFUSED, "refuse_answer"), ("last_yes", CONTACT, "answer_yes"), ("start", ASK, "answer_yes")),
    _IDLE_FAULT + (  # CONTACT
        ("unfit", REFUSED, "refuse"), ("stop", IDLE, ""), ("touching", REFUSED, "refuse_one_tray"), ("whole", RELAYS, ""),
        ("waited", REFUSED, "refuse_contact")),
    _IDLE_FAULT + (("unfit", REFUSED, "refuse"), ("stop", IDLE, ""), ("leaks", BLOCKED, "block"), ("tested", BATH, "begin")),  # RELAYS
    _SAFE + (  # BATH
        ("lost", REFUSED, "refuse_contact"), ("one_tray", REFUSED, "refuse_one_tray"),
        ("tray_empty", REFUSED, "refuse_empty"), ("bath_good", RAMP, ""), ("dry", REFUSED, "refuse_dry")),
    _SAFE + (  # RAMP
        ("lost", LOST, "note_lost"), ("start", PAUSE_DOWN, ""), ("dose_done", END_DOWN, "complete"),
        ("dose_half", TURN_DOWN, ""), ("arrived", HOLD, "remember_bath")),
    _SAFE + (  # HOLD
        ("lost", LOST, "note_lost"), ("start", PAUSE_DOWN, ""), ("dose_done", END_DOWN, "complete"),
        ("dose_half", TURN_DOWN, ""), ("adjusted", RAMP, "")),
    _SAFE + (("lost", LOST, "note_lost"), ("still", TURN_WAIT, "turn")),  # TURN_DOWN
    _SAFE + (("rested", RAMP, ""), ("nobody", END_DOWN, "time_out")),  # TURN_WAIT
    _SAFE + (("lost", LOST, "note_lost"), ("still", PAUSED, "")),  # PAUSE_DOWN
    _SAFE + (("start", RAMP, "go_on"), ("nobody", END_DOWN, "time_out")),  # PAUSED
    _SAFE + (("whole", BACK, ""), ("nobody", END_DOWN, "time_out")),  # LOST
    _SAFE + (("gone", LOST, ""), ("start", RAMP, "go_on"), ("nobody", END_DOWN, "time_out")),  # BACK
    _HARD + (("still", DONE, "end"),),  # END_DOWN
    _IDLE_FAULT + (("start", IDLE, ""), ("stop", IDLE, "")),  # DONE
    _IDLE_FAULT + (("start", IDLE, ""), ("stop", IDLE, "")),  # REFUSED
    _HARD + (("still", DONE, "end_soft"),),  # SOFT_DOWN
    (("blocked", BLOCKED, ""), ("cleared", IDLE, "")),  # TRIPPED
    (),  # BLOCKED
)

EVENTS = (
    "blocked", "tripped", "cleared", "soft", "start", "stop", "no", "last_yes", "unfit", "start_unfit", "whole", "gone", "waited",
    "nobody", "touching", "leaks", "tested", "lost", "still", "rested", "arrived", "adjusted", "dose_done", "dose_half",
    "one_tray", "tray_empty", "bath_good", "dry",
)


def name_of(state):
    """Name of a state's code."""
    return STATES[state][0]


def next_of(state, event):
    """(next state, action) of an event, None where it is ignored."""
    for known, following, action in ROWS[state]:
        if known == event:
            return following, action
    return None
