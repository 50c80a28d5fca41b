"""A board that is not there: bath, output stage, channels and port, in integers, for any MicroPython.

Control cannot tell it from a real one. Its scales, pins and polarities are odd on purpose.
"""
