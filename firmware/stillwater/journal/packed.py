"""Many records in one, without loss: each tells only what differs from the last of its kind, a summary some 14 bytes for 34.

For what is tidied while idle: during a treatment every record stands for itself. Knows the records' fields, no page (`writer`).

The payload of a PACKED record: for each record a head (its kind; FOLLOWS if its sequence number is the next), its sequence number
unless it follows, how much longer than the last time it came after the last of its kind, its fields' differences; of a charge, how
much more it rose than the last time. Numbers are zigzag and 7 bits a byte, low bits first (Protocol Buffers, sint64). Bytes are 0
if they are as last, else 1 and themselves.
"""

import struct

from micropython import const

from stillwater.journal import formats

PACKED = const(64)  # a kind beside those of formats: no payload of its own, only other records
FOLLOWS = const(0x80)
_KIND = const(0x3F)

_RISING = "uC"  # the unit of a field that rises evenly
_CHARGES = {kind: [unit == _RISING for _field, _code, unit in fields] for kind, _name, fields in formats.RECORDS}
LAYOUTS = {kind: "<" + "".join([field[1] for field in fields]) for kind, _name, fields in formats.RECORDS}


class Series:
    """What the next record is told against; the same on both ways."""

    def __init__(self, sequence, time_ms):
        self._sequence = sequence - 1
        self._time_ms = time_ms
        self._last = {}  # kind -> (time_ms, ms since the one before, values, what each is expected to be next)

    def pack(self, record):
        """Bytes of a record (kind, sequence, time_ms, payload) that `packable` says can be packed."""
        kind, sequence, time_ms, payload = record
        then_ms, step_ms, _last, expected = self._of(kind)
        values = struct.unpack(LAYOUTS[kind], payload)
        out = bytearray([kind | FOLLOWS if sequence == self._sequence + 1 else kind])
        if sequence != self._sequence + 1:
            _put(out, sequence - self._sequence)
        _put(out, time_ms - then_ms - step_ms)
        for value, guess in zip(values, expected):
            _put_value(out, value, guess)
        self._keep(kind, sequence, time_ms, values)
        return out

    def unpack(self, data, at):
        """The record at `at` of a payload, and where the next begins."""
        kind, step = data[at] & _KIND, 1
        follows, at = data[at] & FOLLOWS, at + 1
        then_ms, step_ms, _last, expected = self._of(kind)
        if not follows:
            step, at = _get(data, at)
        longer_ms, at = _get(data, at)
        values = []
        for guess in expected:
            value, at = _get_value(data, at, guess)
            values.append(value)
        record = (kind, self._sequence + step, then_ms + step_ms + longer_ms, struct.pack(LAYOUTS[kind], *values))
        self._keep(kind, record[1], record[2], values)
        return record, at

    def _of(self, kind):
        if kind in self._last:
            return self._last[kind]
        nothing = struct.unpack(LAYOUTS[kind], bytes(struct.calcsize(LAYOUTS[kind])))
        return self._time_ms, 0, nothing, nothing

    def _keep(self, kind, sequence, time_ms, values):
        then_ms, _step_ms, last, _expected = self._of(kind)
        expected = values
        if True in _CHARGES[kind]:
            expected = [2 * new - old if rises else new for new, old, rises in zip(values, last, _CHARGES[kind])]
        self._last[kind] = (time_ms, time_ms - then_ms, values, expected)
        self._sequence = sequence
        self._time_ms = time_ms


def packable(record):
    """Whether it can be told by its fields: of a kind that is known, and of this version's length, and not a capture."""
    layout = LAYOUTS.get(record[0])
    return layout is not None and formats.TAIL not in layout and struct.calcsize(layout) == len(record[3])


def expand(record):
    """Yields the records of a packed one, oldest first; any other as it is."""
    kind, sequence, time_ms, payload = record
    if kind != PACKED:
        yield record
        return
    series, at = Series(sequence, time_ms), 0
    while at < len(payload):
        record, at = series.unpack(payload, at)
        yield record


def _put_value(out, value, guess):
    if isinstance(value, int):
        _put(out, value - guess)
    elif value == guess:
        out.append(0)
    else:
        out.append(1)
        out.extend(value)


def _get_value(data, at, guess):
    if isinstance(guess, int):
        difference, at = _get(data, at)
        return guess + difference, at
    end = at + 1 + len(guess)
    return (data[at + 1:end], end) if data[at] else (guess, at + 1)


def _put(out, number):
    number = 2 * number if number >= 0 else -2 * number - 1
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _get(data, at):
    number = shift = 0
    while data[at] & 0x80:
        number |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
    number |= data[at] << shift
    return (-(number + 1) // 2 if number & 1 else number // 2), at + 1
