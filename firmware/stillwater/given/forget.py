"""Lets go of modules that are wanted for a moment only, so that a treatment has their memory. Knows no module."""

import gc
import sys


def forget(*names):
    """Each module as if it had never been imported; an object that a caller still has of one keeps it in memory. Names with dots."""
    for name in names:
        sys.modules.pop(name, None)
        package, _dot, module = name.rpartition(".")
        if hasattr(sys.modules.get(package), module):
            delattr(sys.modules[package], module)
    gc.collect()
