"""Chooses what stands on the display: a title, a figure, a bar, three lines. Knows words and a session; draws nothing."""

from stillwater.panel import words
from stillwater.treatment import refusals, states
from stillwater.treatment.prescription import AREAS

_MS_PER_MIN = 60000
_WITH_FIGURE = (
    states.BATH, states.RAMP, states.HOLD, states.TURN_DOWN, states.PAUSE_DOWN, states.END_DOWN, states.SOFT_DOWN)


class Screen:
    """What is shown: title, figure (such as `14.9`), line_1..3, bar_permille. Two equal ones need no new frame."""

    def __init__(self, title, line_1="", line_2="", line_3="", figure="", bar_permille=0):
        self.title = title
        self.lines = (line_1, line_2, line_3)
        self.figure = figure
        self.bar_permille = bar_permille

    def key(self):
        """All that is visible, to compare by."""
        return self.title, self.lines, self.figure, self.bar_permille


def screen_of(session, notice=()):
    """The screen of a session's moment; a notice of three or four lines stands in its place while idle."""
    special = _SPECIAL.get(session.state)
    if special:
        return special(session, notice)
    title, line_1, line_2 = words.STATES[session.state]
    if session.is_skin_limited():
        line_1 = words.SKIN_LIMITS
        line_2 = "this: " + milliamperes(session.now.current_ua) + " mA"
    figure = milliamperes(session.now.current_ua) if session.state in _WITH_FIGURE else ""
    return Screen(title, line_1, line_2, _minutes_left(session), figure, _bar_permille(session))


def milliamperes(current_ua):
    """Microamperes as milliamperes with one place."""
    tenths = (max(0, current_ua) + 50) // 100
    return "%d.%d" % (tenths // 10, tenths % 10)


def no_plan():
    """The screen when there is no valid prescription."""
    return Screen(*words.REFUSALS[refusals.PRESCRIPTION])


def _minutes_left(session):
    return "%d min left" % ((session.dose.left_ms() + _MS_PER_MIN - 1) // _MS_PER_MIN)


def _bar_permille(session):
    return min(1000, session.dose.given_uc * 100 // session.dose.prescribed_uc * 10)


def _contact(session, _notice):
    return Screen(*(words.CONTACT[session.prescription.area] + (_minutes_left(session),)))


def _idle(session, notice):
    if notice:
        return Screen(*(notice + ("Start: begin",))[:4])
    area = AREAS[session.prescription.area]
    current = milliamperes(session.wanted_ua)
    return Screen("Ready: " + area, current + " mA, %d min" % session.prescription.minutes, "+ -: area", "Start: begin")


def _ask(session, _notice):
    return Screen(*(words.QUESTIONS[session.question] + (words.ANSWERS,)))


def _refused(session, _notice):
    return Screen(*(words.REFUSALS[session.refusal] + ("Start: back",)))


def _done(session, _notice):
    title = words.ENDS[session.reason]
    if session.reason == refusals.COMPLETE and session.state_ms // words.PAGE_MS % 2:
        return Screen(title, *words.PLANS[session.plan_stage])
    if session.reason == refusals.SOFT_FAULT:
        return Screen(title, words.LIFT, *words.FAULTS.get(session.end_fault, ("", words.NOT_COMPLETE)))
    dose = "Dose %d %%" % (session.dose.given_uc * 100 // session.dose.prescribed_uc)
    is_complete = session.reason == refusals.COMPLETE
    return Screen(title, words.LIFT, dose, words.NEXT % session.days_to_next if is_complete else words.NOT_COMPLETE)


def _fault(session, _notice):
    title = words.STATES[session.state][0]
    why, remedy = words.FAULTS.get(session.now.hard_fault, ("", ""))
    return Screen(title, words.LIFT, why, remedy)


_SPECIAL = {
    states.IDLE: _idle,
    states.ASK: _ask,
    states.CONTACT: _contact,
    states.REFUSED: _refused,
    states.DONE: _done,
    states.TRIPPED: _fault,
    states.BLOCKED: _fault,
}
