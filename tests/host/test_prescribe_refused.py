"""What a unit refuses of a signed prescription, and how it calls it: each is named, journaled, and changes nothing."""

import pytest

from stillwater.treatment import refusals, signature, signed
from stillwater.treatment.prescription import Prescription, PrescriptionError
from support.prescribe_signed import CLINIC_KEY, NOW_S, PALMS, SOLES, Unit, flipped, head_offset, refused, signed_bytes, signed_with

_DAY_S = 86_400
_CURRENT = signed.HEAD_BYTES + 4
_WHOLE = signed_bytes()
# what is wrong, bytes, what the unit calls it, value, bound
_WRONG = [
    ("another clinic's key", signed_bytes(bytes(32)), "signature", 0, 0),
    ("the clinic's own key, not the unit's", _WHOLE[:-32] + signature.signature(_WHOLE[:-32], CLINIC_KEY), "signature", 0, 0),
    ("another unit's serial", signed_bytes(unit="SWV-00000002"), "serial", 0, 0),
    ("our serial, another unit's key",
     _WHOLE[:-32] + signature.signature(_WHOLE[:-32], signature.unit_key(CLINIC_KEY, b"SWV-00000002")), "signature", 0, 0),
    ("a bit changed in a current", flipped(_WHOLE, _CURRENT), "signature", 0, 0),
    ("a bit changed in the signature", flipped(_WHOLE, len(_WHOLE) - 1), "signature", 0, 0),
    ("cut by a byte", _WHOLE[:-1], "length", len(_WHOLE) - 1, len(_WHOLE)),
    ("cut to its head", _WHOLE[:40], "length", 40, signed.LEAST_BYTES),
    ("a byte more", _WHOLE + b"\0", "length", len(_WHOLE) + 1, len(_WHOLE)),
    ("a frame full", bytes(512), "length", 512, signed.MOST_BYTES),
    ("no magic", b"SWP2" + _WHOLE[4:], "format", 0, 0),
    ("a contraindication not answered no", signed_with(head_offset("screened"), "<H", signed.ALL_SCREENED & ~4), "screening",
     signed.ALL_SCREENED & ~4, signed.ALL_SCREENED),
    ("too much for palms", signed_with(_CURRENT + 4, "<I", 15_001), "limits", 15_001, 0),
    ("more than its own ceiling", signed_with(_CURRENT, "<I", 12_001), "limits", 12_001, 0),
    ("too long", signed_with(signed.HEAD_BYTES + 2, "B", 31), "limits", 31, 0),
    ("too young", signed_with(head_offset("age_years"), "B", 6), "limits", 6, 0),
    ("too much for a child's soles", signed_bytes(age_years=12, areas=[{**SOLES, "ceiling_ua": 16_000}]), "limits", 16_000, 0),
    ("an area that is none", signed_with(signed.HEAD_BYTES, "B", 9), "limits", 9, 0),
    ("an area twice", signed_bytes(areas=[PALMS, PALMS]), "format", 1, 0),
]


@pytest.mark.parametrize("data, reason, value, bound", [row[1:] for row in _WRONG], ids=[row[0] for row in _WRONG])
def test_what_is_refused_is_named_journaled_and_changes_nothing(data, reason, value, bound, tmp_path):
    unit = Unit(tmp_path)
    prescriptions = unit.start()
    prescriptions.load(signed_bytes(sequence=6), NOW_S)
    why = refused(prescriptions, data)
    assert (why.text.partition(":")[0], why.value, why.bound) == (reason, value, bound)
    assert unit.notes.refusals == [code for code, name in refusals.SIGNED if name == reason]
    assert prescriptions.told(0)[2] == unit.path.read_bytes() == signed_bytes(sequence=6)


def test_an_area_that_the_clinic_has_not_signed_is_refused():
    with pytest.raises(PrescriptionError, match="current_ua"):
        Prescription({"area": "axillae"})


@pytest.mark.parametrize("sequence", [1, 6, 7])
def test_a_replayed_one_is_refused_with_the_least_number_that_is_taken(sequence, tmp_path):
    unit = Unit(tmp_path)
    unit.start().load(_WHOLE, NOW_S)
    why = refused(unit.start(), signed_bytes(sequence=sequence, areas=[PALMS]))
    assert (why.text.partition(":")[0], why.value, why.bound) == ("replayed", sequence, 8)
    unit.start().load(signed_bytes(sequence=8, areas=[PALMS]), NOW_S)


def test_a_prescription_is_valid_to_the_end_of_its_day_and_not_a_second_longer(tmp_path):
    end_s = 1_811_376_000  # 27 May 2027, 0 h UTC
    unit = Unit(tmp_path)
    why = refused(unit.start(), _WHOLE, end_s)
    assert (why.text.partition(":")[0], why.value, why.bound) == ("expired", end_s, end_s)
    assert "1 day(s) too late" in why.text
    prescriptions = unit.start()
    prescriptions.load(_WHOLE, end_s - 1)
    assert prescriptions.all(end_s - 1)[0] == PALMS
    assert prescriptions.all(end_s) == [{"area": area} for area in ("palms", "soles", "axillae")]
    assert unit.notes.refusals == [refusals.EXPIRED, refusals.EXPIRED]


def test_without_a_clock_only_its_own_date_of_issue_is_known_to_have_passed(tmp_path):
    unit = Unit(tmp_path)
    prescriptions = unit.start()
    prescriptions.load(_WHOLE, 0)
    assert prescriptions.all(0)[0] == PALMS
    backwards = signed_with(head_offset("expires_s"), "<I", NOW_S - 10 * _DAY_S)
    assert refused(Unit(tmp_path).start(), backwards, 0).text.startswith("expired")


def test_a_unit_without_a_key_takes_none_and_keeps_its_careful_beginnings(tmp_path):
    prescriptions = Unit(tmp_path, b"").start()
    assert "no clinic key: provision the unit" in refused(prescriptions, _WHOLE).text
    assert prescriptions.all(NOW_S) == []
