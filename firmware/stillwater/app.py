"""Puts the rooms together: one table of jobs, stepped by the same code on real and on simulated time.

Owns the session, the panel and the journal; fills the snapshot from the blocks and writes targets back. Knows a port by
its methods only: buttons, show, beep, turn_bridge, reference_ua, supply_mv, clock_s, set_clock, temperature_deci_c, usb_power,
release_latch.
"""

from stillwater.bridge import Bridge
from stillwater.control import state
from stillwater.panel import buttons, buzzer, display, screen, words
from stillwater.safety import faults, fit
from stillwater.safety.limits import MAIN_SILENT_MS
from stillwater.treatment import plan, refusals, states
from stillwater.treatment.course import LESS, MORE, NO_BUTTON, START, STOP
from stillwater.treatment.dose import UC_PER_MA_MIN
from stillwater.treatment.prescription import AREAS, Prescription, PrescriptionError, first_fields
from stillwater.treatment.session import PERIOD_MS, Session

# name, period ms, deadline ms
JOBS = (
    ("treat", PERIOD_MS, MAIN_SILENT_MS),
    ("show", 100, 1000),
    ("write", 500, 2000),
)


class App:
    """The unit's main loop: call `step` as often as you can, at least every 20 ms.

    blocks: (s, g, c); prescriptions: dictionaries, one an area; previous_bridge: where the last treatment began, from the journal
    (0 unknown).
    """

    def __init__(self, port, board, blocks, notes, prescriptions, previous_bridge=0):
        self.port = port
        self.control, self.guard, self.ring = blocks
        self.bridge = Bridge(port, board, blocks)
        self.notes = notes
        self.notice = ()  # what the display says instead of the area while idle, three lines
        self.says = ()  # what stands on the display, as lines
        self.late_ms = [0] * len(JOBS)  # worst lateness of each job
        self.missed = []  # names of jobs that missed their deadline, in order
        self._due_ms = [0] * len(JOBS)
        self._prescriptions = _with_all_areas(prescriptions)
        self._area = 0
        self._buttons = buttons.Buttons()
        self._display = display.Display()
        self._last_state = None
        self._stop_asked = False
        self._bridge_began = previous_bridge
        self.session = None
        self._renew(0)
        if fit.problems(board):
            self.bridge.block(faults.BOARD_WRONG)

    def step(self, now_ms):
        """Do what is due; whether anything was."""
        was_due = False
        for row, (name, period_ms, deadline_ms) in enumerate(JOBS):
            lateness_ms = now_ms - self._due_ms[row]
            if lateness_ms >= 0:
                self.late_ms[row] = max(self.late_ms[row], lateness_ms)
                if lateness_ms > deadline_ms:
                    self.missed.append(name)
                # from when it was due, or the session's clock would lose each lateness; what is late by a period more is left out
                self._due_ms[row] = max(self._due_ms[row] + period_ms, now_ms)
                getattr(self, name)(now_ms)
                was_due = True
        return was_due

    def prescribe(self, now_ms, prescriptions):
        """Take other prescriptions, dictionaries as at the start; only while idle."""
        self._prescriptions = _with_all_areas(prescriptions)
        self._area = 0
        self._renew(now_ms)

    def stop(self):
        """Ask for what the stop button does, at the next look: all that a computer may do to a treatment."""
        self._stop_asked = True

    def treat(self, now_ms):
        """Session and soft faults, at 50 Hz."""
        pressed = self._buttons.step(self.port.buttons(), PERIOD_MS)
        if self._stop_asked:
            pressed, self._stop_asked = STOP, False
        snapshot = self.bridge.look()
        snapshot.journal_full = not self.notes.has_room()
        self._note_fault(now_ms)
        if pressed in (LESS, MORE) and (self.session is None or self.session.state == states.IDLE):
            self._choose(now_ms, 1 if pressed == MORE else -1)
        session = self.session
        if session is None:
            return
        if pressed == START and session.state == states.TRIPPED:
            self.bridge.clear()
            pressed = NO_BUTTON
        session.step(snapshot, pressed)
        self.bridge.obey(session)
        self.notes.keep(now_ms, session)
        if session.state != self._last_state:
            self._last_state = session.state
            self._on_change(now_ms, session)

    def show(self, _now_ms):
        """Panel, at 10 Hz: a frame only when it differs."""
        shown = screen.screen_of(self.session, self.notice) if self.session else screen.no_plan()
        if self._display.draw(shown):
            self.port.show(self._display.frame)
            self.says = (shown.title,) + shown.lines

    def write(self, now_ms):
        """Journal, at 2 Hz while a treatment is on."""
        self.notes.capture(now_ms, self.ring, self.bridge.is_quiet())
        if self.session and states.STATES[self.session.state][4]:
            self.notes.summary(now_ms, *self.bridge.summary(self.session))

    def _note_fault(self, now_ms):
        code = self.bridge.new_fault()
        if code:
            self.notes.fault(now_ms, code, self.bridge.fault_counts(), self.control[state.TICKS])
        if self.bridge.is_armed():
            self.notes.sample(self.control[state.CURRENT_UA])

    def _choose(self, now_ms, step):
        self._area = (self._area + step) % len(self._prescriptions)
        self._renew(now_ms)

    def _renew(self, now_ms):
        try:
            prescription = Prescription(self._prescriptions[self._area])
        except PrescriptionError:
            self.session = None
            self.notes.refusal(now_ms, refusals.PRESCRIPTION)
            return
        self.session = Session(prescription, self._bridge_began)
        self._last_state = states.IDLE

    def _on_change(self, now_ms, session):
        self.port.beep(buzzer.pattern_of(session.state))
        self.notice = ()
        if session.state == states.BATH:
            self._bridge_began = session.bridge
        elif session.state == states.DONE:
            self._finish(now_ms, session)
        elif session.state == states.IDLE:
            self._renew(now_ms)
        self.show(now_ms)

    def _finish(self, now_ms, session):
        area, clock_s = session.prescription.area, self.port.clock_s()
        if session.reason == refusals.COMPLETE:
            self.notes.count(now_ms, area, clock_s)
        session.plan_stage = plan.stage(self.notes.done[area], self.notes.days(area, clock_s), False)
        session.days_to_next = plan.days_to_next(session.prescription.per_week)


def _with_all_areas(prescriptions):
    """What is prescribed, then a careful beginning for each area that has nothing."""
    known = [fields.get("area") for fields in prescriptions if isinstance(fields, dict)]
    return prescriptions + [first_fields(area) for area in AREAS if area not in known]


def notice_of(lost):
    """Three lines about a treatment that power ended (Journal.recover), none for None."""
    if not lost:
        return ()
    return words.POWER_LOST, words.POWER_LOST_AFTER % lost["minutes"], words.GIVEN % (lost["charge_uc"] // UC_PER_MA_MIN)


