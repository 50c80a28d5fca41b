"""All the numbers of a packed stretch at once: zigzag, 7 bits a byte, low bits first. Knows no record.

A number ends with a byte whose high bit is clear. Where bytes that are no number lie between, whoever knows that says where the
next one begins.
"""

import numpy as np
from numpy.typing import NDArray

_MORE = 0x80
_BITS = 7
_BYTES_MOST = 9  # 63 bits, what an integer of numpy holds
_PAD_BYTES = 256  # more than a record has, so that one which goes beyond the end finds zeros: numbers that nobody believes

Integers = NDArray[np.int64]


class Numbers:
    """Numbers of `data` by their place in it; a place may lie behind its end by less than a record."""

    def __init__(self, data: bytes) -> None:
        self._seen = np.frombuffer(data + bytes(_PAD_BYTES), np.uint8)
        is_last = self._seen < _MORE
        self._end = np.flatnonzero(is_last)
        self._before = np.zeros(len(self._seen) + 1, np.int32)
        np.cumsum(is_last, out=self._before[1:])

    def index(self, at: Integers) -> Integers:
        """Of the number that a byte belongs to."""
        return self._before[at].astype(np.int64)

    def byte(self, at: Integers) -> NDArray[np.uint8]:
        """The bytes at these places."""
        return self._seen[at]

    def behind(self, index: Integers) -> Integers:
        """Where the byte behind a number is."""
        return self._end[index] + 1

    def values(self, begins: Integers) -> tuple[Integers, NDArray[np.bool_]]:
        """Of each number, and whether it is one; what has too many bytes is none. At `begins` one begins, whatever lies before."""
        begin = np.concatenate([[0], self._end[:-1] + 1])
        begin[self.index(begins)] = begins
        extra = self._end - begin
        value = (self._seen[begin] & (_MORE - 1)).astype(np.int64)
        longer = np.flatnonzero(extra)
        for place in range(1, _BYTES_MOST):
            value[longer] |= (self._seen[begin[longer] + place].astype(np.int64) & (_MORE - 1)) << (_BITS * place)
            longer = longer[extra[longer] > place]
        return (value >> 1) ^ -(value & 1), extra < _BYTES_MOST
