"""The probe: 5 V behind a resistor look for a limb, measure the bath, and hand over to a drive.

Nobody feels it (152 uA at most). A drive is entered only here, with contact whole for 2 s and no lost contact unanswered.
"""

import micropython
from micropython import const

from stillwater.control.state import (
    BATH_MV,
    COMMAND_UV,
    CONTACT_LOST,
    CONTACT_TICKS,
    CURRENT_SLOW_Q6_UA,
    CURRENT_UA,
    HOLD_UV,
    MODE,
    MODE_DRIVE,
    MODE_OFF,
    OUTPUT_MV,
    PROBE_OHM,
    PROBE_UV,
    REFERENCE_UA,
    REQUEST,
)
from stillwater.control.zero import change_over

_PROBE_RISE_UV = const(10000)
_CONTACT_UA = const(35)
_CONTACT_WHOLE_TICKS = const(2000)
_CONTACT_MOST_TICKS = const(1000000)
_PROBE_MOST_UA = const(1000)
_BEGIN_UA = const(100)  # less than the probe gave
_BEGIN_MOST_MV = const(2000)


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
def leave_probe(s: ptr32, mode: int):
    """Take the probe away; change over once nothing is left of it."""
    s[COMMAND_UV] = 0
    change_over(s, mode)


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
