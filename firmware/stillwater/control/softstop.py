"""The soft-stop: once so much of a limb is gone that it is leaving, the current goes to zero with it.

Below 0.8 of the level the treatment commits; a fall that is slow may go down to 0.5 before. From then on the current goes
down in time, six times as long as the limb took to get there; faster where the clamp, or the voltage that the skins hold,
tells that the density rises. The command only falls. When nothing flows any more the voltage goes at once, and for some
seconds the contacts are open, so that a limb that comes back finds none. Knows no clock but the tick.
"""

import micropython
from micropython import const

from stillwater.control.clamp import command
from stillwater.control.electrodes import skin_mv
from stillwater.control.impedance import OTHER_SHARE_Q10
from stillwater.control.regulator import NEVER_TICKS, first_uv
from stillwater.control.state import (
    AHEAD_UA,
    CLAMPED,
    CLAMPED_FAST,
    COMMAND_UV,
    CONTACT_LOST,
    CONTACT_TICKS,
    CURRENT_UA,
    FALLING_TICKS,
    FELL_UA,
    HELD_MV,
    HOLD_UV,
    LEVEL_Q8_UA,
    MODE,
    MODE_STOP,
    OPEN_TICKS,
    PAUSE_TICKS,
    SERIES_OHM,
    SKIN_MV,
    STOP_Q8_UA,
    STOP_STEP_Q8_UA,
)

_COMMIT_Q10 = const(819)  # 0.8: 0.85 falls faster, 0.75 costs density (stillwater sweep)
_COMMIT_SLOW_Q10 = const(300)  # down to 0.5 after 300 ms: a hand that shifts, or skin that wanders, is no hand that leaves
_COMMIT_NOISE_UA = const(30)
_COMMIT_LEAST_UA = const(60)
_OPEN_UA = const(35)
_OPEN_TICKS = const(20)
_FLOWS_TICKS = const(3)  # the terminals' own capacitance takes no current for so long
_STOP_PER_FALL = const(6)  # 4 falls faster where limbs leave slowly; 11 leaves more for the last of the water
_STOP_LEAST_TICKS = const(20)
_STOP_MOST_TICKS = const(130)
_SERIES_MOST_OHM = const(20000)
_DENSE_Q10 = const(1180)  # 15 % more than the hold's: below it the clamp alone is gentler
_GONE_UA = const(60)
_PAUSE_TICKS = const(1000)  # most limbs are out by then; a limb that is put back at once need not wait long


@micropython.viper
def open_circuit(s: ptr32) -> int:
    """1 when current has flowed in this drive and none does for 20 ms; counts to NEVER_TICKS when none has come."""
    flows = int(s[CURRENT_UA] >= _OPEN_UA)
    s[CONTACT_TICKS] = (s[CONTACT_TICKS] + 1) * flows
    if s[CONTACT_TICKS] >= _FLOWS_TICKS:
        s[CONTACT_TICKS] = _FLOWS_TICKS
        s[OPEN_TICKS] = 0
    elif s[OPEN_TICKS] >= 0 and s[OPEN_TICKS] < _OPEN_TICKS:
        s[OPEN_TICKS] += 1
    elif s[OPEN_TICKS] < NEVER_TICKS and flows == 0 and s[HOLD_UV] >= int(first_uv(s)):
        s[OPEN_TICKS] += 1
    return int(s[OPEN_TICKS] == _OPEN_TICKS)


@micropython.viper
def leaving(s: ptr32) -> int:
    """1 when the current is below 0.8 of its level (0.5 when it falls slowly), or nothing flows."""
    level_ua = s[LEVEL_Q8_UA] >> 8
    gone = int(open_circuit(s))
    slow_q10 = s[FALLING_TICKS]
    if slow_q10 > _COMMIT_SLOW_Q10:
        slow_q10 = _COMMIT_SLOW_Q10
    if level_ua > _COMMIT_LEAST_UA and s[CURRENT_UA] < (level_ua * (_COMMIT_Q10 - slow_q10) >> 10) - _COMMIT_NOISE_UA:
        gone = 1
    return gone


@micropython.viper
def stop_ticks(s: ptr32) -> int:
    """For how long the current is to go down: six times as long as it took from 3 % below its level to the commit."""
    ticks = s[FALLING_TICKS] * _STOP_PER_FALL
    if ticks < _STOP_LEAST_TICKS:
        ticks = _STOP_LEAST_TICKS
    if ticks > _STOP_MOST_TICKS:
        ticks = _STOP_MOST_TICKS
    return ticks


@micropython.viper
def commit(s: ptr32):
    """Enter MODE_STOP when a limb is leaving."""
    if int(leaving(s)):
        current_ua = s[CURRENT_UA]
        if current_ua < 0:
            current_ua = 0
        s[STOP_Q8_UA] = current_ua << 8
        s[STOP_STEP_Q8_UA] = (current_ua << 8) // int(stop_ticks(s)) + 1
        s[CLAMPED] = CLAMPED_FAST
        s[FELL_UA] = s[LEVEL_Q8_UA] >> 8
        s[CONTACT_LOST] = 1
        s[PAUSE_TICKS] = _PAUSE_TICKS
        s[MODE] = MODE_STOP


@micropython.viper
def dense_q10(s: ptr32) -> int:
    """What the skins should have over what they have, 0..1024: below 1024 the density on the leaving limb has risen.

    The other limb's part of what they should have goes with the current.
    """
    lost_q10 = 1024 - (s[CURRENT_UA] << 10) // ((s[LEVEL_Q8_UA] >> 8) + 1)
    if lost_q10 < 0:
        lost_q10 = 0
    if lost_q10 > 1024:
        lost_q10 = 1024
    wanted_mv = s[SKIN_MV] * (_DENSE_Q10 - (lost_q10 * OTHER_SHARE_Q10 >> 10)) >> 10
    has_mv = int(skin_mv(s))
    part_q10 = 1024
    if has_mv > wanted_mv:
        part_q10 = (wanted_mv << 10) // has_mv
    return part_q10


@micropython.viper
def allowed_ua(s: ptr32) -> int:
    """The most current that the stop allows in this tick: by time, and by the density on the leaving limb."""
    ahead_ua = s[AHEAD_UA]
    if ahead_ua < 0:
        ahead_ua = 0
    dense_ua = ahead_ua * int(dense_q10(s)) >> 10
    allowed = s[STOP_Q8_UA] >> 8
    if dense_ua < allowed:
        allowed = dense_ua
    return allowed


@micropython.viper
def softstop(s: ptr32):
    """One tick of the stop: the current goes down in time, faster where the limb leaves faster.

    What skins and electrodes hold has just been measured, and so has the drop over all the rest.
    """
    s[STOP_Q8_UA] -= s[STOP_STEP_Q8_UA]
    if s[STOP_Q8_UA] < 0:
        s[STOP_Q8_UA] = 0
    highest_uv = s[COMMAND_UV]
    command(s)
    series_ohm = s[SERIES_OHM]
    if series_ohm > _SERIES_MOST_OHM:
        series_ohm = _SERIES_MOST_OHM
    allowed_uv = s[HELD_MV] * 1000 + series_ohm * int(allowed_ua(s))
    if allowed_uv < highest_uv:
        highest_uv = allowed_uv
    if s[CURRENT_UA] < _GONE_UA or s[STOP_Q8_UA] == 0 or highest_uv < 0:
        highest_uv = 0
    if s[COMMAND_UV] > highest_uv:
        s[COMMAND_UV] = highest_uv
