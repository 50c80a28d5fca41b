"""Carries readings from the blocks to treatment and targets back; arms, turns the bridge, judges soft faults.

The only caller of `safety.door.arm`. Knows slots on one side and the snapshot on the other; decides nothing itself.
"""

from stillwater.control import state
from stillwater.safety import door, faults, limits, slots
from stillwater.safety.soft import Readings, SoftWatch
from stillwater.treatment import states
from stillwater.treatment.session import PERIOD_MS
from stillwater.treatment.snapshot import Snapshot

_PPM = 1000000
_CHARGE_PERCENT = 105  # of the most that the prescription can give: regulation errs by less


class Bridge:
    """Blocks here, session there; `soft` is the watch over soft faults."""

    def __init__(self, port, board, blocks):
        self._port = port
        self._board = board
        self._s, self._g, _ring = blocks
        self.soft = SoftWatch()
        self._readings = Readings()
        self._snapshot = Snapshot()
        self._snapshot.probe_short_ua = board.PROBE_UV // board.PROBE_OHM
        self._known_fault = faults.NONE
        self._known_soft = faults.NONE
        self.first_fault = faults.NONE  # of this start, kept for good

    def look(self):
        """The snapshot of this moment; tells the tick that the main loop is alive."""
        s, g, now = self._s, self._g, self._snapshot
        self._judge_soft()
        now.mode = s[state.MODE]
        now.current_ua = s[state.CURRENT_SLOW_Q6_UA] >> 6
        now.reference_ua = s[state.REFERENCE_UA]
        now.output_mv = s[state.OUTPUT_MV]
        now.series_ohm = s[state.SERIES_OHM]
        now.charge_uc = s[state.CHARGE_UC]
        now.contact_ms = s[state.CONTACT_TICKS]
        now.contact_lost = s[state.CONTACT_LOST]
        now.limited = s[state.LIMITED]
        now.fell_ua = s[state.FELL_UA]
        now.bridge = g[slots.GUARD_BRIDGE]
        now.soft_fault = self.soft.fault
        now.hard_fault = g[slots.FAULT]
        now.hard_kind = faults.kind_of(g[slots.FAULT])
        return now

    def obey(self, session):
        """Write the session's targets into control's block, through the door when it arms."""
        s, wish = self._s, session.targets
        self._arm(session)
        s[state.REQUEST] = wish.request
        s[state.TARGET_UA] = wish.target_ua
        s[state.SLOPE_UA_PER_S] = wish.slope_ua_per_s
        s[state.TEST] = 1 if wish.test else 0
        s[state.FORCE_DOWN] = 1 if self.soft.fault else 0
        if wish.answered:
            s[state.CONTACT_LOST] = 0
            wish.answered = False
        if session.state == states.HOLD and s[state.SERIES_FIRST_OHM] == 0:
            s[state.SERIES_FIRST_OHM] = s[state.SERIES_OHM]
        if session.state == states.BLOCKED and self._g[slots.FAULT] == faults.NONE:
            self.block(faults.SELFTEST)
        self._turn(wish.bridge)

    def clear(self):
        """Forget a tripped fault, and the comparator's latch with it."""
        if door.clear(self._g):
            self._port.release_latch()
            self._known_fault = faults.NONE

    def block(self, code):
        """Cut for a reason that only the slow side can see."""
        self._g[slots.CUT] = 1
        self._g[slots.FAULT] = code
        self._snapshot.hard_fault = code
        self._snapshot.hard_kind = faults.kind_of(code)

    def is_armed(self):
        """True while a treatment's ceiling has been let in."""
        return self._g[slots.GUARD_CEILING_UA] > 0

    def is_quiet(self):
        """True when no cut and no soft-stop is going on."""
        return self._g[slots.CUT] == 0 and self._s[state.MODE] != state.MODE_STOP

    def new_fault(self):
        """A fault, hard or soft, that has not been told yet; 0 if there is none."""
        hard, soft = self._g[slots.FAULT], self.soft.fault
        code = faults.NONE
        if hard != self._known_fault:
            code = self._known_fault = hard
        elif soft != self._known_soft:
            code = self._known_soft = soft
        self.first_fault = self.first_fault or code
        return code

    def fault_counts(self):
        """Raw counts of A, B and V at the first cause."""
        return self._g[slots.FAULT_A_RAW], self._g[slots.FAULT_B_RAW], self._g[slots.FAULT_V_RAW]

    def summary(self, session):
        """(output mV, skin mV, wet ppm, charge uC, state) for the journal."""
        s = self._s
        level_ua = max(1, s[state.LEVEL_Q8_UA] >> 8)
        wet_ppm = min(_PPM, max(0, s[state.CURRENT_UA]) * 1000 // level_ua * 1000)
        return max(0, s[state.OUTPUT_MV]), max(0, s[state.HELD_MV]), wet_ppm, session.dose.given_uc, session.state

    def _judge_soft(self):
        s, seen = self._s, self._readings
        seen.silent_ms = s[state.SILENT_TICKS]
        s[state.SILENT_TICKS] = 0
        seen.current_ua = s[state.CURRENT_SLOW_Q6_UA] >> 6
        seen.reference_ua = self._port.reference_ua()
        seen.supply_mv = self._port.supply_mv()
        seen.supply_low_mv = self._board.SUPPLY_LOW_MV
        seen.series_ohm = s[state.SERIES_OHM]
        seen.series_first_ohm = s[state.SERIES_FIRST_OHM]
        seen.temperature_deci_c = self._port.temperature_deci_c()
        seen.usb_power = self._port.usb_power() and not self._board.USB_ISOLATED
        if self.is_armed():
            self.soft.step(seen, PERIOD_MS)
        else:
            self.soft.clear()
        self._snapshot.supply_low = seen.supply_mv < seen.supply_low_mv
        self._snapshot.usb_power = seen.usb_power

    def _arm(self, session):
        armed = self.is_armed()
        if session.targets.armed and not armed and self._g[slots.FAULT] == faults.NONE:
            ceiling_ua = session.prescription.ceiling_ua
            most_uc = ceiling_ua * session.prescription.minutes * 60 // 100 * _CHARGE_PERCENT
            door.arm(self._g, ceiling_ua, min(most_uc, limits.CHARGE_MAX_UC))
        elif armed and not session.targets.armed and self._s[state.MODE] == state.MODE_OFF:
            door.disarm(self._g)

    def _turn(self, wanted):
        if wanted == self._g[slots.GUARD_BRIDGE] or self._s[state.MODE] != state.MODE_OFF:
            return
        seen = self._readings
        if abs(seen.current_ua) < limits.ZERO_CURRENT_UA and abs(seen.reference_ua) < limits.ZERO_CURRENT_UA:
            self._port.turn_bridge(wanted)
