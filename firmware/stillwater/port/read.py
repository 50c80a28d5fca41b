"""What a tick reads, into control's block and into the guard's. Knows wires and slots, no scale but the pins' senses."""

import micropython
from board import BRIDGE_SENSE_PLUS_LEVEL, PIN_ALERT_IN, PIN_BRIDGE_SENSE, PIN_LATCH_IN

from stillwater.control.state import A_RAW, TICKS, V_RAW
from stillwater.port.burst import finish, gathered
from stillwater.port.registers import SIO, SIO_IN
from stillwater.port.single import interrupt, read_supply, read_temperature
from stillwater.port.slots import A_AT, B_AT, V_AT
from stillwater.safety.slots import GUARD_A_RAW, GUARD_B_RAW, GUARD_BRIDGE_SENSED, GUARD_LATCH, GUARD_V_RAW


@micropython.viper
def read_pins(g: ptr32):
    """The hardware's trips, comparator (high) or INA228 (low), and where the bridge stands."""
    word = SIO
    sio = ptr32(word << 2)
    pins = sio[SIO_IN]
    tripped = pins >> PIN_LATCH_IN & 1
    alerted = (pins >> PIN_ALERT_IN & 1) ^ 1
    g[GUARD_LATCH] = tripped | alerted
    away = (pins >> PIN_BRIDGE_SENSE & 1) ^ BRIDGE_SENSE_PLUS_LEVEL
    g[GUARD_BRIDGE_SENSED] = 1 - 2 * away


@micropython.viper
def read_burst(s: ptr32, g: ptr32, p: ptr32):
    """A, B and V: sums of sixteen conversions."""
    finish(p)
    s[A_RAW] = int(gathered(p, p[A_AT]))
    s[V_RAW] = int(gathered(p, p[V_AT]))
    g[GUARD_A_RAW] = s[A_RAW]
    g[GUARD_B_RAW] = int(gathered(p, p[B_AT]))
    g[GUARD_V_RAW] = s[V_RAW]


@micropython.viper
def read(s: ptr32, g: ptr32, p: ptr32):
    """All of a tick's readings; the burst must have been begun."""
    read_burst(s, g, p)
    read_pins(g)
    read_supply(g, p)
    read_temperature(p, s[TICKS])
    interrupt(s)
