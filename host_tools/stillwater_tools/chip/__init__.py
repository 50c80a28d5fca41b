"""The chip on the desk: an emulated RP2040 that runs the official MicroPython image, with what hangs on its pins.

Needs the packages of the extra `chip`. Knows no firmware; `unit`, with `circuit` and `codes`, alone knows a board and a bath.
"""
