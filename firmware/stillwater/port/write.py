"""What a tick writes: PWM level, contacts, bridge, and the deadman's food. A cut takes all of it away in the same tick.

Knows PWM and PIO, and the level that the board allows. Knows no law.
"""

import micropython
from board import OUTPUT_MAX_UV, PIN_ENABLE, PIN_PWM, UV_PER_LEVEL

from stillwater.control.state import COMMAND_UV
from stillwater.port.registers import (
    IO,
    IO_CTRL,
    IO_FORCE_LOW,
    PIO_0,
    PIO_FSTAT,
    PIO_TX_0,
    PIO_TX_FULL_0,
    PWM,
    PWM_CC,
    PWM_SLICE_WORDS,
)
from stillwater.port.relays import put_bridge, put_contacts
from stillwater.port.slots import ENABLE_CTRL, LEVEL_REST_UV
from stillwater.safety.slots import CUT, GUARD_COMMAND_UV, GUARD_CONTACTS


@micropython.viper
def level(p: ptr32, command_uv: int) -> int:
    """The PWM level of a command, the rest carried to the next tick; never below 0 or above the board's largest output."""
    wanted_uv = command_uv + p[LEVEL_REST_UV]
    steps = wanted_uv // UV_PER_LEVEL
    p[LEVEL_REST_UV] = wanted_uv - steps * UV_PER_LEVEL
    if steps > OUTPUT_MAX_UV // UV_PER_LEVEL:
        steps = OUTPUT_MAX_UV // UV_PER_LEVEL
    if steps < 0:
        steps = 0
    return steps


@micropython.viper
def put_level(p: ptr32, command_uv: int, cut: int):
    """Write the level. The other half of the slice has no pin of its own on PWM, so it may be overwritten."""
    steps = int(level(p, command_uv))
    if cut:
        steps = 0
    word = PWM
    pwm = ptr32((word + (PIN_PWM >> 1 & 7) * PWM_SLICE_WORDS) << 2)
    pwm[PWM_CC] = steps << (PIN_PWM & 1) * 16


@micropython.viper
def feed(p: ptr32, cut: int):
    """Feed the deadman; a cut pulls the enable line down at once, past PIO."""
    word = IO
    io = ptr32(word << 2)
    word = PIO_0
    pio = ptr32(word << 2)
    if cut:
        io[PIN_ENABLE * 2 + IO_CTRL] = p[ENABLE_CTRL] | IO_FORCE_LOW
    else:
        io[PIN_ENABLE * 2 + IO_CTRL] = p[ENABLE_CTRL]
        if pio[PIO_FSTAT] & PIO_TX_FULL_0 == 0:
            pio[PIO_TX_0] = 1


@micropython.viper
def write(s: ptr32, g: ptr32, p: ptr32):
    """All that a tick writes, and what the guard has to know of it."""
    cut = g[CUT]
    put_level(p, s[COMMAND_UV], cut)
    g[GUARD_COMMAND_UV] = s[COMMAND_UV]
    g[GUARD_CONTACTS] = int(put_contacts(s, p, cut))
    put_bridge(p)
    feed(p, cut)
