"""A blank board on the emulated chip, flashed through its USB as a real one: ten minutes, so only when STILLWATER_CHIP_FLASH is set."""

import os

import pytest

from stillwater_tools.flash.install import Job, contents, install
from stillwater_tools.units.places import Place
from support import started_chip
from support.chip_port import ported

_SLOWNESS = 25.0  # what a tool has to wait longer for an emulated chip
_TIMES_FASTER = 5


@pytest.mark.skipif(not os.environ.get("STILLWATER_CHIP_FLASH"), reason="ten minutes: set STILLWATER_CHIP_FLASH to have it")
def test_a_blank_board_becomes_a_unit_and_the_second_time_is_five_times_faster(image):
    chip = started_chip.powered(image, {})
    chip.machine.boot()
    new = contents()("rp2")
    with ported(chip.machine) as port:
        place = Place(port.path, "an emulated chip", True, slowness=_SLOWNESS)
        first, again = (install(Job(place, lambda platform: new)) for _ in range(2))
    print(f"first {first.took_s:.0f} s, again {again.took_s:.0f} s")
    assert (again.firmware_hash, again.written, len(first.written)) == (new.firmware_hash, [], len(new.files))
    assert first.took_s >= _TIMES_FASTER * again.took_s
