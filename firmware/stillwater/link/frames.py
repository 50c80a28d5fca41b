"""Frames on a stream of bytes: how one is made, how it is found again after noise. Both ends load this file.

A frame: start F5 57, kind u8, code u8, sequence u16, payload length u16, payload, CRC-32 of all before it; little endian.
F5 is in no text (UTF-8 has no such byte), so nothing that is typed begins a frame. CRC-32 because the image has it compiled
(binascii; it has no CRC-16 that small), it is the journal's, and it finds every burst of 32 bits and any three wrong bits in
frames many times longer. Knows no command and no stream but its method read_into.
"""

import binascii
import struct

from micropython import const

START = b"\xf5\x57"
HEADER = "<2sBBHH"
HEADER_BYTES = const(8)
CRC_BYTES = const(4)
PAYLOAD_BYTES_MAX = const(512)  # two pages of the journal
FRAME_BYTES_MAX = const(524)  # with header and CRC
STALE_MS = const(500)  # UNSOURCED: a frame comes in one piece; one that has stopped half-way is given up

REQUEST = const(1)
REPLY = const(2)
ERROR = const(3)
TELEMETRY = const(4)

_TRIES = const(4)  # false starts looked at in one call: a CRC of a whole frame takes a chip 0.14 ms


def encode(kind, code, sequence, payload):
    """One frame, as a bytearray. ValueError when the payload is longer than PAYLOAD_BYTES_MAX."""
    length = len(payload)
    if length > PAYLOAD_BYTES_MAX:
        raise ValueError("payload of %d bytes: a frame takes %d; send it in parts" % (length, PAYLOAD_BYTES_MAX))
    end = HEADER_BYTES + length
    frame = bytearray(end + CRC_BYTES)
    struct.pack_into(HEADER, frame, 0, START, kind, code, sequence & 0xFFFF, length)
    frame[HEADER_BYTES:end] = payload
    struct.pack_into("<I", frame, end, binascii.crc32(memoryview(frame)[:end]))
    return frame


class Receiver:
    """Finds frames in what a stream brings. Its buffer never grows; `strays` counts bytes that were part of no frame."""

    def __init__(self):
        self._buffer = bytearray(FRAME_BYTES_MAX)
        self._view = memoryview(self._buffer)
        self._begin = 0  # of what has not been looked at
        self._end = 0
        self._heard_ms = 0
        self.strays = 0

    @property
    def is_empty(self):
        """True when nothing waits to be looked at."""
        return self._begin == self._end

    def take(self, stream, most_bytes, now_ms):
        """Take over at most so many bytes from a stream's read_into(buffer) -> count; how many came."""
        if self._begin and self._end + most_bytes > FRAME_BYTES_MAX:
            self._move_to_front()
        end = min(self._end + most_bytes, FRAME_BYTES_MAX)
        if end == self._end:
            return 0
        count = stream.read_into(self._view[self._end:end])
        if count:
            self._end += count
            self._heard_ms = now_ms
        return count

    def next(self, now_ms, tries=_TRIES):
        """(kind, code, sequence, payload) of the next whole frame; None if there is none, or not found after so many false starts."""
        for _ in range(tries):
            self._skip(self._start() - self._begin)
            whole = self._whole_bytes()
            here = self._end - self._begin
            if whole > here and now_ms - self._heard_ms <= STALE_MS:
                return None
            if 0 < whole <= here and self._is_sound(whole):
                return self._taken(whole)
            if here == 0:
                return None
            self._skip(1)
        return None

    def _start(self):
        """Where a frame may begin."""
        at = self._buffer.find(START, self._begin, self._end)
        if at >= 0:
            return at
        half = self._begin < self._end and self._buffer[self._end - 1] == START[0]
        return self._end - 1 if half else self._end

    def _whole_bytes(self):
        """Length of the frame that may begin here, at least its header's; 0 if this is no header."""
        if self._end - self._begin < HEADER_BYTES:
            return 0 if self.is_empty else HEADER_BYTES
        _start, kind, _code, _sequence, length = struct.unpack_from(HEADER, self._buffer, self._begin)
        if not REQUEST <= kind <= TELEMETRY or length > PAYLOAD_BYTES_MAX:
            return 0
        return HEADER_BYTES + length + CRC_BYTES

    def _is_sound(self, whole):
        end = self._begin + whole - CRC_BYTES
        return struct.unpack_from("<I", self._buffer, end)[0] == binascii.crc32(self._view[self._begin:end])

    def _taken(self, whole):
        _start, kind, code, sequence, length = struct.unpack_from(HEADER, self._buffer, self._begin)
        begin = self._begin + HEADER_BYTES
        payload = bytes(self._view[begin:begin + length])
        self._drop(whole)
        return kind, code, sequence, payload

    def _skip(self, count):
        self.strays += count
        self._drop(count)

    def _drop(self, count):
        self._begin += count
        if self._begin == self._end:
            self._begin = self._end = 0

    def _move_to_front(self):
        here = self._end - self._begin
        self._buffer[:here] = bytes(self._view[self._begin:self._end])  # copied, for the two stretches may overlap
        self._begin, self._end = 0, here
