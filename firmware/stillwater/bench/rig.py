"""Plays a piece of work on a unit's own control and guard, with nobody at its terminals: 50 times a second, ended at zero.

A work is a generator: it looks at the rig, wishes, and yields once every 20 ms. Whatever goes wrong ends it softly, and what the guard
cuts stays cut. Knows no port but by its methods, no work and no computer; what is told goes to `said`.
"""

from stillwater.bridge import Bridge
from stillwater.control import state
from stillwater.safety import faults
from stillwater.safety.limits import CALIBRATION_MOST_UA, RAMP_DOWN_UA_PER_S, RAMP_UP_UA_PER_S
from stillwater.treatment import states
from stillwater.treatment.session import PERIOD_MS
from stillwater.treatment.snapshot import Targets

_OVER_PERCENT = 110  # the door's ceiling: what control errs before its gain is known
_MINUTES = 30  # at most: somebody reads a meter at each point
_DOWN_MS = 20000  # derived: CALIBRATION_MOST_UA / RAMP_DOWN_UA_PER_S are 5 s, and the probe's retreat
_CTRL_C = b"\x03"


class Refused(Exception):
    """Work that is not gone on with: what, value, least, most, words."""


class Wires:
    """A port as Bridge wants it. That USB is plugged in does not count: it is what the bench speaks by, and nobody is there."""

    def __init__(self, port):
        self._port = port
        self.seen_ua = 0  # the INA228's last average
        self.supply_mv, self.temperature_deci_c = port.supply_mv, port.temperature_deci_c
        self.clock_s = port.clock_s
        self.turn_bridge, self.release_latch = port.turn_bridge, port.release_latch

    def reference_ua(self):
        """The INA228's average, kept."""
        self.seen_ua = self._port.reference_ua()
        return self.seen_ua

    def usb_power(self):
        """Does not count."""
        return False


class _Ceiling:
    """What Bridge lets in through the door, as a prescription has it."""

    ceiling_ua = CALIBRATION_MOST_UA * _OVER_PERCENT // 100
    minutes = _MINUTES


class Rig:
    """port, blocks: as App has them; board: with the scales of the blocks; said(kind, **what): tells the computer."""

    state = states.IDLE  # for Bridge: no treatment
    prescription = _Ceiling

    def __init__(self, port, board, blocks, said):
        self.board, self.port, self.said = board, port, said
        self.control, self.guard, _ring = blocks
        self.wires = Wires(port)
        self.bridge = Bridge(self.wires, board, blocks)
        self.targets = Targets()
        self.is_asking = False  # whether the computer is waited for
        self._answer = b""

    def play(self, work):
        """Do it, step by step, and bring all to zero; tells `end` with what it was refused for, if it was."""
        end = ("done", 0, 0, 0, "")
        try:
            for _ in work:
                self._obey()
                yield
        except Refused as why:
            end = why.args
        for _ in self._down():
            yield
        self.said("end", what=end[0], value=end[1], least=end[2], most=end[3], text=end[4])

    def check(self, name, value, least, most, unit):
        """Tell a figure and whether it lies within its bounds."""
        self.said("check", name=name, value=value, least=least, most=most, unit=unit, is_ok=least <= value <= most)

    def rest(self, ms):
        """Let time pass."""
        for _ in range(ms // PERIOD_MS):
            yield

    def until(self, holds, most_ms, what):
        """Until holds() is true. Refused after most_ms."""
        for _ in range(most_ms // PERIOD_MS):
            if holds():
                return
            yield
        raise Refused(what, most_ms, 0, most_ms, "ms have passed")

    def hear(self, answer):
        """What the computer says, one byte; Ctrl-C ends the work."""
        self._answer = answer

    def asked(self, most_ms, what):
        """What the computer says to what it was told last. Refused after most_ms. Use with `yield from`."""
        self._answer, self.is_asking = b"", True
        yield from self.until(lambda: self._answer, most_ms, what)
        self.is_asking = False
        return self._answer

    def probe(self):
        """Ask for the probe, or back to it."""
        self._wish(state.MODE_PROBE, 0)

    def drive(self, current_ua):
        """Ask for a current, 0..CALIBRATION_MOST_UA. Refused beyond."""
        must_be("current", current_ua, 0, CALIBRATION_MOST_UA, "uA")
        self._wish(state.MODE_DRIVE, current_ua)

    def off(self):
        """Ask for open contacts."""
        self._wish(state.MODE_OFF, 0)

    def _wish(self, request, target_ua):
        wish, s = self.targets, self.control
        wish.request, wish.target_ua = request, target_ua
        wish.armed = request == state.MODE_DRIVE or s[state.MODE] in (state.MODE_DRIVE, state.MODE_STOP)
        wish.slope_ua_per_s = RAMP_UP_UA_PER_S if target_ua > s[state.REFERENCE_UA] else RAMP_DOWN_UA_PER_S

    def _obey(self):
        """Hand on what was wished, unless guard, computer or load have something against it. Refused."""
        snapshot = self.bridge.look()
        fault = snapshot.hard_fault or snapshot.soft_fault
        if fault:
            raise Refused("guard", fault, 0, 0, faults.name_of(fault))
        if self._answer == _CTRL_C:
            raise Refused("computer", 0, 0, 0, "stopped")
        if snapshot.contact_lost:
            raise Refused("contact", snapshot.fell_ua, 0, 0, "lost: look at the load's leads")
        self.bridge.obey(self)

    def _down(self):
        """To zero along the slope of any treatment's end, contacts open; a cut has done so already."""
        for _ in range(_DOWN_MS // PERIOD_MS):
            self.off()
            self.bridge.look()
            self.bridge.obey(self)
            if self.control[state.MODE] == state.MODE_OFF:
                break
            yield
        self.targets.armed = False
        self.bridge.obey(self)
        yield


def must_be(what, value, least, most, text):
    """Refused unless the value lies between both."""
    if not least <= value <= most:
        raise Refused(what, value, least, most, text)
