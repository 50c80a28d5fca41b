"""One tick of control: which room acts in which mode, and the doors between the modes.

    OFF -> PROBE -> DRIVE -> STOP -> PROBE      contacts: open, through the probe resistor, closed, closed

DRIVE is entered only from PROBE with contact whole for 2 s and no lost contact unanswered; it is left for
PROBE or OFF only at zero current. Knows nothing of treatments.
"""

import micropython
from micropython import const

from stillwater.control.clamp import clamp
from stillwater.control.impedance import impedance
from stillwater.control.ramp import ramp
from stillwater.control.sense import sense
from stillwater.control.softstop import commit, softstop
from stillwater.control.state import (
    ARRIVED,
    BATH_MV,
    COMMAND_UV,
    CONTACT_LOST,
    CONTACT_TICKS,
    CURRENT_SLOW_Q6_UA,
    CURRENT_UA,
    CUT,
    DEFICIT_SLOW_Q6_UA,
    HOLD_UV,
    LEAVING,
    LEVEL_Q8_UA,
    MODE,
    MODE_DRIVE,
    MODE_OFF,
    MODE_PROBE,
    MODE_STOP,
    OUTPUT_MV,
    PROBE_OHM,
    PROBE_UV,
    QUIET_TICKS,
    REFERENCE_UA,
    REQUEST,
    REST_OHM,
    SERIES_FIRST_OHM,
    SERIES_OHM,
    SILENT_TICKS,
    SKIN_LEAST_OHM,
    TEST,
    TICKS,
)

_PROBE_RISE_UV = const(10000)
_CONTACT_UA = const(35)
_CONTACT_WHOLE_TICKS = const(2000)
_CONTACT_MOST_TICKS = const(1000000)
_ZERO_UA = const(50)
_QUIET_TICKS = const(10)
_PROBE_MOST_UA = const(1000)
_BEGIN_UA = const(100)  # less than the probe gave
_BEGIN_MOST_MV = const(2000)


@micropython.viper
def settle(s: ptr32):
    """Count the ticks for which neither command nor current has been there: the output filter has run out."""
    s[QUIET_TICKS] += 1
    if s[COMMAND_UV] != 0 or s[CURRENT_UA] > _ZERO_UA:
        s[QUIET_TICKS] = 0
    if s[QUIET_TICKS] > _QUIET_TICKS:
        s[QUIET_TICKS] = _QUIET_TICKS


@micropython.viper
def at_zero(s: ptr32) -> int:
    """1 when nothing has been commanded and nothing has flowed for 10 ms; the electrodes may keep their own 2 V."""
    return int(s[QUIET_TICKS] >= _QUIET_TICKS)


@micropython.viper
def rest(s: ptr32):
    """Forget the drive: the next one starts at zero."""
    s[COMMAND_UV] = 0
    s[HOLD_UV] = 0
    s[REFERENCE_UA] = 0
    s[LEVEL_Q8_UA] = 0
    s[SERIES_OHM] = 0
    s[ARRIVED] = 0
    s[DEFICIT_SLOW_Q6_UA] = 0
    s[SKIN_LEAST_OHM] = 0
    s[LEAVING] = 0
    s[SERIES_FIRST_OHM] = 0
    s[REST_OHM] = 0


@micropython.viper
def raise_probe(s: ptr32):
    """Let the command climb to the probe's voltage."""
    s[COMMAND_UV] += _PROBE_RISE_UV
    if s[COMMAND_UV] > s[PROBE_UV]:
        s[COMMAND_UV] = s[PROBE_UV]


@micropython.viper
def measure_bath(s: ptr32):
    """What of the probe's voltage the resistor leaves to the bath, mV, 0 or more."""
    probe_ua = s[CURRENT_SLOW_Q6_UA] >> 6
    if probe_ua < 0:
        probe_ua = 0
    if probe_ua > _PROBE_MOST_UA:
        probe_ua = _PROBE_MOST_UA
    s[BATH_MV] = s[OUTPUT_MV] - probe_ua * s[PROBE_OHM] // 1000
    if s[BATH_MV] < 0:
        s[BATH_MV] = 0


@micropython.viper
def begin(s: ptr32):
    """Begin a drive a little below where the probe was: current flows at once, so a limb that leaves is seen at once."""
    hold_mv = s[BATH_MV] * 3 // 4
    if hold_mv > _BEGIN_MOST_MV:
        hold_mv = _BEGIN_MOST_MV
    s[HOLD_UV] = hold_mv * 1000
    s[COMMAND_UV] = s[HOLD_UV]
    s[REFERENCE_UA] = _BEGIN_UA


@micropython.viper
def probe(s: ptr32):
    """Hold the probe voltage behind its resistor and count for how long a limb closes the circuit."""
    if s[REQUEST] == MODE_OFF:
        leave_probe(s, MODE_OFF)
    elif s[REQUEST] == MODE_DRIVE and s[CONTACT_LOST] == 0 and s[CONTACT_TICKS] >= _CONTACT_WHOLE_TICKS:
        leave_probe(s, MODE_DRIVE)
        if s[MODE] == MODE_DRIVE:
            begin(s)
    else:
        raise_probe(s)
        s[CONTACT_TICKS] += 1
        measure_bath(s)
        if s[CURRENT_UA] < _CONTACT_UA:
            s[CONTACT_TICKS] = 0
        if s[CONTACT_TICKS] > _CONTACT_MOST_TICKS:
            s[CONTACT_TICKS] = _CONTACT_MOST_TICKS


@micropython.viper
def leave_probe(s: ptr32, mode: int):
    """Take the probe away; change over once nothing is left of it."""
    s[COMMAND_UV] = 0
    if int(at_zero(s)):
        rest(s)
        s[CONTACT_TICKS] = 0
        s[MODE] = mode


@micropython.viper
def drive(s: ptr32):
    """Ramp, clamp and regulate; commit when a limb leaves; leave by request at zero current."""
    ramp(s)
    clamp(s)
    commit(s)
    if s[REFERENCE_UA] == 0 and s[REQUEST] != MODE_DRIVE and s[CURRENT_UA] < _ZERO_UA:
        s[COMMAND_UV] = 0
        s[HOLD_UV] = 0
        if int(at_zero(s)):
            rest(s)
            s[MODE] = s[REQUEST]


@micropython.viper
def stop(s: ptr32):
    """Soft-stop; then wait on the probe for the limb's return."""
    softstop(s)
    if int(at_zero(s)):
        rest(s)
        s[CONTACT_TICKS] = 0
        s[MODE] = MODE_PROBE


@micropython.viper
def off(s: ptr32):
    """Both contacts open. Under test the probe's voltage waits behind them: a welded one would let it through."""
    if s[REQUEST] == MODE_OFF and s[TEST] != 0:
        raise_probe(s)
    else:
        rest(s)
        s[CONTACT_TICKS] = 0
        if s[REQUEST] == MODE_OFF:
            s[CONTACT_LOST] = 0
        elif int(at_zero(s)):
            s[MODE] = MODE_PROBE


@micropython.viper
def step(s: ptr32):
    """One sample: from A_RAW, V_RAW and HELD_RAW to COMMAND_UV (0..OUTPUT_MAX_UV) and MODE."""
    s[TICKS] += 1
    s[SILENT_TICKS] += 1
    sense(s)
    impedance(s)
    settle(s)
    mode = s[MODE]
    if s[CUT]:
        rest(s)
        s[MODE] = MODE_OFF
    elif mode == MODE_DRIVE:
        drive(s)
    elif mode == MODE_STOP:
        stop(s)
    elif mode == MODE_PROBE:
        probe(s)
    else:
        off(s)
