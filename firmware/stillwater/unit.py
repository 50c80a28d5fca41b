"""The unit from its start to its end: what main.py hands over to.

A start looks first at how the run before ended (starts.py). After a crash or a hang the unit comes up once more, idle, and says that
it went off; a treatment has to be begun anew, with all its questions. The second time it stays off until power goes: no tick, no
watchdog. The watchdog is started before the first tick, so nothing is ever driven without it; it cannot be stopped, so service mode
is reached through a reset (service.py).

Whatever ends the main loop, an exception of any kind, stops the port first. Then the display tells, then the journal, then nothing
more happens, and the watchdog, which nobody feeds, resets the unit. Knows the order of things and no treatment.
"""

import gc
import sys
import time

import board

from stillwater import app, blocks, build_id, last_words, memory, service, starts
from stillwater.control import state
from stillwater.notes import Notes
from stillwater.panel import words
from stillwater.port import kept_word, rp2
from stillwater.safety import slots
from stillwater.safety.watchdog import Watchdog
from stillwater.treatment import states
from stillwater.treatment.session import PERIOD_MS

_WATCH_MS = 100  # derived: a tenth of what the watchdog waits
_COLLECT_MS = 500  # UNSOURCED: garbage of half a second is little, some 20 KB
_REST_MS = 1
_LINK_AFTER_MS = 100  # derived: the first frame stands after 80 ms, with a tick in between
# What the link consists of, brought in one at a time, up to 55 ms each; with a period between two a press of 80 ms is seen twice.
_LINK = ("given.forget", "given.clinic") + tuple(
    ["link." + name for name in ("commands", "frames", "answers", "sender", "server", "console", "files")])
_KEPT_BACK_BYTES = 4096  # derived: two frames of the display, a traceback and a record, when the heap is full


def run(prescriptions=()):
    """Be a unit; does not return. prescriptions: dictionaries, one an area (see App)."""
    rp2.safe()
    start = starts.Start(kept_word.kept())
    if start.must_stay_off:
        last_words.say(rp2.bus(), *words.OFF)
    else:
        _work(start, list(prescriptions))
    while True:
        time.sleep_ms(1000)


def _work(start, prescriptions):
    """The main loop, until an exception ends it."""
    kept_back = bytearray(_KEPT_BACK_BYTES)
    scales, serial, key, fault = memory.given(board, rp2.chip_id())
    made = blocks.blocks(scales)
    port = rp2.Port(made)
    notes = None
    try:
        try:
            found = memory.Memory(rp2.flash())
            notes = Notes(found.journal, (build_id.FIRMWARE_HASH, build_id.BOARD_HASH, serial), found.tally)
            notes.boot(port.clock_s(), start.cause)
            unit = Unit(start, port, made, found, notes, key, prescriptions)
            if fault:
                unit.app.bridge.block(fault)
            unit.loop()
        finally:
            port.stop()
    except BaseException as error:
        kept_word.keep(starts.word_of(starts.CRASH, start.failures))
        del kept_back
        _tell(error, port, notes)


def _tell(error, port, notes):
    """What happened, on the display and in the journal; each is tried, whatever becomes of the other."""
    gc.collect()
    _try(lambda: last_words.say(rp2.bus(), *words.OFF))
    if notes:
        _try(lambda: notes.crash(port.now_ms(), error))


def _try(work):
    try:
        work()
    except Exception:
        pass


class Unit:
    """The main loop of a unit that has all it needs: start, port, blocks, memory, notes, key (empty: none), prescriptions."""

    def __init__(self, start, port, made, found, notes, key, prescriptions):
        self.port = port
        self.memory = found
        self._start = start
        self._control, self._guard, _ring = made
        self.app = app.App(port, board, made, notes, prescriptions, previous_bridge=found.bridge)
        self._key = key
        self._clinic = self._with_clinic() if key else None
        self.app.notice = self._notice()
        self._to_bring = list(_LINK)
        self._link = None
        self._watched_ms = self._collected_ms = 0

    def loop(self):
        """The ticks and the main loop; only an exception ends it."""
        kept_word.keep(starts.word_of(starts.WATCHDOG, self._start.failures))
        self._watchdog = Watchdog(self.port.start_watchdog())
        self._link_ms = self.port.now_ms() + _LINK_AFTER_MS
        self.port.start()
        while True:
            self._round()
            time.sleep_ms(_REST_MS)

    def enter_service(self):
        """Reset into service mode. ValueError while anything is driven or a treatment is on."""
        closed = self._guard[slots.GUARD_CONTACTS]
        if closed or self._control[state.MODE] != state.MODE_OFF or self.app.bridge.is_armed():
            raise ValueError("service with %d contacts closed, must be 0 and no treatment on: end the treatment" % closed)
        service.ask(self.port)

    def _round(self):
        """Once round: what is due, else a slice of what is slow, so that two looks at the buttons stay 40 ms apart at most."""
        self.port.pump()
        now_ms = self.port.now_ms()
        was_busy = self.app.step(now_ms)
        was_busy |= self._serve(now_ms)
        if not was_busy:
            self._tidy(now_ms)
        if now_ms - self._watched_ms >= _WATCH_MS:
            self._watched_ms = now_ms
            self._watch()

    def _tidy(self, now_ms):
        """Collect the heap (30 ms), or put records by while idle."""
        if now_ms - self._collected_ms >= _COLLECT_MS:
            self._collected_ms = now_ms
            gc.collect()
        elif self.memory.space and self._is_idle():
            self.memory.space.step(now_ms)

    def _serve(self, now_ms):
        """The link, brought in when the display stands: half a second in all. Whether a piece of it was."""
        if self._link:
            self._link.step(now_ms)
            return False
        is_due = now_ms >= self._link_ms
        if is_due:
            if self._to_bring:
                __import__("stillwater." + self._to_bring.pop(0))
                self._collected_ms = self.port.now_ms()  # or a round would take the time of both
                self._link_ms = self._collected_ms + PERIOD_MS
            else:
                self._link = self._with_link()
                gc.threshold(-1)  # type: ignore[attr-defined]  # from now on nothing collects in the middle of a job
        return is_due

    def _with_link(self):
        from stillwater.link.console import Console
        from stillwater.link.files import Files
        from stillwater.link.server import Server
        self._clinic = self._clinic or self._with_clinic()
        offers = self._clinic.offers()
        offers["service"] = self.enter_service
        console, files = Console(sys.stdin.buffer, sys.stdout.buffer), Files(memory.JOURNAL, memory.JOURNAL_END)
        return Server(console, self.app, files, self.app.notes.identity, board.NAME, offers)

    def _with_clinic(self):
        """What the clinic has signed, in the place of what the unit began with; what read the bench's files is let go."""
        from stillwater.given.clinic import Clinic
        from stillwater.given.forget import forget
        forget("stillwater.given.files")
        return Clinic(self.app, "", self.app.notes.identity[2], self._key, self.port.now_ms)

    def _watch(self):
        """Feed the watchdog if tick and registers allow it; registers that have changed end the loop here and now."""
        hold = self.port.registers_hold()
        self._watchdog.step(self._control[state.TICKS], self._control[state.SILENT_TICKS], hold)
        if not hold:
            raise OSError("a register of output or deadman has changed: off")

    def _is_idle(self):
        return self.app.session is None or self.app.session.state == states.IDLE

    def _notice(self):
        """What the display says until a treatment is begun: the gravest of what happened."""
        if self.memory.failure:
            return words.NO_JOURNAL
        lost = app.notice_of(self.memory.lost)
        if self._start.has_failed:
            return (words.WENT_OFF,) + (lost[1:] or words.FAULT_INSIDE)
        return lost
