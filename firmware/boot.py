"""First after any reset, soft ones included: every pin becomes an input with a pull-down, so nothing is driven.

Needs no board file and no other module, for either may be missing: this is what the chip's pins are after power-on anyway.
"""

import machine

_PINS = 30

for number in range(_PINS):
    machine.Pin(number, machine.Pin.IN, machine.Pin.PULL_DOWN)
