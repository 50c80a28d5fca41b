"""The virtual board's port, twin of `port/rp2.py`: fills the blocks from the channels, writes contacts and level.

Runs on real and on simulated time alike; the only firmware-side file that knows this board. Knows no law.
"""

import micropython
from micropython import const

from stillwater.control.state import A_RAW as CONTROL_A_RAW
from stillwater.control.state import COMMAND_UV, HELD_FRESH, HELD_RAW
from stillwater.control.state import V_RAW as CONTROL_V_RAW
from stillwater.control.wants import contacts_wanted, interrupt_due
from stillwater.safety.limits import DEADMAN_MS
from stillwater.safety.slots import (
    CUT,
    GUARD_A_RAW,
    GUARD_B_RAW,
    GUARD_BRIDGE,
    GUARD_BRIDGE_SENSED,
    GUARD_COMMAND_UV,
    GUARD_CONTACTS,
    GUARD_LATCH,
    GUARD_SUPPLY_MV,
    GUARD_V_RAW,
)
from virtual.channels import (
    HELD_NOISE_RAW,
    NOISE_RAW,
    POINT_RAW,
    a_ideal_raw,
    b_ideal_raw,
    converted,
    noisy,
    reference_gather,
    v_ideal_raw,
)
from virtual.stage import held_uv
from virtual.state import (
    BRIDGE,
    BRIDGE_WANTED,
    CONTACT_1,
    CONTACT_2,
    DITHER_RAW,
    FED_US,
    LATCH,
    LEVEL_REST_UV,
    LEVEL_UV,
    OPEN_US,
    PWM_HELD_UV,
    PWM_STUCK,
    STUCK_A_RAW,
    STUCK_B_RAW,
    STUCK_V_RAW,
    SUPPLY_MV,
    TERMINAL_UV,
    UV_PER_LEVEL,
)

_INTERRUPT_US = const(30)


@micropython.viper
def read(s: ptr32, g: ptr32, t: ptr32, b: ptr32):
    """Convert A, B and V, and V while the chopper is open when control wants it, into both blocks."""
    t[STUCK_A_RAW] = int(converted(t, int(noisy(t, int(a_ideal_raw(t)), NOISE_RAW)), t[DITHER_RAW], t[STUCK_A_RAW]))
    t[STUCK_B_RAW] = int(converted(t, int(noisy(t, int(b_ideal_raw(t)), NOISE_RAW)), t[DITHER_RAW], t[STUCK_B_RAW]))
    t[STUCK_V_RAW] = int(converted(t, int(noisy(t, int(v_ideal_raw(t, t[TERMINAL_UV])), NOISE_RAW)), POINT_RAW, t[STUCK_V_RAW]))
    reference_gather(t)
    s[CONTROL_A_RAW] = t[STUCK_A_RAW]
    s[CONTROL_V_RAW] = t[STUCK_V_RAW]
    g[GUARD_A_RAW] = t[STUCK_A_RAW]
    g[GUARD_B_RAW] = t[STUCK_B_RAW]
    g[GUARD_V_RAW] = t[STUCK_V_RAW]
    g[GUARD_LATCH] = t[LATCH]
    g[GUARD_SUPPLY_MV] = t[SUPPLY_MV]
    g[GUARD_BRIDGE_SENSED] = t[BRIDGE]
    s[HELD_FRESH] = int(interrupt_due(s))
    if s[HELD_FRESH]:
        t[OPEN_US] = _INTERRUPT_US
        held_raw = int(v_ideal_raw(t, int(held_uv(t, b))))
        s[HELD_RAW] = int(converted(t, int(noisy(t, held_raw, HELD_NOISE_RAW)), POINT_RAW, t[STUCK_V_RAW]))


@micropython.viper
def write(s: ptr32, g: ptr32, t: ptr32):
    """Write contacts and PWM level (the rest of a level is carried to the next tick); feed the deadman unless cut."""
    closed = int(contacts_wanted(s))
    t[CONTACT_1] = int(closed > 0)
    t[CONTACT_2] = int(closed > 1)
    wanted_uv = s[COMMAND_UV] + t[LEVEL_REST_UV]
    level_uv = wanted_uv // t[UV_PER_LEVEL] * t[UV_PER_LEVEL]
    t[LEVEL_REST_UV] = wanted_uv - level_uv
    t[LEVEL_UV] = level_uv
    if t[PWM_STUCK]:
        t[LEVEL_UV] = t[PWM_HELD_UV]
    g[GUARD_COMMAND_UV] = s[COMMAND_UV]
    g[GUARD_CONTACTS] = closed
    t[FED_US] = DEADMAN_MS * 1000
    if g[CUT]:
        t[CONTACT_1] = 0
        t[CONTACT_2] = 0
        t[FED_US] = 0
        t[LEVEL_UV] = 0


@micropython.viper
def turn_bridge(g: ptr32, t: ptr32, bridge: int):
    """Command the bridge, +1 or -1; the caller has seen to it that nothing flows."""
    t[BRIDGE_WANTED] = bridge
    g[GUARD_BRIDGE] = bridge
