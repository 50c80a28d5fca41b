"""The output stage, its contacts and bridge, driving the bath: one step of 250 us at a time.

The stage can source, not sink; 30 mA limiter; two poles of 0.5 ms; terminals with capacitance and bleeder; photo-
relays that take their time; a comparator that opens the first contact by itself. Knows no firmware.
"""

import micropython
from micropython import const

from virtual.bath import OPEN_OHM, RESISTANCE_OHM, SERIES_OHM, STEP_US, advance, look
from virtual.bath import held_uv as bath_held_uv
from virtual.state import (
    BLEEDER_OHM,
    BRIDGE,
    BRIDGE_STUCK,
    BRIDGE_US,
    BRIDGE_WANTED,
    CONTACT_1,
    CONTACT_1_IS,
    CONTACT_1_US,
    CONTACT_2_IS,
    FED_US,
    HOLD_Q20,
    LATCH,
    LEAD_BROKEN,
    LEAK_NA,
    LEVEL_UV,
    LOAD_Q20,
    OPEN_US,
    PATH_Q20,
    PEAK_SKIN_NA,
    POLE_1_UV,
    POLE_2_UV,
    PROBE_OHM,
    RELAY_US,
    SKIN_SUM_NA,
    STAGE_NA,
    STAGE_SHORT,
    SUPPLY_MV,
    TERMINAL_NF,
    TERMINAL_UV,
    TOUCH_OHM,
    WELDED,
)

_ONE_OHM_Q20 = const(1048576000)  # conductance of an ohm, nA per uV
_POLE_Q10 = const(341)  # a step of 250 us towards a pole of 0.5 ms
_RAIL_UV = const(60000000)
_LIMITER_NA = const(30500000)
_COMPARATOR_NA = const(30000000)
_WIRE_OHM = const(60)  # shunts and relay
_BRIDGE_TURN_US = const(1000)  # break before make
_SUPPLY_LEAST_MV = const(6000)
_DIODE_UV = const(-300000)  # the stage's own diode holds the terminals here


@micropython.viper
def contacts(t: ptr32, powered: int) -> int:
    """Let both relays follow their commands after their time; the latch opens the first; a welded one stays.

    1 when one has moved.
    """
    before = t[CONTACT_1_IS] + 2 * t[CONTACT_2_IS]
    for which in range(2):
        wanted = t[CONTACT_1 + which] & powered
        if t[LATCH]:
            if which == 0:
                wanted = 0
        if t[CONTACT_1_IS + which] == wanted:
            t[CONTACT_1_US + which] = t[RELAY_US]
        else:
            t[CONTACT_1_US + which] -= STEP_US
            if t[CONTACT_1_US + which] <= 0:
                t[CONTACT_1_IS + which] = wanted
        if (t[WELDED] >> which) & 1:
            t[CONTACT_1_IS + which] = 1
    return int(t[CONTACT_1_IS] + 2 * t[CONTACT_2_IS] != before)


@micropython.viper
def turn(t: ptr32) -> int:
    """Move the bridge: open while it turns. 1 when it has opened or closed."""
    moved = 0
    if t[BRIDGE_US] > 0:
        t[BRIDGE_US] -= STEP_US
        moved = 1
    elif t[BRIDGE] != t[BRIDGE_WANTED] and t[BRIDGE_STUCK] == 0:
        t[BRIDGE] = t[BRIDGE_WANTED]
        t[BRIDGE_US] = _BRIDGE_TURN_US
        moved = 1
    return moved


@micropython.viper
def filtered(t: ptr32, powered: int) -> int:
    """The voltage the stage would give, uV: two poles of 0.5 ms after the PWM, the rail when it is shorted."""
    t[POLE_1_UV] += ((t[LEVEL_UV] - t[POLE_1_UV]) * _POLE_Q10 >> 10)
    t[POLE_2_UV] += ((t[POLE_1_UV] - t[POLE_2_UV]) * _POLE_Q10 >> 10)
    stage_uv = t[POLE_2_UV]
    if t[STAGE_SHORT]:
        stage_uv = _RAIL_UV
    if powered == 0:
        stage_uv = 0
    return stage_uv


@micropython.viper
def path_ohm(t: ptr32, b: ptr32) -> int:
    """Ohm from terminal through contacts and bath and back; OPEN_OHM when anything is open."""
    ohm = b[RESISTANCE_OHM] + _WIRE_OHM
    if t[CONTACT_2_IS] == 0:
        ohm += t[PROBE_OHM]
    if t[CONTACT_1_IS] == 0 or t[LEAD_BROKEN] != 0 or t[BRIDGE_US] > 0:
        ohm = OPEN_OHM
    if ohm > OPEN_OHM:
        ohm = OPEN_OHM
    return ohm


@micropython.viper
def touch_q20(t: ptr32) -> int:
    """Conductance of electrodes that touch, through the contacts, nA per uV in Q20."""
    conductance_q20 = 0
    if t[TOUCH_OHM] > 0 and t[CONTACT_1_IS] != 0:
        ohm = t[TOUCH_OHM] + _WIRE_OHM
        if t[CONTACT_2_IS] == 0:
            ohm += t[PROBE_OHM]
        conductance_q20 = _ONE_OHM_Q20 // ohm
    return conductance_q20


@micropython.viper
def conduct(t: ptr32, b: ptr32):
    """Find the conductances anew, nA per uV in Q20: they stand still within a millisecond unless a contact moves."""
    t[PATH_Q20] = _ONE_OHM_Q20 // int(path_ohm(t, b))
    t[HOLD_Q20] = t[TERMINAL_NF] * (_ONE_OHM_Q20 // 1000) // STEP_US
    t[LOAD_Q20] = t[HOLD_Q20] + _ONE_OHM_Q20 // t[BLEEDER_OHM] + t[PATH_Q20] + int(touch_q20(t))


@micropython.viper
def solve(t: ptr32, back_uv: int, stage_uv: int) -> int:
    """Find the terminal's voltage: the stage's, unless it would have to sink or to give more than its limit.

    Current through the contacts, nA.
    """
    path_q20 = t[PATH_Q20]
    load_q20 = t[LOAD_Q20]
    inflow = t[HOLD_Q20] * t[TERMINAL_UV] + path_q20 * back_uv
    stage_na = (load_q20 * stage_uv - inflow) >> 20
    terminal_uv = stage_uv
    if stage_na < 0:
        terminal_uv = inflow // load_q20
    elif stage_na > _LIMITER_NA:
        terminal_uv = (inflow + (_LIMITER_NA << 20)) // load_q20
    if terminal_uv < _DIODE_UV:
        terminal_uv = _DIODE_UV
    t[TERMINAL_UV] = terminal_uv
    return (terminal_uv - back_uv) * path_q20 >> 20


@micropython.viper
def stage_step(t: ptr32, b: ptr32):
    """One step of 250 us: relays, bridge, filter, bath; trips the latch."""
    powered = 0
    if t[FED_US] > 0:
        t[FED_US] -= STEP_US
        if t[SUPPLY_MV] > _SUPPLY_LEAST_MV:
            powered = 1
    if int(contacts(t, powered)) + int(turn(t)):
        conduct(t, b)
    path_na = int(solve(t, t[BRIDGE] * int(look(b)), int(filtered(t, powered))))
    skin_na = t[BRIDGE] * path_na * (STEP_US - t[OPEN_US]) // STEP_US
    t[OPEN_US] = 0
    advance(b, skin_na)
    t[SKIN_SUM_NA] += skin_na
    size_na = path_na
    if size_na < 0:
        size_na = 0 - size_na
    if size_na > t[PEAK_SKIN_NA]:
        t[PEAK_SKIN_NA] = size_na
    stage_na = path_na + t[LEAK_NA]
    if t[TOUCH_OHM]:
        stage_na += (t[TERMINAL_UV] * int(touch_q20(t)) >> 20)
    t[STAGE_NA] = stage_na
    if stage_na > _COMPARATOR_NA:
        t[LATCH] = 1


@micropython.viper
def millisecond(t: ptr32, b: ptr32):
    """Four steps."""
    t[SKIN_SUM_NA] = 0
    t[PEAK_SKIN_NA] = 0
    conduct(t, b)
    for _ in range(4):
        stage_step(t, b)


@micropython.viper
def held_uv(t: ptr32, b: ptr32) -> int:
    """What the voltage channel would read while the chopper is open, uV."""
    held = t[TERMINAL_UV]
    if b[SERIES_OHM] < OPEN_OHM:
        if int(path_ohm(t, b)) < OPEN_OHM:
            held = t[BRIDGE] * int(bath_held_uv(b))
    elif t[TOUCH_OHM] > 0 and t[CONTACT_1_IS] != 0:
        held = 0
    if held > t[TERMINAL_UV]:
        held = t[TERMINAL_UV]
    return held
