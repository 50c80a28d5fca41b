"""Damage by the hundred thousand: none is accepted, none crashes, and the key itself cannot sign what the limits forbid.

STILLWATER_MUTATIONS sets how many; the seed is kept, and a mutation that is accepted is told with its number.
"""

import hashlib
import hmac
import os
import random

import pytest

from stillwater.treatment import refusals, signature, signed
from stillwater.treatment.prescription import Prescription
from support.prescribe_signed import KEY, PALMS, SERIAL, Unit, flipped, refused, signed_bytes

_SEED = 20261129
_MUTATIONS = int(os.environ.get("STILLWATER_MUTATIONS", 100_000))
_WHOLE = signed_bytes()


def test_the_signature_is_what_the_standard_says():
    draw = random.Random(_SEED)
    for size in (0, 1, 55, 56, 63, 64, 65, 200):
        key, data = draw.randbytes(min(size, 64)), draw.randbytes(size)
        assert signature.signature(data, key) == hmac.new(key, data, hashlib.sha256).digest()


def test_signatures_are_equal_only_when_every_byte_is():
    mine = KEY
    assert signature.is_equal(mine, bytes(mine))
    assert not any(signature.is_equal(mine, flipped(mine, at)) for at in range(len(mine)))
    assert not signature.is_equal(mine, mine[:-1])


def mutated(draw, whole):
    """Bits flipped, bytes set, cut, stretched, turned round or put together from two: never what was signed."""
    data = bytearray(draw.choice(whole))
    for _ in range(draw.choice((1, 1, 1, 2, 8))):
        at = draw.randrange(len(data))
        kind = draw.randrange(7)
        if kind == 0:
            data[at] ^= 1 << draw.randrange(8)
        elif kind == 1:
            data[at] = draw.randrange(256)
        elif kind == 2:
            del data[at : at + draw.randrange(1, 9)]
        elif kind == 3:
            data[at:at] = draw.randbytes(draw.randrange(1, 9))
        elif kind == 4:
            data[at : at + 4] = draw.choice((bytes(4), b"\xff\xff\xff\xff", b"\x00\x00\x00\x80"))
        elif kind == 5:
            data = data[:at] + draw.choice(whole)[at:]
        else:
            data[at:] = data[at:][::-1]
        data = data or bytearray(1)
    return bytes(data)


def test_no_mutated_one_is_accepted_and_none_crashes_the_unit(tmp_path):
    draw = random.Random(_SEED)
    whole = [_WHOLE, signed_bytes(sequence=9, areas=[PALMS]), signed_bytes(unit="SWV-00000002"), signed_bytes(bytes(32))]
    unit = Unit(tmp_path)
    prescriptions = unit.start()
    reasons, tried = set(), 0
    while tried < _MUTATIONS:
        data = mutated(draw, whole)
        if data in whole:
            continue
        tried += 1
        try:
            signed.Signed(data, KEY, SERIAL)
            pytest.fail(f"mutation {tried} of seed {_SEED} was accepted: {data.hex()}")
        except signed.Unfit as why:
            reasons.add(why.reason)
        if tried % 100 == 0:
            refused(prescriptions, data)
    assert reasons == {refusals.LENGTH, refusals.FORMAT, refusals.SERIAL, refusals.SIGNATURE}
    assert not unit.path.exists()


def test_what_the_key_has_signed_is_still_held_against_every_limit():
    """Behind the signature too nothing is trusted: any bytes, signed with the right key, are refused or within the limits."""
    draw = random.Random(_SEED)
    accepted = 0
    for _ in range(_MUTATIONS // 10):
        data = bytearray(_WHOLE[:-32])
        for _ in range(draw.choice((1, 1, 2, 4))):
            data[draw.randrange(16, len(data))] = draw.randrange(256)
        try:
            read = signed.Signed(bytes(data) + signature.signature(bytes(data), KEY), KEY, SERIAL)
        except signed.Unfit:
            continue
        accepted += 1
        for fields in read.fields:
            Prescription(fields)
    assert accepted
