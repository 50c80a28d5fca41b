"""The probe: 5 V behind a resistor look for a limb, measure the bath, and hand over to a drive.

Nobody feels it (152 uA at most). After a limb has left the probe only knocks, four times a second for some milliseconds:
what it gives to fingers that are just leaving is less than a microcoulomb. A drive is entered only here, with contact whole
for 2 s, no lost contact unanswered, and the bath just measured by a probe that stands.
"""

import micropython
from micropython import const

from stillwater.control.state import (
    BATH_ERROR_MV,
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
    MODE_PROBE,
    OUTPUT_MV,
    PROBE_OHM,
    PROBE_UV,
    REFERENCE_UA,
    REQUEST,
    STANDS_TICKS,
    TICKS,
)
from stillwater.control.zero import change_over

PROBE_RISE_UV = const(10000)
_KNOCK_RISE_UV = const(1000000)
_KNOCK_PERIOD_TICKS = const(256)
_KNOCK_TICKS = const(8)  # five to climb, three for the filter and the channel
_KNOCK_MOST_UA = const(200)  # a welded contact would let more through
_SETTLED_TICKS = const(4)
_STANDS_TICKS = const(100)  # the channel's mean has settled, and what the knocks have left out of skin and electrodes
_CONTACT_UA = const(35)
_CONTACT_WHOLE_TICKS = const(2000)
_CONTACT_MOST_TICKS = const(1000000)
_BATH_MOST_MV = const(4000)  # more would be no contact: the probe's 5 V give 35 uA then
_PROBE_MOST_UA = const(1000)
_BATH_ERROR_STEP_MV = const(100)
_BATH_ERROR_MOST_MV = const(400)
_BEGIN_UA = const(100)  # less than the probe gave


@micropython.viper
def raise_probe(s: ptr32, rise_uv: int):
    """Let the command climb to the probe's voltage, rise_uv a tick."""
    s[COMMAND_UV] += rise_uv
    if s[COMMAND_UV] > s[PROBE_UV]:
        s[COMMAND_UV] = s[PROBE_UV]


@micropython.viper
def measure_bath(s: ptr32):
    """What of the probe's voltage the resistor leaves to the bath, 0..4000 mV."""
    probe_ua = s[CURRENT_SLOW_Q6_UA] >> 6
    if probe_ua < 0:
        probe_ua = 0
    if probe_ua > _PROBE_MOST_UA:
        probe_ua = _PROBE_MOST_UA
    s[BATH_MV] = s[OUTPUT_MV] - probe_ua * s[PROBE_OHM] // 1000
    if s[BATH_MV] < 0:
        s[BATH_MV] = 0
    if s[BATH_MV] > _BATH_MOST_MV:
        s[BATH_MV] = _BATH_MOST_MV


@micropython.viper
def begin(s: ptr32):
    """Begin a drive a little below where the probe was: current flows almost at once, so a limb that leaves is seen at once."""
    s[HOLD_UV] = (s[BATH_MV] - (s[BATH_MV] >> 4)) * 1000
    s[COMMAND_UV] = s[HOLD_UV]
    s[REFERENCE_UA] = _BEGIN_UA


@micropython.viper
def leave_probe(s: ptr32, mode: int):
    """Take the probe away; change over once nothing is left of it."""
    s[COMMAND_UV] = 0
    change_over(s, mode)


@micropython.viper
def give_up(s: ptr32):
    """Go back to the probe from a drive in which nothing flows: the limb has gone, or the bath needs more than was measured.

    Then the next drive may have a little more, up to a bound; beyond that the limb counts as gone.
    """
    s[HOLD_UV] = 0
    leave_probe(s, MODE_PROBE)
    if s[MODE] == MODE_PROBE:
        s[BATH_ERROR_MV] += _BATH_ERROR_STEP_MV
        if s[BATH_ERROR_MV] > _BATH_ERROR_MOST_MV:
            s[BATH_ERROR_MV] = 0
            s[CONTACT_LOST] = 1


@micropython.viper
def stand(s: ptr32):
    """Let the probe climb; once it stands measure the bath, and count contact until a tick in which nothing flows."""
    raise_probe(s, PROBE_RISE_UV)
    if s[COMMAND_UV] == s[PROBE_UV] and s[STANDS_TICKS] < _STANDS_TICKS:
        s[STANDS_TICKS] += 1
    if s[STANDS_TICKS] > _SETTLED_TICKS:
        measure_bath(s)
        s[CONTACT_TICKS] += 1
        if s[CURRENT_UA] < _CONTACT_UA:
            s[CONTACT_TICKS] = 0


@micropython.viper
def knock(s: ptr32):
    """Give the probe's voltage for some milliseconds; contact counts until a knock at whose end nothing flows."""
    s[STANDS_TICKS] = 0
    s[CONTACT_TICKS] += 1
    now = s[TICKS] % _KNOCK_PERIOD_TICKS
    if now < _KNOCK_TICKS and s[CURRENT_UA] < _KNOCK_MOST_UA:
        raise_probe(s, _KNOCK_RISE_UV)
    else:
        s[COMMAND_UV] = 0
    if now == _KNOCK_TICKS and s[CURRENT_UA] < _CONTACT_UA:
        s[CONTACT_TICKS] = 0


@micropython.viper
def probe(s: ptr32):
    """Look behind the probe's resistor for a limb; hand over to a drive when all is well."""
    if s[REQUEST] == MODE_OFF:
        leave_probe(s, MODE_OFF)
    elif s[CONTACT_LOST]:
        knock(s)
    elif s[REQUEST] == MODE_DRIVE and s[CONTACT_TICKS] >= _CONTACT_WHOLE_TICKS and s[STANDS_TICKS] >= _STANDS_TICKS:
        leave_probe(s, MODE_DRIVE)
        if s[MODE] == MODE_DRIVE:
            begin(s)
    else:
        stand(s)
    if s[CONTACT_TICKS] > _CONTACT_MOST_TICKS:
        s[CONTACT_TICKS] = _CONTACT_MOST_TICKS
