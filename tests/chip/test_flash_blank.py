"""A blank board on the emulated chip, flashed through its USB as a real one, its flash as slow as a real part's."""

import pytest

from stillwater_tools.chip.flash import Flash
from stillwater_tools.flash.install import Job, contents, install
from stillwater_tools.units.places import Place
from support import started_chip
from support.chip_port import ported

_SLOWNESS = 10.0  # what a tool has to wait longer for an emulated chip
_TIMES_FASTER = 5


@pytest.mark.long
def test_a_blank_board_becomes_a_unit_and_the_second_time_is_five_times_faster(image, figure):
    chip = started_chip.powered(image, {})
    chip.machine.boot()
    Flash(chip.machine)
    new = contents()("rp2")
    with ported(chip.machine) as port:
        place = Place(port.path, "an emulated chip", True, slowness=_SLOWNESS)
        (first, first_ms), (again, again_ms) = (timed(port, Job(place, lambda platform: new)) for _ in range(2))
    figure("flash a blank board, and again, chip time", f"{first_ms / 1000:.1f} s, {again_ms / 1000:.1f} s", ">= 5 x faster")
    assert (again.firmware_hash, again.written, len(first.written)) == (new.firmware_hash, [], len(new.files))
    assert first_ms >= _TIMES_FASTER * again_ms


def timed(port, job):
    """What install() says, and how much of the chip's time it took, ms."""
    began_ms = port.now_ms()
    return install(job), port.now_ms() - began_ms
