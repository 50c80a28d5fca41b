"""Chooses what stands on the display: a title, a figure, a bar, three lines. Knows words and a session; draws nothing."""

from stillwater.panel import words
from stillwater.treatment import refusals, states
from stillwater.treatment.dose import UC_PER_MA_MIN
from stillwater.treatment.prescription import AREAS

_MS_PER_MIN = 60000


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


def screen_of(session, notice=""):
    """The screen of a session's moment; notice stands above all while idle."""
    special = _SPECIAL.get(session.state)
    if special:
        return special(session, notice)
    title, line_1, line_2 = words.STATES[session.state]
    if session.is_skin_limited():
        line_1 = words.SKIN_LIMITS
        line_2 = "this: " + milliamperes(session.now.current_ua) + " mA"
    return _with_figure(session, title, line_1, line_2)


def milliamperes(current_ua):
    """Microamperes as milliamperes with one place."""
    tenths = (max(0, current_ua) + 50) // 100
    return "%d.%d" % (tenths // 10, tenths % 10)


def no_plan():
    """The screen when there is no valid prescription."""
    return Screen(*words.REFUSALS[refusals.PRESCRIPTION])


def _with_figure(session, title, line_1, line_2):
    figure = milliamperes(session.now.current_ua)
    minutes = (session.dose.left_ms() + _MS_PER_MIN - 1) // _MS_PER_MIN
    bar = min(1000, session.dose.given_uc * 50 // session.dose.prescribed_uc * 20)
    return Screen(title, line_1, line_2, "%d min left" % minutes, figure, bar)


def _idle(session, notice):
    area = AREAS[session.prescription.area]
    current = milliamperes(session.wanted_ua)
    return Screen(notice or "Ready: " + area, current + " mA, %d min" % session.prescription.minutes, "+ -: area", "Start: begin")


def _ask(session, _notice):
    return Screen(*(words.QUESTIONS[session.question] + (words.ANSWERS,)))


def _refused(session, _notice):
    return Screen(*(words.REFUSALS[session.refusal] + ("Start: back",)))


def _done(session, _notice):
    title = words.ENDS[session.reason]
    if session.state_ms // words.PAGE_MS % 2:
        return Screen(title, *words.PLANS[session.plan_stage])
    given = session.dose.given_uc // UC_PER_MA_MIN
    line = "%d/%d mA min" % (given, session.dose.prescribed_uc // UC_PER_MA_MIN)
    if session.reason == refusals.SOFT_FAULT and session.now.soft_fault:
        line = words.FAULTS[session.now.soft_fault][0]
    return Screen(title, words.LIFT, line, words.NEXT % session.days_to_next)


def _fault(session, _notice):
    title = words.STATES[session.state][0]
    why, remedy = words.FAULTS.get(session.now.hard_fault, ("", "Start: back"))
    return Screen(title, words.LIFT, why, remedy)


_SPECIAL = {
    states.IDLE: _idle,
    states.ASK: _ask,
    states.REFUSED: _refused,
    states.DONE: _done,
    states.TRIPPED: _fault,
    states.BLOCKED: _fault,
}
