"""Stands in for MicroPython's own module on CPython, so that firmware runs there unchanged.

`viper` is the identity, or `numba.njit` when STILLWATER_NUMBA=1; `ptr32` becomes a builtin name because
firmware uses it only as an annotation. Knows nothing of what the firmware does.
"""

import builtins
import os

builtins.ptr32 = object


def const(value):
    return value


def _identity(function):
    return function


if os.environ.get("STILLWATER_NUMBA") == "1":
    from numba import njit

    viper = njit(error_model="numpy")
else:
    viper = _identity
