"""A clinic, its key and its files: what a clinician writes, what is signed of it, and a unit's place for it. Changed by name."""

import struct
from datetime import date

import pytest

from stillwater.given.prescriptions import Prescriptions
from stillwater.link import commands
from stillwater.treatment import signature, signed
from stillwater_tools.prescriptions import keys
from stillwater_tools.prescriptions.stated import Stated, serial_bytes

CLINIC_KEY = bytes(range(32))
UNIT = "SWV-00000001"
SERIAL = serial_bytes(UNIT)
KEY = keys.unit_key(CLINIC_KEY, UNIT)
NOW_S = 1_796_000_000  # 30 November 2026
PALMS = {"area": "palms", "current_ua": 10_000, "ceiling_ua": 12_000, "minutes": 20, "per_week": 3, "turn": "half", "age_years": 34}
SOLES = {**PALMS, "area": "soles", "current_ua": 15_000, "ceiling_ua": 15_000, "turn": "each"}

FILE = """\
unit = "SWV-00000001"
sequence = 7
issued = 2026-11-26
expires = 2098-05-26
age_years = 34

[screening]
pacemaker_or_icd = false
pregnancy = false
metal_in_path = false
epilepsy = false
heart_rhythm = false
broken_skin = false
numb_skin = false
drug_hypersensitivity = false

[areas.palms]
current_ma = 10
ceiling_ma = 12
minutes = 20
per_week = 3
turn = "half"
"""


def stated(**changes):
    """What the clinic states, with changes by name."""
    whole = {"unit": UNIT, "sequence": 7, "issued": date(2026, 11, 26), "expires": date(2027, 5, 26), "age_years": 34}
    return Stated(**{**whole, "areas": [PALMS, SOLES], **changes})


def signed_bytes(clinic_key=CLINIC_KEY, **changes):
    """The signed bytes of `stated`."""
    return keys.signed(stated(**changes), clinic_key)


def signed_with(offset, code, value):
    """Signed bytes in which a field was changed before the clinic's key signed them: what no tool of ours would sign."""
    data = bytearray(stated().packed())
    struct.pack_into(code, data, offset, value)
    return bytes(data) + signature.signature(bytes(data), KEY)


def wrong_ones():
    """Signed bytes that a unit which holds `signed_bytes()` refuses, by the reason it must give."""
    return {
        "signature": signed_bytes(bytes(32)),
        "serial": signed_bytes(unit="SWV-00000002"),
        "limits": signed_with(signed.HEAD_BYTES + 4, "<I", 15_001),
        "replayed": signed_bytes(sequence=6),
        "length": signed_bytes()[:-1],
        "expired": signed_bytes(sequence=9, expires=stated().issued),
    }


def head_offset(name):
    """Where a field of HEAD begins."""
    names = [field[0] for field in signed.HEAD]
    return struct.calcsize("<" + "".join(field[1] for field in signed.HEAD[: names.index(name)]))


class Notes:
    """What the unit has journaled."""

    def __init__(self):
        self.refusals, self.records, self.journal = [], [], self

    def refusal(self, _now_ms, code):
        self.refusals.append(code)

    def append(self, kind, _now_ms, *fields):
        self.records.append((kind, *fields))


class Unit:
    """A unit's signed prescription and its key; `start` looks at it anew."""

    def __init__(self, folder, key=KEY):
        self.path, self._key = folder / "prescription.signed", key
        self.notes = Notes()

    def start(self):
        return Prescriptions(str(self.path), SERIAL, self._key, self.notes)


def refused(prescriptions, data, now_s=NOW_S):
    """The unit's refusal of bytes, which the link can carry."""
    with pytest.raises(commands.Refusal) as why:
        prescriptions.load(data, now_s)
    assert why.value.error == commands.REFUSED
    assert len(why.value.text.encode()) <= commands.TEXT_BYTES_MAX
    return why.value


def flipped(data, at):
    """The bytes with one bit changed."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
