"""The slow loop: moves the holding voltage until the current is the reference.

An integrator, so that a ramp ends without overshoot. It stands still while the clamp acts, rises slowly and
falls faster. Knows nothing of limbs.
"""

import micropython
from micropython import const

from stillwater.control.state import (
    ARRIVED,
    BATH_ERROR_MV,
    BATH_MV,
    CURRENT_UA,
    HOLD_UV,
    LEAVING,
    LIMITED,
    OPEN_TICKS,
    OUTPUT_MAX_UV,
    REFERENCE_UA,
    SHARE_Q10,
    TARGET_UA,
)

# 3 kohm total (1.5..6): the current follows within 3000 / 12 ms = 0.25 s (0.13..0.5). UNSOURCED: 8, 12 and 16 measured.
_GAIN_UV_PER_UA = const(12)
NEVER_TICKS = const(-1)  # of OPEN_TICKS: nothing flows with all voltage that there may be at first
RISE_UV = const(1200)  # 1.2 V/s carries 0.3 mA/s through 4 kohm
# In a hold the voltage rises by 3 % a second of what is skin: it wanders no faster; a hand that leaves slowly is hardly followed.
_HOLD_RISE_SHIFT = const(15)
_HOLD_RISE_UV = const(5)
_ARRIVED_UA = const(20)
_FALL_UV = const(60000)  # 60 V/s carries 20 mA/s through 3 kohm
# Without current the voltage stays low: 2 V, for electrodes take theirs only as current flows; 15 kohm is open circuit.
_START_UV = const(2000000)
_OPEN_OHM = const(15000)
# Until current has flowed the voltage climbs fast, up to what the probe had over the bath and a little more.
FIRST_RISE_UV = const(20000)
_FIRST_MORE_MV = const(100)


@micropython.viper
def first_uv(s: ptr32) -> int:
    """The most that may wait for a limb while nothing has flowed in this drive, uV."""
    return (s[BATH_MV] + s[BATH_ERROR_MV] + _FIRST_MORE_MV) * 1000


@micropython.viper
def ceiling_uv(s: ptr32) -> int:
    """Highest voltage allowed at the present current, uV; LIMITED tells if it is the board's own bound."""
    ceiling = _START_UV + _OPEN_OHM * s[CURRENT_UA]
    if s[OPEN_TICKS] < 0:
        ceiling = int(first_uv(s))
    s[LIMITED] = 0
    if ceiling > s[OUTPUT_MAX_UV]:
        ceiling = s[OUTPUT_MAX_UV]
        if s[HOLD_UV] >= ceiling:
            s[LIMITED] = 1
    if ceiling < 0:
        ceiling = 0
    return ceiling


@micropython.viper
def arrived(s: ptr32) -> int:
    """1 from when the current has reached a reference that no longer moves."""
    if s[REFERENCE_UA] != s[TARGET_UA]:
        s[ARRIVED] = 0
    elif s[CURRENT_UA] >= s[REFERENCE_UA] - _ARRIVED_UA:
        s[ARRIVED] = 1
    return s[ARRIVED]


@micropython.viper
def regulator(s: ptr32):
    """Slide HOLD_UV by the error of the current, within its slopes and the ceiling."""
    step_uv = (s[REFERENCE_UA] - s[CURRENT_UA]) * _GAIN_UV_PER_UA
    rise_uv = RISE_UV
    if int(arrived(s)):
        rise_uv = ((s[HOLD_UV] >> 10) * s[SHARE_Q10] >> _HOLD_RISE_SHIFT) + _HOLD_RISE_UV
    if s[LEAVING]:
        rise_uv = 0
    if step_uv > rise_uv:
        step_uv = rise_uv
    if s[OPEN_TICKS] < 0:
        step_uv = FIRST_RISE_UV
    if step_uv < 0 - _FALL_UV:
        step_uv = 0 - _FALL_UV
    hold_uv = s[HOLD_UV] + step_uv
    highest_uv = int(ceiling_uv(s))
    if hold_uv > highest_uv:
        hold_uv = highest_uv
    if hold_uv < 0:
        hold_uv = 0
    s[HOLD_UV] = hold_uv
