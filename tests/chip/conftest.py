"""One boot for all tests of this folder, one more for those of the port, one for a unit that starts by itself, and each test in a
branch of its own: nothing that it does to the chip stays.

Without the RP2040 image all are skipped.
"""

import pytest

from stillwater_tools.chip.files import packed
from stillwater_tools.chip.image import find_image
from stillwater_tools.chip.machine import Machine
from stillwater_tools.run.interpreter import ToolMissing
from support import branched, driven_chip, panel_frames, started_chip


def pytest_collection_modifyitems(config, items):
    """What takes minutes waits to be chosen."""
    for item in items:
        if "chip" in item.path.parts and item.get_closest_marker("long") and "long" not in config.option.markexpr:
            item.add_marker(pytest.mark.skip(reason="takes minutes: choose it with -m long"))


@pytest.fixture(scope="session", autouse=True)
def image():
    """The official image; InputError if another lies in its place."""
    try:
        return find_image()
    except ToolMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def machine(image):
    """A booted machine with one file, `old.txt`."""
    booted = Machine(image, packed({"old.txt": b"old" * 100}))
    booted.boot()
    return booted


@pytest.fixture(scope="session")
def driven(image):
    """A unit r1 with its port made, driven to a milliampere; it costs more than all other boots."""
    return driven_chip.driven(image)


@pytest.fixture(scope="session")
def shown(tmp_path_factory):
    """Frames that a unit shows, by what they say."""
    return panel_frames.frames(tmp_path_factory.mktemp("frames"), started_chip.SCREENS)


@pytest.fixture(scope="session")
def started(image, shown):
    """A unit r1 from power-on until its display says Ready; `at_50_ms` its pins' levels then, `ready_us` when it said so."""
    return started_chip.started(image, shown["ready"])


@pytest.fixture(scope="session")
def treating(started):
    """The same unit, gone on to a treatment: tests of `started` come before those of this."""
    started_chip.treat(started)
    return started


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """Calls a test in a branch."""
    return branched.call(pyfuncitem)
