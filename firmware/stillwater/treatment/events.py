"""When an event of the state table has happened: one question each, asked of the snapshot. Changes nothing."""

from stillwater.safety import limits
from stillwater.safety.faults import HARD_BLOCKED, HARD_TRIPPED
from stillwater.treatment import refusals, states
from stillwater.treatment.course import LESS, START, STOP, Course
from stillwater.treatment.prescription import TURNS

_NEAR_UA = 100


class Events(Course):
    """The questions that the state table asks."""

    def is_blocked(self):
        return self.now.hard_kind == HARD_BLOCKED

    def is_tripped(self):
        return self.now.hard_kind == HARD_TRIPPED

    def is_cleared(self):
        return self.now.hard_kind == 0

    def is_soft(self):
        return self.now.soft_fault != 0

    def is_start(self):
        return self.pressed == START

    def is_stop(self):
        return self.pressed == STOP

    def is_no(self):
        return self.pressed in (LESS, STOP)

    def is_last_yes(self):
        return self.pressed == START and self.question == len(refusals.QUESTIONS) - 1

    def is_unfit(self):
        return self.now.usb_power or self.now.supply_low or self.now.journal_full

    def is_start_unfit(self):
        return self.pressed == START and self.is_unfit()

    def is_whole(self):
        return self.now.contact_ms >= limits.CONTACT_WHOLE_MS

    def is_gone(self):
        return self.now.contact_ms == 0

    def is_waited(self):
        return self.state_ms >= limits.CONTACT_WAIT_MS

    def is_nobody(self):
        return self.state_ms >= limits.RETURN_WAIT_MS

    def is_touching(self):
        """The whole probe flows; asked once its voltage stands, for a welded contact lets ever more through till then."""
        if self.now.contact_ms < limits.CONTACT_WHOLE_MS // 2:
            return False
        return self.now.current_ua * 100 > self.now.probe_short_ua * limits.PROBE_TOUCH_PERCENT

    def is_leaks(self):
        return self.state_ms > limits.RELAY_TEST_MS // 2 and self.now.current_ua > limits.RELAY_LEAK_UA

    def is_tested(self):
        return self.state_ms >= limits.RELAY_TEST_MS

    def is_lost(self):
        """Control has soft-stopped; or it has waited on the probe and seen nobody."""
        return self.now.contact_lost != 0 or self.nobody_ms >= limits.CONTACT_WHOLE_MS

    def is_still(self):
        return self.now.mode < states.DRIVE_MODE and abs(self.now.current_ua) < self._zero_ua()

    def is_rested(self):
        return self.now.bridge == self.bridge and self.state_ms >= limits.TURN_DEAD_MS

    def is_arrived(self):
        """Reference and current have reached what is wanted, or the skin lets no more through."""
        near = abs(self.now.current_ua - self.wanted_ua) <= max(_NEAR_UA, self.wanted_ua // 50)
        reached = near and self.now.reference_ua == self.wanted_ua
        limited = self.now.limited != 0 and self.state_ms > limits.CONTACT_WHOLE_MS
        return self.now.mode == states.DRIVE_MODE and (reached or limited or self.state_ms > limits.RAMP_LONGEST_MS)

    def is_adjusted(self):
        return self.wanted_ua != self.held_ua

    def is_dose_done(self):
        return self.dose.is_due(100, self.now.reference_ua)

    def is_dose_half(self):
        half = TURNS[self.prescription.turn] == "half"
        return half and not self.turned and self.dose.is_due(50, self.now.reference_ua)

    def is_one_tray(self):
        return self._measured() and self._total_ohm() < limits.ONE_TRAY_OHM

    def is_tray_empty(self):
        return self._measured() and self.now.series_ohm > limits.TRAY_EMPTY_OHM

    def is_bath_good(self):
        return self._measured()

    def is_dry(self):
        driven_ms = self.state_ms - 2 * limits.CONTACT_WHOLE_MS
        return driven_ms >= limits.BATH_TEST_MS

    def is_skin_limited(self):
        """True while the skin lets so much less through than is wanted that the patient should be told."""
        holding = self.state == states.HOLD
        return holding and self.now.current_ua * 100 < self.wanted_ua * limits.SKIN_LIMITS_PERCENT

    def _measured(self):
        return self.now.current_ua * 10 >= limits.BATH_TEST_UA * 9 and self.now.series_ohm > 0

    def _total_ohm(self):
        return self.now.output_mv * 1000 // max(1, self.now.current_ua)

    def _zero_ua(self):
        return limits.PROBE_MAX_UA if states.STATES[self.state][1] == states.PROBE_MODE else limits.ZERO_CURRENT_UA
