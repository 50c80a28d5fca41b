"""Contacts and bridge. Break before make is kept here, whatever is asked: the bridge moves only behind open contacts, and both
its pairs are open for a while between. Knows pins, no current.
"""

import micropython
from board import PIN_BRIDGE_A, PIN_BRIDGE_B, PIN_CONTACT_1, PIN_CONTACT_2
from micropython import const

from stillwater.control.wants import contacts_wanted
from stillwater.port.registers import SIO, SIO_CLEAR, SIO_SET
from stillwater.port.slots import BRIDGE_IS, BRIDGE_TICKS, BRIDGE_WANTED, OPEN_TICKS

_BREAK_TICKS = const(4)  # derived: longer than any relay that a board file may name takes to open, 3 ms
_OPEN_TICKS_MOST = const(1000)


@micropython.viper
def contacts_allowed(s: ptr32, p: ptr32, cut: int) -> int:
    """What control wants, but 0 when cut, while the bridge is open, and while a turn waits behind contacts that are open already."""
    closed = int(contacts_wanted(s))
    if cut != 0 or p[BRIDGE_IS] == 0:
        closed = 0
    if p[BRIDGE_IS] != p[BRIDGE_WANTED] and p[OPEN_TICKS] > 0:
        closed = 0
    return closed


@micropython.viper
def put_contacts(s: ptr32, p: ptr32, cut: int) -> int:
    """Open and close contacts; how many are closed then, 0..2."""
    word = SIO
    sio = ptr32(word << 2)
    closed = int(contacts_allowed(s, p, cut))
    if closed < 2:
        sio[SIO_CLEAR] = 1 << PIN_CONTACT_2
    if closed < 1:
        sio[SIO_CLEAR] = 1 << PIN_CONTACT_1
    if closed > 0:
        sio[SIO_SET] = 1 << PIN_CONTACT_1
    if closed > 1:
        sio[SIO_SET] = 1 << PIN_CONTACT_2
    count_open(p, closed)
    return closed


@micropython.viper
def count_open(p: ptr32, closed: int):
    """Count ticks with both contacts open."""
    if closed > 0:
        p[OPEN_TICKS] = 0
    elif p[OPEN_TICKS] < _OPEN_TICKS_MOST:
        p[OPEN_TICKS] += 1


@micropython.viper
def put_bridge(p: ptr32):
    """One step to where the bridge is wanted, once the contacts have been open for some ticks."""
    if p[BRIDGE_IS] != p[BRIDGE_WANTED] and p[OPEN_TICKS] > _BREAK_TICKS:
        word = SIO
        sio = ptr32(word << 2)
        sio[SIO_CLEAR] = 1 << PIN_BRIDGE_A | 1 << PIN_BRIDGE_B
        p[BRIDGE_IS] = 0
        p[BRIDGE_TICKS] += 1
        if p[BRIDGE_TICKS] > _BREAK_TICKS:
            p[BRIDGE_TICKS] = 0
            p[BRIDGE_IS] = p[BRIDGE_WANTED]
            if p[BRIDGE_IS] > 0:
                sio[SIO_SET] = 1 << PIN_BRIDGE_A
            else:
                sio[SIO_SET] = 1 << PIN_BRIDGE_B
