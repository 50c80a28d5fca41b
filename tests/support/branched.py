"""Calls a test in a branch of the process (chip/branch.py), so that nothing it does to a booted chip stays."""

from stillwater_tools.chip.branch import in_branch


def call(pyfuncitem):
    """For pytest_pyfunc_call: true. What the test has noted of figures comes back."""
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    pyfuncitem.user_properties[:] = in_branch(lambda: _noted(pyfuncitem, arguments))
    return True


def _noted(pyfuncitem, arguments):
    pyfuncitem.obj(**arguments)
    return pyfuncitem.user_properties
