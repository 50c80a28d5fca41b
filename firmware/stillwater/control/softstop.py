"""The soft-stop: once so much of a limb is gone that it is leaving, the current goes to zero with it.

Below 0.7 of the level the treatment commits. From then on the skin's voltage itself, the part of the command
that does not follow the current, is taken to zero in 150 ms, then the rest; the command only falls. When nothing flows any
more the voltage goes at once, so that a limb that comes back finds none. Knows no clock but the tick.
"""

import micropython
from micropython import const

from stillwater.control.state import (
    COMMAND_UV,
    CONTACT_LOST,
    CURRENT_UA,
    FELL_UA,
    HOLD_UV,
    LEVEL_Q8_UA,
    MODE,
    MODE_STOP,
    REFERENCE_UA,
    REST_OHM,
    STOP_STEP_UV,
    STOP_UV,
)

_COMMIT_Q10 = const(717)  # 0.7: 0.6 lets fast jerky lifts back in, 0.8 makes slow ones fall faster (campaign)
_COMMIT_NOISE_UA = const(30)
_COMMIT_LEAST_UA = const(60)
_OPEN_REFERENCE_UA = const(250)  # half a second after the start: with nothing flowing there is no limb in the water
_OPEN_UA = const(35)
_STOP_TICKS = const(150)
_GONE_UA = const(60)


@micropython.viper
def leaving(s: ptr32) -> int:
    """1 when the current is below 0.7 of its level, or none ever came."""
    level_ua = s[LEVEL_Q8_UA] >> 8
    gone = 0
    if level_ua > _COMMIT_LEAST_UA and s[CURRENT_UA] < ((level_ua * _COMMIT_Q10) >> 10) - _COMMIT_NOISE_UA:
        gone = 1
    if s[REFERENCE_UA] >= _OPEN_REFERENCE_UA and s[CURRENT_UA] < _OPEN_UA:
        gone = 1
    return gone


@micropython.viper
def commit(s: ptr32):
    """Enter MODE_STOP when a limb is leaving."""
    level_ua = s[LEVEL_Q8_UA] >> 8
    if int(leaving(s)):
        skin_uv = s[HOLD_UV] - s[REST_OHM] * level_ua
        if skin_uv < 0:
            skin_uv = 0
        s[STOP_UV] = skin_uv
        s[STOP_STEP_UV] = skin_uv // _STOP_TICKS + 1
        s[FELL_UA] = level_ua
        s[CONTACT_LOST] = 1
        s[MODE] = MODE_STOP


@micropython.viper
def softstop(s: ptr32):
    """One tick of the stop: lower the skin's share, follow the current, never raise the command."""
    s[STOP_UV] -= s[STOP_STEP_UV]
    if s[STOP_UV] <= 0:
        s[STOP_UV] = 0
        s[REST_OHM] -= (s[REST_OHM] >> 5) + 1
    if s[REST_OHM] < 0:
        s[REST_OHM] = 0
    current_ua = s[CURRENT_UA]
    if current_ua < 0:
        current_ua = 0
    command_uv = s[STOP_UV] + s[REST_OHM] * current_ua
    if current_ua < _GONE_UA:
        command_uv = 0
    if command_uv < s[COMMAND_UV]:
        s[COMMAND_UV] = command_uv
