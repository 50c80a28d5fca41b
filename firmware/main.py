"""Starts the unit: MicroPython runs this file by its name, after boot.py has let go of every pin.

A file that is missing or broken ends here, before anything is driven: the pins are let go again, the display says so as far as
what that takes is there, and the REPL opens for the repair.
"""

import gc
import sys

import micropython

# Each import of these asks the file system first whether it has one of the name, which takes 4.6 ms; a u before it says that it has not.
_BUILT_IN = ("array", "binascii", "hashlib", "io", "json", "machine", "os", "select", "struct", "time")
_COLLECT_BYTES = 32768  # UNSOURCED: what importing leaves behind goes before it has broken the heap into pieces
_CTRL_C = 3


def start():
    """Service mode if it is wanted, else the unit, which comes back from nowhere."""
    for name in _BUILT_IN:
        sys.modules[name] = __import__("u" + name)
    from stillwater.port import tick  # noqa: F401, I001  # first: its code wants one free stretch of memory
    from stillwater import service
    if service.is_wanted():
        return service.enter
    from stillwater import unit
    return unit.run


def give_up(error):
    """Off, the words, the REPL."""
    micropython.kbd_intr(_CTRL_C)
    import board
    from machine import I2C, Pin

    import boot  # noqa: F401  # every pin an input
    from stillwater.last_words import say
    i2c = I2C(board.PIN_I2C_SDA >> 1 & 1, sda=Pin(board.PIN_I2C_SDA), scl=Pin(board.PIN_I2C_SCL))
    say(i2c, "Unit is off", "Firmware broken:", type(error).__name__, "Send to service")


gc.threshold(_COLLECT_BYTES)  # type: ignore[attr-defined]  # MicroPython's own
micropython.kbd_intr(-1)  # from now on Ctrl-C is a byte like any other; only service mode turns it on again
try:
    start()()
except BaseException as error:
    give_up(error)
    raise
