"""Is what hangs at the terminals the dummy load that was named? Asked in three steps, none of which a person would feel.

A dummy load is a resistor of 800 to 1,200 ohm. A person with electrodes in water is never taken for one: behind the electrodes' own
1.2 V or more and a body of at least 500 ohm one milliampere finds 1,700 ohm or more; what skin and electrodes hold stays when the
chopper opens, and a resistor holds nothing; skin changes within seconds, and with current. The probe gives 0.15 mA, the second step
one milliampere, as every treatment does that looks for its bath; more is asked for only after both.
"""

from stillwater.bench.rig import must_be
from stillwater.control import state
from stillwater.safety.limits import BATH_TEST_UA, LOAD_LEAST_OHM, LOAD_MOST_OHM, LOAD_STEADY_PERCENT

_CONTACT_MS = 5000
_RAMP_MS = 60000  # derived: CALIBRATION_MOST_UA at RAMP_UP_UA_PER_S are 34 s
_SETTLE_MS = 1000
_LOOK_MS = 1000
_STEADY_MS = 4000
_PROBE_MOST_MV = 600  # derived: 5 % of the probe's 5 V in both channels; electrodes and skin have more as soon as anything flows
_PATH_MOST_OHM = 250  # four relays of 35 ohm, shunts of 15, leads
_GAIN_PERCENT = 12  # derived: CALIBRATION_GAIN_PPM of both channels, and the load's own per cent


class Load:
    """A load that is named `ohm`; `seen_ohm` is what the unit finds, path included."""

    def __init__(self, rig, ohm):
        must_be("load", ohm, LOAD_LEAST_OHM, LOAD_MOST_OHM, "ohm: take a resistor in between, of 0.5 W or more")
        self._rig = rig
        self._ohm = ohm
        self.seen_ohm = 0

    def find(self):
        """All three steps. Refused."""
        rig, s = self._rig, self._rig.control
        rig.probe()
        yield from rig.until(lambda: s[state.STANDS_TICKS] >= 100 and s[state.CONTACT_TICKS] >= 2000, _CONTACT_MS, "contact")
        most_mv = self._ohm * (s[state.CURRENT_SLOW_Q6_UA] >> 6) // 1000 + _PROBE_MOST_MV
        must_be("load at the probe", s[state.BATH_MV], 0, most_mv, "mV: this is no resistor of %d ohm" % self._ohm)
        yield from self.rise(BATH_TEST_UA)
        first_ohm = yield from self._look()
        yield from rig.rest(_STEADY_MS)
        self.seen_ohm = yield from self._look()
        self._must_be_steady(first_ohm)

    def rise(self, current_ua):
        """To a current that stands."""
        rig, s = self._rig, self._rig.control
        rig.drive(current_ua)
        yield from rig.until(lambda: s[state.REFERENCE_UA] == current_ua and s[state.ARRIVED], _RAMP_MS, "ramp")
        yield from rig.rest(_SETTLE_MS)

    def stays(self):
        """Refused when it is another resistor than it was: skin is, with current."""
        now_ohm = yield from self._ohms()
        self._must_be_steady(now_ohm)

    def _look(self):
        rig, s = self._rig, self._rig.control
        seen_ohm = yield from self._ohms()
        least_ohm = self._ohm * (100 - _GAIN_PERCENT) // 100
        most_ohm = (self._ohm + _PATH_MOST_OHM) * (100 + _GAIN_PERCENT) // 100
        must_be("load", seen_ohm, least_ohm, most_ohm, "ohm: not the resistor that was named")
        must_be("held voltage", s[state.HELD_MV], -s[state.OUTPUT_MV], s[state.OUTPUT_MV] // 2, "mV: a resistor holds none")
        rig.said("load", ohm=seen_ohm, held_mv=s[state.HELD_MV], output_mv=s[state.OUTPUT_MV])
        return seen_ohm

    def _ohms(self):
        """Mean of a second."""
        s, voltage_mv, current_ua = self._rig.control, 0, 0
        for _ in self._rig.rest(_LOOK_MS):
            voltage_mv += s[state.OUTPUT_MV]
            current_ua += s[state.CURRENT_UA]
            yield
        return voltage_mv * 1000 // max(1, current_ua)

    def _must_be_steady(self, seen_ohm):
        off_ohm = self.seen_ohm - seen_ohm if self.seen_ohm else 0
        most_ohm = max(self.seen_ohm, self._ohm) * LOAD_STEADY_PERCENT // 100
        must_be("load", off_ohm, -most_ohm, most_ohm, "ohm of change: a resistor stays what it is")
