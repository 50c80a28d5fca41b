"""`--unit lab:PLACE`: the unit at a place of a labgrid lab, held until the run ends. From there on it is the serial tier's."""

import pytest

from stillwater_tools.lab.place import unit_of
from stillwater_tools.link.errors import LinkError
from stillwater_tools.problems import InputError
from stillwater_tools.run.interpreter import ToolMissing

_LAB = "lab:"


def resolved(config):
    """What --unit says, with a lab's place as the port that it leads to. UsageError."""
    asked = config.getoption("--unit")
    if asked.startswith(_LAB):
        held = unit_of(asked.removeprefix(_LAB))
        try:
            config.option.unit = f"serial:{held.__enter__()}"
        except (InputError, LinkError, ToolMissing) as why:
            raise pytest.UsageError(f"--unit {asked}: {why}") from None
        config.add_cleanup(lambda: held.__exit__(None, None, None))
    return config.getoption("--unit")
