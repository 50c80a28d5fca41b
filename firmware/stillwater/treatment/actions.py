"""What is done on the way from one state to the next. Changes the session and its log, nothing else."""

from stillwater.safety.limits import BATH_TEST_UA
from stillwater.treatment import refusals, states
from stillwater.treatment.course import Course


class Actions(Course):
    """The deeds that the state table names."""

    def unfitness(self):
        """Refusal that stands before anything is asked (refusals.NONE: none)."""
        if self.now.usb_power:
            return refusals.USB_POWER
        if self.now.supply_low:
            return refusals.SUPPLY
        return refusals.JOURNAL if self.now.journal_full else refusals.NONE

    def current_wanted_ua(self):
        """What the state wants of control, uA."""
        return BATH_TEST_UA if states.STATES[self.state][2] == states.TEST else self.wanted_ua

    def do_first_question(self):
        self.question = 0
        self.refusal = refusals.NONE

    def do_answer_yes(self):
        self.log.append(("answer", self.question, 1))
        self.question += 1

    def do_refuse_answer(self):
        self.log.append(("answer", self.question, 0))
        self._refuse(refusals.QUESTIONS[self.question][1])

    def do_refuse(self):
        self._refuse(self.unfitness())

    def do_refuse_contact(self):
        self._refuse(refusals.NO_CONTACT)

    def do_refuse_one_tray(self):
        self._refuse(refusals.ONE_TRAY)

    def do_refuse_empty(self):
        self._refuse(refusals.TRAY_EMPTY)

    def do_refuse_dry(self):
        self._refuse(refusals.SKIN_DRY)

    def do_begin(self):
        self.has_begun = True
        self.log.append(("treatment_start",))
        self.log.append(("turn", self.bridge, 0))

    def do_remember_bath(self):
        self.held_ua = self.wanted_ua
        self.log.append(("bath",))

    def do_note_lost(self):
        self.log.append(("soft_stop", 0, self.now.fell_ua, 0))

    def do_go_on(self):
        self.targets.answered = True

    def do_turn(self):
        self.bridge = -self.bridge
        self.turned = True
        self.log.append(("turn", self.bridge, self.now.current_ua))

    def do_block(self):
        self.log.append(("block",))

    def do_complete(self):
        self.reason = refusals.COMPLETE

    def do_stop(self):
        self.reason = refusals.STOPPED

    def do_time_out(self):
        self.reason = refusals.TIMED_OUT

    def do_end(self):
        self._end(self.reason or refusals.STOPPED)

    def do_end_soft(self):
        self.end_fault = self.now.soft_fault
        self._end(refusals.SOFT_FAULT)

    def do_end_hard(self):
        self._end(refusals.HARD_FAULT)

    def _refuse(self, refusal):
        self.refusal = refusal
        self.log.append(("refusal", refusal))
        if self.has_begun:
            self._end(refusals.STOPPED)

    def _end(self, reason):
        self.reason = reason
        self.has_begun = False
        self.log.append(("treatment_end", reason, self.dose.given_uc, self.dose.hold_ms))
