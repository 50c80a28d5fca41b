"""Stands beside an App, on any MicroPython: tells in lines of JSON what a person sees of it and what goes into its journal, in codes.

Lets time that only passes pass quickly, if wished. Takes orders from a mailbox, two integers in memory that a debug probe may write.
Knows the firmware's app, session and slots; judges nothing.
"""

import gc
import json
from array import array

from stillwater.control.state import CONTACT_TICKS, MODE, MODE_PROBE, PAUSE_TICKS, SLOPE_UA_PER_S, TICKS
from stillwater.safety.limits import CONTACT_WHOLE_MS, RAMP_UP_UA_PER_S, TURN_DEAD_MS
from stillwater.safety.slots import FAULT
from stillwater.treatment.states import TURN_WAIT

GIVE = 1  # order: let so many thousandths of the dose have been given
HEAP = 2  # order: collect, and tell how many bytes are in use
NO_PLAN = -1

_RAMP_UA_PER_S = 1500
_PAUSE_TICKS = 100
_CONTACT_SEEN_TICKS = 300  # longer than the probe's hundred, and than a period of its knocks
_CONTACT_SOON_TICKS = CONTACT_WHOLE_MS - 100
_TURN_SEEN_MS = 500
_TURN_SOON_MS = TURN_DEAD_MS - 100


class Beside:
    """`mail` is the mailbox: an order (0 none) and its figure. hurry: whether waiting is cut short."""

    def __init__(self, app, control, guard, hurry):
        self.mail = array("i", [0, 0])
        self._app, self._s, self._g, self._hurry = app, control, guard, hurry
        self._last = None
        app.notes.journal = _Heard(app.notes.journal)

    def follow(self):
        """After each step of the app, which writes its slope anew: a tick in between would be a slow one."""
        if self._hurry:
            self._shorten()

    def step(self):
        """At each look."""
        self._obey()
        self._tell()

    def _obey(self):
        order, figure = self.mail
        if order == GIVE:
            dose = self._app.session.dose
            dose.given_uc = dose.prescribed_uc // 1000 * figure
        elif order == HEAP:
            gc.collect()
            _say("heap", in_use_bytes=gc.mem_alloc())
        self.mail[0] = 0

    def _shorten(self):
        """Contact's two seconds, the pause after a limb has left, the turn's dead time; ramps are five times as steep."""
        s, session = self._s, self._app.session
        if _CONTACT_SEEN_TICKS <= s[CONTACT_TICKS] < _CONTACT_SOON_TICKS and s[MODE] == MODE_PROBE:
            s[CONTACT_TICKS] = _CONTACT_SOON_TICKS
        if s[PAUSE_TICKS] > _PAUSE_TICKS:
            s[PAUSE_TICKS] = _PAUSE_TICKS
        if s[SLOPE_UA_PER_S] == RAMP_UP_UA_PER_S:
            s[SLOPE_UA_PER_S] = _RAMP_UA_PER_S
        if session and session.state == TURN_WAIT and _TURN_SEEN_MS <= session.state_ms < _TURN_SOON_MS:
            session.state_ms = _TURN_SOON_MS

    def _tell(self):
        session = self._app.session
        now = (session.state if session else NO_PLAN, self._s[MODE], self._g[FAULT], self._app.says)
        if now != self._last:
            self._last = now
            _say("seen", ticks=self._s[TICKS], state=now[0], mode=now[1], fault=now[2], says=now[3],
                 reason=session.reason if session else 0, dose_uc=session.dose.given_uc if session else 0)


class _Heard:
    """A journal whose records are told as they are kept."""

    def __init__(self, journal):
        self._journal = journal

    def append(self, kind, now_ms, *fields):
        _say("record", code=kind, now_ms=now_ms)
        return self._journal.append(kind, now_ms, *fields)

    def __getattr__(self, name):
        return getattr(self._journal, name)


def _say(kind, **what):
    what["kind"] = kind
    print(json.dumps(what))
