"""Keeps memory that arrays have freed for the next ones. Knows glibc's malloc, and does nothing where there is another.

Left alone it gives each large array back to the system and has it cleared again for the next: a quarter of the time of an export.
"""

import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # malloc.h
_KEPT_BYTES = 256 << 20


def keep() -> None:
    """For the whole process, from now on."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    for parameter in (_TRIM_THRESHOLD, _MMAP_THRESHOLD):
        mallopt(parameter, _KEPT_BYTES)
