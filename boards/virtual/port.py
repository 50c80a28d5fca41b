"""The virtual board's port, twin of `port/rp2.py`: fills the blocks from the channels, writes contacts and level.

Runs on real and on simulated time alike; the only firmware-side file that knows this board. Knows no law.
"""

import micropython
from micropython import const

from stillwater.control.state import A_RAW as CONTROL_A_RAW
from stillwater.control.state import CLAMPED, COMMAND_UV, HELD_FRESH, HELD_RAW, MODE, MODE_DRIVE, MODE_PROBE, MODE_STOP, TICKS
from stillwater.control.state import V_RAW as CONTROL_V_RAW
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
from virtual.channels import a_ideal_raw, b_ideal_raw, converted, reference_gather, v_ideal_raw
from virtual.stage import held_uv
from virtual.state import (
    BRIDGE,
    BRIDGE_WANTED,
    CONTACT_1,
    CONTACT_2,
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

_INTERRUPT_TICKS = const(128)
_INTERRUPT_CLAMPED_TICKS = const(4)
_INTERRUPT_US = const(30)


@micropython.viper
def read(s: ptr32, g: ptr32, t: ptr32, b: ptr32):
    """Convert A, B and V, and V while the chopper is open, into both blocks.

    The chopper opens eight times a second, and in every tick while the clamp holds.
    """
    t[STUCK_A_RAW] = int(converted(t, int(a_ideal_raw(t)), t[STUCK_A_RAW]))
    t[STUCK_B_RAW] = int(converted(t, int(b_ideal_raw(t)), t[STUCK_B_RAW]))
    t[STUCK_V_RAW] = int(converted(t, int(v_ideal_raw(t, t[TERMINAL_UV])), t[STUCK_V_RAW]))
    reference_gather(t)
    s[CONTROL_A_RAW] = t[STUCK_A_RAW]
    s[CONTROL_V_RAW] = t[STUCK_V_RAW]
    g[GUARD_A_RAW] = t[STUCK_A_RAW]
    g[GUARD_B_RAW] = t[STUCK_B_RAW]
    g[GUARD_V_RAW] = t[STUCK_V_RAW]
    g[GUARD_LATCH] = t[LATCH]
    g[GUARD_SUPPLY_MV] = t[SUPPLY_MV]
    g[GUARD_BRIDGE_SENSED] = t[BRIDGE]
    s[HELD_FRESH] = 0
    period_ticks = _INTERRUPT_TICKS
    if s[CLAMPED]:
        period_ticks = _INTERRUPT_CLAMPED_TICKS
    if s[MODE] == MODE_STOP or (s[MODE] == MODE_DRIVE and s[TICKS] % period_ticks == 0):
        s[HELD_FRESH] = 1
        t[OPEN_US] = _INTERRUPT_US
        s[HELD_RAW] = int(converted(t, int(v_ideal_raw(t, int(held_uv(t, b)))), t[STUCK_V_RAW]))


@micropython.viper
def write(s: ptr32, g: ptr32, t: ptr32):
    """Write contacts and PWM level (the rest of a level is carried to the next tick); feed the deadman unless cut.

    A probe that gives nothing is open, or the electrodes' own voltage would drive current back through the bleeder.
    """
    mode = s[MODE]
    driving = 0
    if mode == MODE_DRIVE or mode == MODE_STOP:
        driving = 1
    t[CONTACT_1] = driving
    if mode == MODE_PROBE and s[COMMAND_UV] > 0:
        t[CONTACT_1] = 1
    t[CONTACT_2] = driving
    wanted_uv = s[COMMAND_UV] + t[LEVEL_REST_UV]
    level_uv = wanted_uv // t[UV_PER_LEVEL] * t[UV_PER_LEVEL]
    t[LEVEL_REST_UV] = wanted_uv - level_uv
    t[LEVEL_UV] = level_uv
    if t[PWM_STUCK]:
        t[LEVEL_UV] = t[PWM_HELD_UV]
    g[GUARD_COMMAND_UV] = s[COMMAND_UV]
    g[GUARD_CONTACTS] = t[CONTACT_1] + driving
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
