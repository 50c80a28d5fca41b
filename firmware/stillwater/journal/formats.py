"""The one definition of every journal record: kind, name, fields with type and unit, bytes on the page.

Firmware, host tools and tests all load this file. It knows how one record becomes bytes and comes back; it
does not know pages (`scan`), where the next record goes (`store`) or what is kept for years (`space`).

A record: magic u8, kind u8, payload length u8, sequence u32, time_ms u32 since boot, payload, CRC-32 of all
before it. Little endian. An integer beyond its field's range is kept as the range's bound, never wrapped.
"""

import binascii
import struct

from micropython import const

MAGIC = const(0xA5)
HEADER = "<BBBII"
HEADER_BYTES = const(11)
CRC_BYTES = const(4)
CAPTURE_BYTES_MAX = const(200)

BOOT = const(1)
TREATMENT_START = const(2)
STATE = const(3)
SUMMARY = const(4)
FAULT = const(5)
SOFT_STOP = const(6)
CAPTURE = const(7)
REFUSAL = const(8)
ANSWER = const(9)
TURN = const(10)
TREATMENT_END = const(11)
PRESCRIPTION_CHANGED = const(12)
POWER_LOST = const(13)
CRASH = const(14)
CLOCK = const(15)
TALLY = const(16)

TAIL = "*"  # type of a last field that takes what is left of the payload, up to CAPTURE_BYTES_MAX

PRESCRIPTION = (
    ("area", "B", "code"),
    ("current_ua", "I", "uA"),
    ("minutes", "H", "min"),
    ("turn", "B", "code"),
    ("per_week", "B", "treatments a week"),
)

_COUNT = "complete treatments so far, 255 for more"
_FIRST = "s since 1970 of the first, 0 = not known"

IDENTITY = (("firmware_hash", "8s", "first 8 bytes"), ("board_hash", "8s", "first 8 bytes"))

# kind, name, fields (name, struct type, unit). The order of fields is the order of `Journal.append`.
RECORDS = (
    (BOOT, "boot", IDENTITY + (("clock_s", "I", "s since 1970, 0 = not known"), ("cause", "B", "code"))),
    (TREATMENT_START, "treatment_start", (("serial", "12s", "text"),) + IDENTITY + PRESCRIPTION),
    (STATE, "state", (("from_state", "B", "code"), ("to_state", "B", "code"), ("cause", "B", "code"))),
    (SUMMARY, "summary", (
        ("min_ua", "h", "uA"), ("mean_ua", "h", "uA"), ("max_ua", "h", "uA"), ("output_mv", "H", "mV"),
        ("skin_mv", "H", "mV"), ("wet_ppm", "I", "ppm"), ("charge_uc", "I", "uC"), ("state", "B", "code"))),
    (FAULT, "fault", (
        ("code", "B", "code"), ("first_cause", "B", "code"), ("tick_ms", "I", "ms"),
        ("a_counts", "i", "counts"), ("b_counts", "i", "counts"), ("v_counts", "i", "counts"))),
    (SOFT_STOP, "soft_stop", (("cause", "B", "code"), ("current_ua", "i", "uA"), ("wet_ppm", "I", "ppm"))),
    (CAPTURE, "capture", (("chunk", "H", "index"), ("samples", TAIL, "bytes of the capture ring"))),
    (REFUSAL, "refusal", (("verdict", "B", "code"),)),
    (ANSWER, "answer", (("question", "B", "code"), ("answer", "B", "code"))),
    (TURN, "turn", (("bridge", "b", "+1 or -1"), ("current_ua", "i", "uA"))),
    (TREATMENT_END, "treatment_end", (
        ("reason", "B", "code"), ("charge_uc", "I", "uC"), ("hold_ms", "I", "ms"))),
    (PRESCRIPTION_CHANGED, "prescription_changed", PRESCRIPTION),
    (POWER_LOST, "power_lost", (
        ("treatment_sequence", "I", "sequence of its start"), ("minutes", "H", "min"), ("charge_uc", "I", "uC"))),
    (CRASH, "crash", (("line", "H", "line of the file"), ("text", TAIL, "exception's type and file"))),
    (CLOCK, "clock", (("clock_s", "I", "s since 1970, as a computer has set it"),)),
    (TALLY, "tally", (
        ("serial", "12s", "text"), ("palms_count", "B", _COUNT), ("soles_count", "B", _COUNT), ("axillae_count", "B", _COUNT),
        ("palms_first_s", "I", _FIRST), ("soles_first_s", "I", _FIRST), ("axillae_first_s", "I", _FIRST))),
)

RANGES = {
    "b": (-(1 << 7), (1 << 7) - 1),
    "B": (0, (1 << 8) - 1),
    "h": (-(1 << 15), (1 << 15) - 1),
    "H": (0, (1 << 16) - 1),
    "i": (-(1 << 31), (1 << 31) - 1),
    "I": (0, (1 << 32) - 1),
}

_FIELDS = {kind: fields for kind, _name, fields in RECORDS}
_NAMES = {kind: name for kind, name, _fields in RECORDS}


def name_of(kind):
    """Name of a record kind, `unknown` if this version does not define it."""
    return _NAMES.get(kind, "unknown")


def fields_of(kind):
    """Fields of a kind as (name, struct type, unit); none for a kind this version does not define."""
    return _FIELDS.get(kind, ())


def encode(kind, sequence, time_ms, values):
    """Bytes of one record. ValueError for an unknown kind, a wrong number of fields or bytes of wrong length."""
    return framed(kind, sequence, time_ms & 0xFFFFFFFF, _pack(kind, values))


def framed(kind, sequence, time_ms, payload):
    """Bytes of a record whose payload is bytes already, of any kind."""
    body = struct.pack(HEADER, MAGIC, kind, len(payload), sequence, time_ms) + payload
    return body + struct.pack("<I", binascii.crc32(body))


def decode(page, offset):
    """(kind, sequence, time_ms, payload) of the whole record at `offset` of a page's bytes, or None."""
    if offset + HEADER_BYTES + CRC_BYTES > len(page) or page[offset] != MAGIC:
        return None
    _magic, kind, length, sequence, time_ms = struct.unpack_from(HEADER, page, offset)
    end = offset + HEADER_BYTES + length
    if end + CRC_BYTES > len(page):
        return None
    if struct.unpack_from("<I", page, end)[0] != binascii.crc32(page[offset:end]):
        return None
    return kind, sequence, time_ms, bytes(page[offset + HEADER_BYTES:end])


def unpack(kind, payload):
    """Field values of a payload in the table's order, or None if it is not of this version's format."""
    fields = fields_of(kind)
    tail = bool(fields) and fields[-1][1] == TAIL
    layout = "<" + "".join(code for _name, code, _unit in fields if code != TAIL)
    size = struct.calcsize(layout)
    if not fields or len(payload) < size or (len(payload) > size and not tail):
        return None
    values = struct.unpack_from(layout, payload, 0)
    return values + (payload[size:],) if tail else values


def as_dict(kind, payload):
    """Field values by name; empty if the payload is not of this version's format."""
    values = unpack(kind, payload)
    if values is None:
        return {}
    return {field[0]: value for field, value in zip(fields_of(kind), values)}


def within(code, value):
    """A value as a field of struct type `code` can hold it: a number beyond its range becomes the bound, bytes stay as they are."""
    if code in RANGES:
        least, most = RANGES[code]
        return min(max(value, least), most)
    return value


def _pack(kind, values):
    fields = fields_of(kind)
    if not fields or len(values) != len(fields):
        raise ValueError(f"record kind {kind}: {len(values)} fields given, {len(fields)} defined")
    return b"".join([_pack_field(field, value) for field, value in zip(fields, values)])


def _pack_field(field, value):
    name, code, _unit = field
    if code in RANGES:
        return struct.pack("<" + code, within(code, value))
    size = CAPTURE_BYTES_MAX if code == TAIL else int(code[:-1])
    if len(value) > size or (code != TAIL and len(value) < size):
        raise ValueError(f"{name}: {len(value)} bytes given, the field takes {size}")
    return bytes(value)
