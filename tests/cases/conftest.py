"""The unit of every case, of the tier that --unit names: a case does not know which it is.

On the chip one unit is driven to its hold, and each case goes on from there in a branch; on the vm each case has a unit of its own.
"""

import pytest

from stillwater_tools.chip.branch import in_branch
from stillwater_tools.run.interpreter import ToolMissing
from support import branched
from support.unit_cases import PRESCRIPTION, WHO, into_hold, short_treatment
from support.unit_lab import resolved
from support.unit_tiers import check, made


def pytest_configure(config):
    """Refuses a tier before anything runs."""
    wrong = check(resolved(config), config.getoption("--rig"))
    if wrong:
        raise pytest.UsageError(wrong)


def pytest_collection_modifyitems(config, items):
    """A minute on the chip is a quarter of an hour here, and on a board there is nothing beside the firmware."""
    if config.getoption("--unit").startswith("serial:"):
        for item in items:
            if item.get_closest_marker("beside"):
                item.add_marker(pytest.mark.skip(reason="on a board nothing stands beside the firmware and tells it"))
    if config.getoption("--unit") != "chip":
        return
    for item in items:
        if item.get_closest_marker("long") and "long" not in config.option.markexpr:
            item.add_marker(pytest.mark.skip(reason="a minute of chip time: choose it with -m long"))


@pytest.fixture(scope="session")
def tier(request):
    """As --unit has it."""
    return request.config.getoption("--unit")


@pytest.fixture(scope="session")
def begin(tier, request):
    """Starts a unit with these cases' patient; begin(hurry=False) waits as long as a patient does."""

    def begun(hurry=True):
        try:
            return made(tier, [PRESCRIPTION], WHO, hurry, request.config.getoption("--rig"))
        except ToolMissing as missing:
            pytest.skip(str(missing))

    return begun


@pytest.fixture(scope="session")
def held(begin):
    """A unit in its hold that no case changes."""
    with begin() as unit:
        yield into_hold(unit)


@pytest.fixture
def unit(tier, begin, request):
    """A unit in its hold, of a case's own."""
    if tier == "chip":
        yield request.getfixturevalue("held")
    else:
        with begin() as own:
            yield into_hold(own)


@pytest.fixture(scope="session")
def treatment(tier, begin, request):
    """What a unit told in a short treatment, from power-on to its end."""
    if tier == "chip":
        held = request.getfixturevalue("held")
        return in_branch(lambda: short_treatment(held).told)
    with begin() as own:
        return short_treatment(into_hold(own)).told


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """On the chip, calls a test in a branch."""
    return branched.call(pyfuncitem) if pyfuncitem.config.getoption("--unit") == "chip" else None
