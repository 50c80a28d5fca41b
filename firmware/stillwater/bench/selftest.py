"""The self-test: what a unit can find out about itself with open terminals, with a dummy load if there is one, and with a person's help.

Each check is told with its figure and its bounds, and a check that fails does not end the test. Drives nothing but the probe unless a
load is named, and then one milliampere (load.py says why that is safe). Knows no computer's words.
"""

from stillwater.bench import guided, held
from stillwater.bench.load import Load
from stillwater.blocks import as_read
from stillwater.control import state
from stillwater.safety import slots
from stillwater.safety.limits import (
    BATH_TEST_UA,
    CALIBRATION_ZERO_RAW,
    OUTPUT_DIFFERS_MV,
    OUTPUT_DIFFERS_PERCENT,
    RELAY_LEAK_UA,
    RELAY_TEST_MS,
    TEMPERATURE_MAX_DECI_C,
    ZERO_CURRENT_UA,
)

_GATHER_MS = 1000
_NOISE_MOST_RAW = 200  # UNSOURCED: 12 LSB; the converter has 1.4
_COLD_DECI_C = -100  # UNSOURCED: a sensor that reads less is broken
_SUPPLY_MOST_PERCENT = 110  # IEC 60601-1-11: 85..110 %
_TURN_MS = 500
_AGREE_UA = 30  # derived: offset and noise of two calibrated channels
_AGREE_PERCENT = 2  # derived: two boards' gains before calibration differ less, or CHANNELS_DIFFER would be near


def selftest(rig, holds, journal, ohm, is_guided):
    """The work. ohm: of a dummy load, 0 without one; journal(): opens it."""
    held.given(rig, holds)
    held.flash(rig)
    held.journal(rig, journal)
    yield from _converter(rig)
    yield from _relays(rig)
    yield from _bridge(rig)
    if ohm:
        yield from _channels(rig, ohm)
    if is_guided:
        yield from guided.all_of(rig)


def _converter(rig):
    """Zeros, noise, supply, temperature, with nothing driven."""
    s, g, board = rig.control, rig.guard, rig.board
    yield from rig.rest(_GATHER_MS)
    seen = []
    for _ in rig.rest(_GATHER_MS):
        seen.append((g[slots.GUARD_A_RAW], g[slots.GUARD_B_RAW], g[slots.GUARD_V_RAW]))
        yield
    for name, values in zip(("A", "B", "V"), zip(*seen)):
        zero_raw = as_read(getattr(board, name + "_ZERO_RAW"), board.STEP_RAW)
        off_raw = sum(values) // len(values) - zero_raw
        rig.check("zero of " + name, off_raw, -CALIBRATION_ZERO_RAW, CALIBRATION_ZERO_RAW, "1/16 count")
        rig.check("noise of " + name, max(values) - min(values), 1, _NOISE_MOST_RAW, "1/16 count")
    most_mv = board.SUPPLY_NOMINAL_MV * _SUPPLY_MOST_PERCENT // 100
    rig.check("supply", rig.wires.supply_mv(), board.SUPPLY_LOW_MV, most_mv, "mV")
    rig.check("temperature", rig.wires.temperature_deci_c(), _COLD_DECI_C, TEMPERATURE_MAX_DECI_C, "0.1 C")
    rig.check("INA228 at rest", rig.wires.seen_ua, -ZERO_CURRENT_UA, ZERO_CURRENT_UA, "uA")
    if board.HAS_CLOCK:
        rig.check("clock", int(rig.wires.clock_s() > 0), 1, 1, "1: it tells the time; provision sets it")
    rig.check("comparator's latch", g[slots.GUARD_LATCH], 0, 0, "1: has tripped")
    rig.check("current at rest", s[state.CURRENT_SLOW_Q6_UA] >> 6, -ZERO_CURRENT_UA, ZERO_CURRENT_UA, "uA")


def _relays(rig):
    """The probe's voltage behind open contacts: the stage gives it, and no welded contact lets it through."""
    s, board = rig.control, rig.board
    rig.targets.test = True
    yield from rig.rest(2 * RELAY_TEST_MS)
    probe_mv = board.PROBE_UV // 1000
    most_mv = OUTPUT_DIFFERS_MV + probe_mv * OUTPUT_DIFFERS_PERCENT // 100
    rig.check("stage at the probe's voltage", s[state.OUTPUT_MV] - probe_mv, -most_mv, most_mv, "mV off")
    rig.check("relays open", s[state.CURRENT_SLOW_Q6_UA] >> 6, -RELAY_LEAK_UA, RELAY_LEAK_UA, "uA")
    rig.targets.test = False
    yield from rig.rest(_TURN_MS)


def _bridge(rig):
    """There and back, at zero."""
    for bridge in (-1, 1):
        rig.targets.bridge = bridge
        yield from rig.rest(_TURN_MS)
        rig.check("bridge at %+d" % bridge, rig.guard[slots.GUARD_BRIDGE_SENSED], bridge, bridge, "as sensed")


def _channels(rig, ohm):
    """One milliampere through the dummy load: A, B and INA228 have to agree."""
    s, g = rig.control, rig.guard
    yield from Load(rig, ohm).find()
    a_ua = b_ua = reference_ua = 0
    for _ in rig.rest(_GATHER_MS):
        a_ua += s[state.CURRENT_UA]
        b_ua += g[slots.B_UA]
        reference_ua += rig.wires.seen_ua
        yield
    count = _GATHER_MS // 20
    most_ua = _AGREE_UA + BATH_TEST_UA * _AGREE_PERCENT // 100
    rig.check("A at the load", a_ua // count, BATH_TEST_UA - most_ua, BATH_TEST_UA + most_ua, "uA")
    rig.check("B against A", (b_ua - a_ua) // count, -most_ua, most_ua, "uA")
    rig.check("INA228 against A", (reference_ua - a_ua) // count, -most_ua, most_ua, "uA")
    rig.off()
    yield from rig.until(lambda: s[state.MODE] == state.MODE_OFF, 10000, "rest")
