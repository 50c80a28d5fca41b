"""One boot for all tests of this folder, one more for those of the port, and each test in a branch of its own: nothing that it
does to the chip stays.

Without the RP2040 image all are skipped, and one line at the end says so.
"""

import pytest

from stillwater_tools.chip.branch import in_branch
from stillwater_tools.chip.files import packed
from stillwater_tools.chip.image import find_image
from stillwater_tools.chip.machine import Machine
from stillwater_tools.run.interpreter import ToolMissing
from support import driven_chip

_KEPT = pytest.StashKey[str]()


@pytest.fixture(scope="session", autouse=True)
def image(request):
    """The official image; InputError if another lies in its place."""
    try:
        return find_image()
    except ToolMissing as missing:
        request.config.stash[_KEPT] = str(missing)
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


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """Calls a test in a branch."""
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    in_branch(lambda: pyfuncitem.obj(**arguments))
    return True


def pytest_terminal_summary(terminalreporter, config):
    """The one line."""
    if _KEPT in config.stash:
        terminalreporter.write_line(f"chip tier skipped: {config.stash[_KEPT]}")
