"""One treatment from start to end: looks which event of its state has happened and follows the table.

`step` is called 50 times a second with a Snapshot and a pressed button; `targets` is what app hands to control. Knows
no slot, no pin, no clock but its own count of steps.
"""

from stillwater.safety.limits import CURRENT_MIN_UA, CURRENT_STEP_UA, RAMP_DOWN_UA_PER_S, RAMP_UP_UA_PER_S
from stillwater.treatment import states
from stillwater.treatment.actions import Actions
from stillwater.treatment.course import LESS, MORE, NO_BUTTON
from stillwater.treatment.events import Events

PERIOD_MS = 20


class Session(Events, Actions):
    """A treatment: Session(prescription, previous_bridge), see Course."""

    @property
    def state_name(self):
        """Name of the state, as states.py has it."""
        return states.name_of(self.state)

    def step(self, snapshot, pressed=NO_BUTTON):
        """One look, 20 ms after the last: events, dose, targets."""
        self.now = snapshot
        self.pressed = pressed
        self.state_ms += PERIOD_MS
        waiting = snapshot.mode == states.PROBE_MODE and snapshot.contact_ms == 0
        self.nobody_ms = self.nobody_ms + PERIOD_MS if waiting else 0
        _name, _request, _current, counts, armed = states.STATES[self.state]
        self.dose.step(snapshot.charge_uc, PERIOD_MS, armed, counts)
        if pressed in (LESS, MORE):
            self._adjust(CURRENT_STEP_UA if pressed == MORE else -CURRENT_STEP_UA)
        self._follow()
        self._wish()

    def _follow(self):
        for event, following, action in states.ROWS[self.state]:
            if getattr(self, "is_" + event)():
                self._enter(following, event)
                if action:
                    getattr(self, "do_" + action)()
                return

    def _enter(self, state, event):
        if state != self.state:
            self.log.append(("state", self.state, state, states.EVENTS.index(event)))
        self.state = state
        self.state_ms = 0

    def _adjust(self, step_ua):
        if states.STATES[self.state][2] == states.WANTED or self.state in (states.PAUSED, states.BACK):
            wanted_ua = self.wanted_ua + step_ua
            self.wanted_ua = max(CURRENT_MIN_UA, min(self.prescription.ceiling_ua, wanted_ua))

    def _wish(self):
        _name, request, current, _counts, armed = states.STATES[self.state]
        wish = self.targets
        wish.request = request
        wish.target_ua = self.current_wanted_ua() if current else 0
        rising = wish.target_ua > self.now.reference_ua
        wish.slope_ua_per_s = RAMP_UP_UA_PER_S if rising else RAMP_DOWN_UA_PER_S
        wish.bridge = self.bridge
        wish.test = self.state == states.RELAYS
        wish.armed = armed
