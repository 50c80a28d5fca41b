"""HMAC-SHA256 (RFC 2104), over what MicroPython has. Knows bytes and keys, no prescription.

It protects from a wrong file, from a damaged one, and from anybody who has no key. It does not protect from somebody who reads the key
out of a unit's flash: he can sign as the clinic does. So each unit has a key of its own, and what is read out of one signs for that
one only; the clinic's key, from which all are derived, never leaves the clinic. A key is replaced in service mode, by
`stillwater provision`: who holds the unit and opens it is trusted.
"""

import hashlib

from micropython import const

KEY_BYTES = const(32)
SIGNATURE_BYTES = const(32)
_BLOCK_BYTES = const(64)  # of SHA-256
_INNER = const(0x36)
_OUTER = const(0x5C)


def signature(data, key):
    """SIGNATURE_BYTES over bytes; the key has at most 64."""
    padded = key + bytes(_BLOCK_BYTES - len(key))
    inner = hashlib.sha256(bytes([byte ^ _INNER for byte in padded]) + data).digest()
    return hashlib.sha256(bytes([byte ^ _OUTER for byte in padded]) + inner).digest()


def unit_key(clinic_key, serial):
    """KEY_BYTES of the unit with this serial, as bytes."""
    return signature(serial, clinic_key)


def is_equal(mine, theirs):
    """Compare in a time that does not tell where they differ."""
    differ = len(mine) ^ len(theirs)
    for here, there in zip(mine, theirs):
        differ |= here ^ there
    return differ == 0
