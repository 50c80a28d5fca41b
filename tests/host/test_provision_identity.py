"""Who a unit is to be is checked before any unit is disturbed; its key is its own; its label says who it is."""

import xml.etree.ElementTree as ElementTree
from datetime import date

import pytest

from stillwater.given import files
from stillwater_tools.prescriptions.keys import unit_key
from stillwater_tools.problems import InputError
from stillwater_tools.provision.identity import Identity, key_file, must_fit_board
from stillwater_tools.provision.label import label
from support.prescribe_signed import CLINIC_KEY

_WHO = Identity("SW1-00000042", "R1")


@pytest.mark.parametrize("serial, revision", [
    ("", "R1"), ("SW1-0000000042", "R1"), ("sw1-00000042", "R1"), ("SW1 00000042", "R1"), ("SW1-\u00c4", "R1"), ("../key", "R1"),
    ("SW1-1", ""), ("SW1-1", "revision one"), ("SW1-1", "r1"),
])
def test_what_is_no_serial_or_no_revision_is_refused(serial, revision):
    with pytest.raises(InputError):
        Identity(serial, revision).as_bytes()


def test_the_unit_reads_what_it_was_given():
    assert files.unpacked(files.IDENTITY, _WHO.as_bytes()) == {"serial": b"SW1-00000042", "revision": b"R1".ljust(12, b"\0")}


def test_each_serial_has_a_key_of_its_own():
    keys = {serial: files.unpacked(files.KEY, key_file(CLINIC_KEY, serial))["key"] for serial in ("SW1-1", "SW1-2")}
    assert keys == {serial: unit_key(CLINIC_KEY, serial) for serial in keys}
    assert len({CLINIC_KEY, *keys.values()}) == 3


def test_a_serial_of_another_board_is_refused():
    must_fit_board("SW1-00000042", "unit_r1")
    must_fit_board("ANYTHING", "somebody-elses")
    with pytest.raises(InputError, match="must begin with SW1"):
        must_fit_board("SWV-00000042", "unit_r1")


def test_a_label_is_a_picture_that_says_who_it_is():
    said = [text.text for text in ElementTree.fromstring(label(_WHO, "b<o&ard", date(2026, 11, 25))) if text.text and text.text.strip()]
    assert said == ["Stillwater", "SW1-00000042", "board b<o&ard, revision R1", "provisioned 2026-11-25", "Not a medical device"]
