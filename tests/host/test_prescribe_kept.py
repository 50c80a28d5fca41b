"""What a unit holds of what it has taken: the same after each start, through lost replies, damaged files and failing power."""

import pytest

from stillwater.journal import formats
from stillwater.link import frames
from stillwater.treatment import signed
from stillwater.treatment.prescription import Prescription
from support.prescribe_signed import NOW_S, PALMS, SERIAL, SOLES, UNIT, Unit, flipped, refused, signed_bytes

_WHOLE = signed_bytes()
_NOTHING = [{"area": area} for area in ("palms", "soles", "axillae")]


def test_what_is_signed_is_held_journaled_and_treated_as_it_was_stated(tmp_path):
    unit = Unit(tmp_path)
    prescriptions = unit.start()
    prescriptions.load(_WHOLE, NOW_S)
    assert prescriptions.all(NOW_S) == [PALMS, SOLES, {"area": "axillae"}]
    assert unit.notes.records == [(formats.PRESCRIPTION_CHANGED, *Prescription(area).record()) for area in (PALMS, SOLES)]
    assert unit.start().all(NOW_S) == prescriptions.all(NOW_S)
    assert unit.notes.refusals == []


def test_the_same_bytes_again_are_held_already(tmp_path):
    unit = Unit(tmp_path)
    prescriptions = unit.start()
    for _ in range(3):
        prescriptions.load(_WHOLE, NOW_S)
    assert unit.notes.refusals == []
    assert len(unit.notes.records) == 2


_DAMAGED = [*(flipped(_WHOLE, at) for at in (0, 5, 20, 40, 60, 87)), b"", _WHOLE[:-1], _WHOLE + b"\0"]


@pytest.mark.parametrize("data", _DAMAGED)
def test_a_damaged_file_is_named_at_the_start_and_nothing_of_it_is_treated(data, tmp_path):
    unit = Unit(tmp_path)
    unit.start().load(_WHOLE, NOW_S)
    unit.path.write_bytes(data)
    prescriptions = unit.start()
    assert prescriptions.told(0)[:2] == (0, prescriptions.refused.reason)
    assert unit.notes.refusals == [prescriptions.refused.reason]
    assert prescriptions.all(NOW_S) == _NOTHING
    prescriptions.load(_WHOLE, NOW_S)
    assert (prescriptions.told(0)[1], prescriptions.all(NOW_S)[0]) == (0, PALMS)


@pytest.mark.parametrize("written", range(0, len(_WHOLE), 9))
def test_power_that_fails_while_a_new_one_is_written_leaves_the_old(written, tmp_path):
    unit = Unit(tmp_path)
    unit.start().load(_WHOLE, NOW_S)
    unit.path.with_name(unit.path.name + ".new").write_bytes(signed_bytes(sequence=8)[:written])
    prescriptions = unit.start()
    assert prescriptions.told(0)[2] == _WHOLE
    prescriptions.load(signed_bytes(sequence=8), NOW_S)
    assert unit.start().told(0)[2] == signed_bytes(sequence=8)


def test_a_file_that_cannot_be_written_leaves_the_old_in_force(tmp_path):
    unit = Unit(tmp_path)
    prescriptions = unit.start()
    prescriptions.load(_WHOLE, NOW_S)
    unit.path.with_name(unit.path.name + ".new").mkdir()
    assert refused(prescriptions, signed_bytes(sequence=8)).text.startswith("not-kept")
    assert prescriptions.told(0)[2] == unit.start().told(0)[2] == _WHOLE


def test_the_longest_fits_a_frame_and_the_layout_has_no_gap():
    longest = signed_bytes(areas=[PALMS, SOLES, {**PALMS, "area": "axillae", "current_ua": 3000, "ceiling_ua": 3000}])
    assert len(longest) == signed.MOST_BYTES <= frames.PAYLOAD_BYTES_MAX
    assert len(UNIT.encode()) <= signed.SERIAL_BYTES == len(SERIAL)
