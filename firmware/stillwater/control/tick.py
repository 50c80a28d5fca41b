"""One tick of control: which room acts in which mode, and the doors between the modes.

    OFF -> PROBE -> DRIVE -> STOP -> OFF      contacts: open, through the probe resistor, closed, closed

DRIVE is entered only from PROBE; it is left for PROBE or OFF only at zero current. Knows nothing of treatments.
"""

import micropython
from micropython import const

from stillwater.control.clamp import clamp
from stillwater.control.fall import fall, look_ahead
from stillwater.control.impedance import impedance
from stillwater.control.level import level
from stillwater.control.probe import PROBE_RISE_UV, give_up, probe, raise_probe
from stillwater.control.ramp import ramp
from stillwater.control.regulator import NEVER_TICKS
from stillwater.control.sense import sense
from stillwater.control.softstop import commit, softstop
from stillwater.control.state import (
    COMMAND_UV,
    CONTACT_LOST,
    CONTACT_TICKS,
    CURRENT_UA,
    CUT,
    HOLD_UV,
    MODE,
    MODE_DRIVE,
    MODE_OFF,
    MODE_PROBE,
    MODE_STOP,
    OPEN_TICKS,
    PAUSE_TICKS,
    REFERENCE_UA,
    REQUEST,
    SILENT_TICKS,
    TEST,
    TICKS,
)
from stillwater.control.zero import at_zero, change_over, rest, settle

_ZERO_UA = const(50)


@micropython.viper
def off(s: ptr32):
    """Both contacts open; after a limb has left for some seconds, whatever is asked for.

    Under test the probe's voltage waits behind them: a welded one would let it through.
    """
    if s[PAUSE_TICKS] > 0:
        s[PAUSE_TICKS] -= 1
        rest(s)
    elif s[REQUEST] == MODE_OFF and s[TEST] != 0:
        raise_probe(s, PROBE_RISE_UV)
    else:
        rest(s)
        s[CONTACT_TICKS] = 0
        if s[REQUEST] == MODE_OFF:
            s[CONTACT_LOST] = 0
        elif int(at_zero(s)):
            s[MODE] = MODE_PROBE


@micropython.viper
def drive(s: ptr32):
    """Ramp, clamp and regulate; commit when a limb leaves; leave by request at zero current, or when none has come."""
    if s[OPEN_TICKS] != NEVER_TICKS:
        ramp(s)
        fall(s)
        clamp(s)
        commit(s)
    else:
        give_up(s)
    if s[MODE] == MODE_DRIVE and s[REFERENCE_UA] == 0 and s[REQUEST] != MODE_DRIVE and s[CURRENT_UA] < _ZERO_UA:
        s[COMMAND_UV] = 0
        s[HOLD_UV] = 0
        change_over(s, s[REQUEST])


@micropython.viper
def stop(s: ptr32):
    """Soft-stop; then the contacts open, for a bath that has been driven drives back what the electrodes hold."""
    softstop(s)
    change_over(s, MODE_OFF)


@micropython.viper
def step(s: ptr32):
    """One sample: from A_RAW, V_RAW and HELD_RAW to COMMAND_UV (0..OUTPUT_MAX_UV) and MODE."""
    s[TICKS] += 1
    s[SILENT_TICKS] += 1
    sense(s)
    level(s)
    impedance(s)
    look_ahead(s)
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
