"""Puts firmware, boards and the stand-in for MicroPython's own module on the path of every test; knows the option --unit.

At the end of a run come the figures that tests have measured, and one line if the chip's tests were skipped for want of the image.
"""

import os
import signal

import pytest

from stillwater_tools.firmware_tables import firmware_module
from support import figures

firmware_module("stillwater")
_NO_IMAGE = "no RP2040 image"


def pytest_addoption(parser):
    """Which unit the cases of tests/cases are played on."""
    about = "unit that tests/cases are played on: vm (default), chip, serial:PORT, or lab:PLACE (docs/fleets.md)"
    parser.addoption("--unit", default="vm", metavar="UNIT", help=about)
    about = "for serial:PORT and lab:PLACE, what moves hands and fingers there and measures the current (docs/qa.md)"
    parser.addoption("--rig", default="", metavar="MODULE:NAME", help=about)


def pytest_configure(config):
    """Cases of a minute are chosen by -m long. Ctrl-C is heard, by what is started here too, though a background shell ignores it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _compile_quickly(config)
    config.addinivalue_line("markers", "long: a minute of the unit's time; on the chip only when asked for by -m long")
    config.addinivalue_line("markers", "beside: needs what stands beside the firmware on vm and chip; a board has nothing there")


def _compile_quickly(config):
    """What tests have numba compile runs for seconds only. Its compiler takes twice as long where coverage looks on, and what it has
    made coverage cannot see; so that ends with the processes that tests run in.
    """
    os.environ.setdefault("NUMBA_OPT", "0")
    if hasattr(config, "workerinput"):
        os.environ.pop("COVERAGE_PROCESS_CONFIG", None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With --dist loadscope, by boots."""
    if config.getvalue("dist") != "loadscope":
        return None
    from support.by_boot import ByBoot
    return ByBoot(config, log)


@pytest.fixture
def figure(request):
    """figure(what, came, must_be): what has been measured, for the table at the end."""
    return lambda what, came, must_be="": figures.note(request.node, what, came, must_be)


def pytest_terminal_summary(terminalreporter):
    """The table, and the one line."""
    told = terminalreporter.stats
    rows = figures.noted(told.get("passed", []) + told.get("failed", []))
    for line in figures.table(rows) if rows else ():
        terminalreporter.write_line(line)
    for why in {report.longrepr[2] for report in told.get("skipped", []) if _NO_IMAGE in str(report.longrepr)}:
        terminalreporter.write_line(f"chip tier skipped: {why.removeprefix('Skipped: ')}")
