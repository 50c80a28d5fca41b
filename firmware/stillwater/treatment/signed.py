"""What a clinic has set down for one unit and signed: its bytes, and whether they may be believed. Knows no file and no clock.

Little endian: HEAD, then AREA for each area, then the signature (signature.py) over all before it: at most 100 bytes, well within one
frame. Firmware and tools load this file.
"""

import struct

from micropython import const

from stillwater.treatment import refusals
from stillwater.treatment.prescription import AREAS, TURNS, Prescription, PrescriptionError
from stillwater.treatment.signature import SIGNATURE_BYTES, is_equal, signature

MAGIC = b"SWP1"
SERIAL_BYTES = const(12)
_DAY_S = const(86400)

# each is answered before signing; the bit of its place in `screened` says that the answer was no (clinical.md 4)
CONTRAINDICATIONS = (
    "pacemaker_or_icd", "pregnancy", "metal_in_path", "epilepsy", "heart_rhythm", "broken_skin", "numb_skin", "drug_hypersensitivity")
ALL_SCREENED = (1 << len(CONTRAINDICATIONS)) - 1

# name, struct type, unit
HEAD = (
    ("magic", "4s", "and version"), ("serial", "12s", "text"), ("sequence", "I", "of this unit's prescriptions, rising"),
    ("issued_s", "I", "s since 1970"), ("expires_s", "I", "s since 1970, the first that is too late"),
    ("screened", "H", "bits of CONTRAINDICATIONS"), ("age_years", "B", "years"), ("areas", "B", "how many follow"),
)
AREA = (
    ("area", "B", "code of AREAS"), ("turn", "B", "code of TURNS"), ("minutes", "B", "min"), ("per_week", "B", "treatments a week"),
    ("current_ua", "I", "uA"), ("ceiling_ua", "I", "uA"),
)
_HEAD = "<" + "".join([field[1] for field in HEAD])
_AREA = "<" + "".join([field[1] for field in AREA])
HEAD_BYTES = struct.calcsize(_HEAD)
AREA_BYTES = struct.calcsize(_AREA)
LEAST_BYTES = HEAD_BYTES + AREA_BYTES + SIGNATURE_BYTES
MOST_BYTES = HEAD_BYTES + len(AREAS) * AREA_BYTES + SIGNATURE_BYTES


class Unfit(Exception):
    """A signed prescription that is refused: reason (code of refusals.SIGNED), value and bound (0 where they are no numbers), text."""

    def __init__(self, reason, value, bound, text):
        super().__init__(reason, value, bound, text)
        self.reason = reason
        self.value = value
        self.bound = bound
        self.text = refusals.name_in(refusals.SIGNED, reason) + ": " + text


class Signed:
    """A signed prescription whose bytes may be believed. Raises Unfit.

    data: bytes; key, serial: the unit's, of KEY_BYTES and SERIAL_BYTES. `fields` are dictionaries for Prescription, one
    an area. Nothing behind the signature's check is read before it, but for the serial, so that a file for another unit is called so.
    """

    def __init__(self, data, key, serial):
        head = unpacked(data)
        if head["serial"] != serial:
            raise Unfit(refusals.SERIAL, 0, 0, "is for %s, this is %s; sign one for this unit" % (_text(head["serial"]), _text(serial)))
        if not is_equal(signature(data[:-SIGNATURE_BYTES], key), data[-SIGNATURE_BYTES:]):
            raise Unfit(refusals.SIGNATURE, 0, 0, "does not fit: damaged, or another key; sign anew with the key of this unit's clinic")
        if head["screened"] != ALL_SCREENED:
            raise Unfit(refusals.SCREENING, head["screened"], ALL_SCREENED, "some contraindication is not answered no; ask, sign anew")
        self.data = bytes(data)
        self.sequence = head["sequence"]
        self.issued_s = head["issued_s"]
        self.expires_s = head["expires_s"]
        self.fields = fields_of(data, head)
        _judge(self.fields)

    def must_be_in_force(self, now_s):
        """Unfit when it has expired for certain.

        now_s: the unit's clock, 0 without one. Then only its own date of issue is known to have passed, and it counts as in force: what
        expires is a plan, not its safety, for every limit holds without a date; a patient must not be locked out for lack of a clock.
        """
        known_s = max(now_s, self.issued_s)
        if known_s >= self.expires_s:
            days = 1 + (known_s - self.expires_s) // _DAY_S
            text = "%d day(s) too late by what the unit knows; set its clock, or sign anew" % days
            raise Unfit(refusals.EXPIRED, known_s, self.expires_s, text)

    def must_follow(self, held):
        """Unfit when it is not newer than the one that the unit holds (None: holds none)."""
        if held and self.sequence <= held.sequence:
            bound = held.sequence + 1
            text = "sequence %d, must be at least %d; raise it and sign anew" % (self.sequence, bound)
            raise Unfit(refusals.REPLAYED, self.sequence, bound, text)


def unpacked(data):
    """The head's values by name, nothing of them believed. Unfit for a wrong length or magic."""
    if not LEAST_BYTES <= len(data) <= MOST_BYTES:
        raise _wrong_length(data, LEAST_BYTES if len(data) < LEAST_BYTES else MOST_BYTES)
    head = _named(HEAD, struct.unpack_from(_HEAD, data, 0))
    if head["magic"] != MAGIC:
        raise Unfit(refusals.FORMAT, 0, 0, "begins %r, must %r; sign it with tools of this version" % (head["magic"], MAGIC))
    whole = HEAD_BYTES + head["areas"] * AREA_BYTES + SIGNATURE_BYTES
    if len(data) != whole:
        raise _wrong_length(data, whole)
    return head


def fields_of(data, head):
    """Dictionaries for Prescription, one an area, of bytes that `unpacked` has measured; a code that is none stays a number."""
    starts = range(HEAD_BYTES, HEAD_BYTES + head["areas"] * AREA_BYTES, AREA_BYTES)
    areas = [_named(AREA, struct.unpack_from(_AREA, data, start)) for start in starts]
    for fields in areas:
        fields["area"] = _name(AREAS, fields["area"])
        fields["turn"] = _name(TURNS, fields["turn"])
        fields["age_years"] = head["age_years"]
    return areas


def packed(head, areas):
    """The bytes that are signed: values of HEAD by name, without magic and areas, and dictionaries as Prescription takes them."""
    values = [MAGIC] + [head[field[0]] for field in HEAD[1:-1]] + [len(areas)]
    rows = [(AREAS.index(f["area"]), TURNS.index(f["turn"]), f["minutes"], f["per_week"], f["current_ua"], f["ceiling_ua"]) for f in areas]
    return struct.pack(_HEAD, *values) + b"".join([struct.pack(_AREA, *row) for row in rows])


def _wrong_length(data, bound):
    return Unfit(refusals.LENGTH, len(data), bound, "%d bytes, must be %d; send the whole file as it was signed" % (len(data), bound))


def _judge(areas):
    """Unfit for what Prescription refuses, and for an area that comes twice."""
    for number, fields in enumerate(areas):
        if fields["area"] in [before["area"] for before in areas[:number]]:
            raise Unfit(refusals.FORMAT, number, 0, "%s comes twice; write each area once and sign anew" % fields["area"])
        try:
            Prescription(fields)
        except PrescriptionError as why:
            name, value, bound, remedy = why.problems[0]
            number = value if isinstance(value, int) else 0
            raise Unfit(refusals.LIMITS, number, 0, "%s %s = %r %s; %s" % (fields["area"], name, value, bound, remedy))


def _named(fields, values):
    return {field[0]: value for field, value in zip(fields, values)}


def _name(names, code):
    return names[code] if code < len(names) else code


def _text(serial):
    return "".join([chr(byte) for byte in serial if 32 <= byte < 127])
