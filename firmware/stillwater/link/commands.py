"""The one table of what a computer may ask of a unit. Firmware and tools load this file; it does nothing itself.

Every command may come twice, for its reply may be lost: none does anything more the second time. None can raise current: a
treatment is begun by the patient's finger alone, and what a prescription may ask for the application judges.
"""

import binascii
import struct

from micropython import const

from stillwater.journal.formats import within
from stillwater.treatment import states

PROTOCOL = const(1)
TAIL = "*"  # type of a last field that takes the rest of the payload
NO_PLAN = const(255)  # state of a unit without a valid prescription
TELEMETRY_MS = const(100)
CLOCK_LEAST_S = const(1767225600)  # 2026: a computer's clock before it is wrong
CLOCK_MOST_S = const(4102444800)  # 2100

HELLO = const(1)
STATUS = const(2)
TELEMETRY = const(3)
JOURNAL_INFO = const(4)
JOURNAL_FILE = const(5)
JOURNAL_READ = const(6)
CLOCK_SET = const(7)
SAFE = const(8)
SERVICE = const(9)
PRESCRIPTION_LOAD = const(10)
PRESCRIPTION_READ = const(11)

_EVERY = ()
_IDLE = (states.IDLE, NO_PLAN)
_REPAIR = (states.IDLE, NO_PLAN, states.BLOCKED)  # a unit out of order is never idle again, and nothing flows
# states in which no current flows and no contact is closed
AT_REST = (states.IDLE, states.DONE, states.REFUSED, states.TRIPPED, states.BLOCKED, NO_PLAN)

# name, struct type, unit
READING = (
    ("state", "B", "code"), ("current_ua", "i", "uA"), ("output_mv", "I", "mV"), ("skin_mv", "I", "mV"),
    ("wet_ppm", "I", "ppm, 0 without current"), ("dose_uc", "I", "uC"), ("fault", "B", "code"),
)
SAMPLE = (("time_ms", "I", "ms since start"),) + READING  # a telemetry frame

_IDENTITY = (
    ("protocol", "B", "version"), ("table_crc", "I", "of this table"), ("serial", "12s", "text"), ("board", "16s", "text"),
    ("firmware_hash", "8s", "first 8 bytes"), ("board_hash", "8s", "first 8 bytes"), ("state", "B", "code"),
    ("uptime_ms", "I", "ms"), ("failures", "I", "mishaps of the link since start"),
)
_JOURNAL = (("pages_left", "I", "erased pages"), ("sequence", "I", "of the next record"), ("failed", "B", "1: it keeps nothing more"))
_FILE = (("name", "32s", "text, none behind the last"), ("bytes", "I", "bytes"))
_CLOCK = (("clock_s", "I", "s since 1970"), ("is_kept", "B", "1: by a battery, while the unit is off"))
_HELD = (
    ("clock_s", "I", "s since 1970, 0: not known"), ("refused", "B", "code of what lay there and is not believed, 0: none"),
    ("data", TAIL, "bytes as they were signed; none if it holds none"),
)
_STRETCH = (("name", "32s", "text", 1, 32), ("offset", "I", "bytes", 0, 0x7FFFFFFF), ("length", "H", "bytes", 1, 512))

# code, name, arguments (name, struct type, unit, least, most), reply (name, struct type, unit), states (none: every), says
COMMANDS = (
    (HELLO, "hello", (), _IDENTITY, _EVERY, "who the unit is"),
    (STATUS, "status", (), READING + (("first_fault", "B", "code"), ("prescribed_uc", "I", "uC")), _EVERY, "what it does now"),
    (TELEMETRY, "telemetry", (("seconds", "B", "s", 0, 60),), (("period_ms", "H", "ms"),), _EVERY,
     "send samples for so long, 0 stops"),
    (JOURNAL_INFO, "journal_info", (), _JOURNAL, _EVERY, "how the journal stands"),
    (JOURNAL_FILE, "journal_file", (("number", "H", "place in the list", 0, 999),), _FILE, _EVERY, "which files it has; 0 looks anew"),
    (JOURNAL_READ, "journal_read", _STRETCH, (("data", TAIL, "bytes; erased ones at the end left out"),), _EVERY, "bytes of a file"),
    (CLOCK_SET, "clock_set", (("clock_s", "I", "s since 1970", CLOCK_LEAST_S, CLOCK_MOST_S),), _CLOCK, _IDLE, "set the clock"),
    (SAFE, "safe", (), (("state", "B", "code"),), _EVERY, "end the treatment softly, as the stop button does"),
    (SERVICE, "service", (), (), _REPAIR, "leave treatment mode, open the REPL"),
    (PRESCRIPTION_LOAD, "prescription_load", (("data", TAIL, "bytes", 1, 512),), (), _IDLE, "give a prescription"),
    (PRESCRIPTION_READ, "prescription_read", (), _HELD, _EVERY, "which signed prescription it holds"),
)

UNKNOWN = const(1)
LENGTH = const(2)
RANGE = const(3)
STATE = const(4)
BUSY = const(5)
REFUSED = const(6)
BROKEN = const(7)

# code, name, what value and bound are
ERRORS = (
    (UNKNOWN, "unknown", "code of the command, highest code"),
    (LENGTH, "length", "bytes of the arguments, bytes they must have"),
    (RANGE, "range", "the argument, the bound it breaks"),
    (STATE, "state", "state of the unit, first state in which it is allowed"),
    (BUSY, "busy", "code of the command, 0; the text tells what is being done"),
    (REFUSED, "refused", "0, 0; the text tells why"),
    (BROKEN, "broken", "code of the command, 0; the text names the exception"),
)
ERROR = (("error", "B", "code"), ("value", "q", ""), ("bound", "q", ""), ("text", TAIL, "what is meant"))
TEXT_BYTES_MAX = const(200)


class Refusal(Exception):
    """A request that is not done: error code of ERRORS, value, bound, text."""

    def __init__(self, error, value, bound, text=""):
        super().__init__(error, value, bound, text)
        self.error = error
        self.value = value
        self.bound = bound
        self.text = text


def row_of(code):
    """The command's row. Refusal UNKNOWN."""
    for row in COMMANDS:
        if row[0] == code:
            return row
    raise Refusal(UNKNOWN, code, COMMANDS[-1][0])


def named(name):
    """The row of a command's name. KeyError."""
    for row in COMMANDS:
        if row[1] == name:
            return row
    raise KeyError(name)


def arguments_of(row, payload, state):
    """The arguments of a request in a state, as a list. Refusal STATE, LENGTH or RANGE."""
    allowed = row[4]
    if allowed and state not in allowed:
        raise Refusal(STATE, state, allowed[0], row[1])
    values = unpack(row[2], payload)
    if values is None:
        raise Refusal(LENGTH, len(payload), size_of(row[2]), row[1])
    for (name, code, _unit, least, most), value in zip(row[2], values):
        size = value if isinstance(value, int) else len(value)
        if not least <= size <= most:
            raise Refusal(RANGE, size, least if size < least else most, name)
    return values


def pack(fields, values):
    """Payload of values in the order of their fields; a number beyond its field's range becomes the range's bound."""
    tail = values[-1] if _has_tail(fields) else b""
    heads = [within(field[1], value) for field, value in zip(fields, values) if field[1] != TAIL]
    return struct.pack(_layout(fields), *heads) + tail if heads else tail


def unpack(fields, payload):
    """Values of a payload in the order of the fields, None if its length does not fit."""
    layout = _layout(fields)
    size = struct.calcsize(layout)
    has_tail = _has_tail(fields)
    if len(payload) < size or (len(payload) > size and not has_tail):
        return None
    values = list(struct.unpack_from(layout, payload, 0))
    return values + [payload[size:]] if has_tail else values


def size_of(fields):
    """Bytes of a payload with these fields, a tail left out."""
    return struct.calcsize(_layout(fields))


def table_crc():
    """CRC-32 of all that both ends must agree on: equal on both, or one of them is of another version."""
    crc = binascii.crc32(repr((PROTOCOL, SAMPLE, ERROR)).encode())
    for row in COMMANDS:
        crc = binascii.crc32(repr(row[:5]).encode(), crc)
    return crc


def _layout(fields):
    return "<" + "".join([field[1] for field in fields if field[1] != TAIL])


def _has_tail(fields):
    return bool(fields) and fields[-1][1] == TAIL
