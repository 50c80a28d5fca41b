"""The capture ring: the last 256 ticks in memory, frozen round an event. Knows no journal and no event's meaning.

A sample is four integers: channel A and B in uA, output in mV, command in mV.
"""

import struct
from array import array

import micropython
from micropython import const

from stillwater.control.state import COMMAND_UV, MODE, MODE_STOP
from stillwater.safety.slots import A_UA, B_UA, CUT, V_MV

_AT = const(0)  # where the next sample goes
_AFTER = const(1)  # samples still to come after the event; -1: no event yet
_HEAD = const(2)
TICKS = const(256)
_AFTER_TICKS = const(96)
_CHUNK_TICKS = const(24)
CHUNKS = const(11)
# a sample as the journal keeps it: name, struct type, how much one of its units is
SAMPLE = (("a_ua", "h", 1), ("b_ua", "h", 1), ("output_mv", "h", 2), ("command_mv", "h", 2))
_LAYOUT = "<" + "".join([code for _name, code, _unit in SAMPLE])


def ring():
    """A ring that waits for an event."""
    return array("i", [0, -1] + [0] * (4 * TICKS))


@micropython.viper
def capture(c: ptr32, s: ptr32, g: ptr32):
    """Keep this tick unless the ring is frozen; a cut or the first tick of a soft-stop starts the freeze."""
    if c[_AFTER] != 0:
        at = _HEAD + 4 * c[_AT]
        c[at] = g[A_UA]
        c[at + 1] = g[B_UA]
        c[at + 2] = g[V_MV]
        c[at + 3] = s[COMMAND_UV] // 1000
        c[_AT] = (c[_AT] + 1) % TICKS
        if c[_AFTER] > 0:
            c[_AFTER] -= 1
        elif g[CUT] != 0 or s[MODE] == MODE_STOP:
            c[_AFTER] = _AFTER_TICKS


def is_frozen(c):
    """True when the window is whole and waits to be read."""
    return c[_AFTER] == 0


def chunk(c, index):
    """Chunk `index` (0..CHUNKS - 1), oldest first: 24 samples of four signed 16-bit integers (A and B in uA,
    output and command in units of 2 mV), kept within their range."""
    data = bytearray()
    for tick in range(index * _CHUNK_TICKS, min(TICKS, (index + 1) * _CHUNK_TICKS)):
        at = _HEAD + 4 * ((c[_AT] + tick) % TICKS)
        data += struct.pack(_LAYOUT, _short(c[at]), _short(c[at + 1]), _short(c[at + 2] // 2), _short(c[at + 3] // 2))
    return bytes(data)


def thaw(c):
    """Wait for the next event."""
    c[_AFTER] = -1


def _short(value):
    return max(-32768, min(32767, value))
