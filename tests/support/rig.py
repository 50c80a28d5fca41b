"""What a rig does to a board that a case cannot: hands, fingers, and the current through the dummy in place of a patient. Knows no unit.

`pytest --unit serial:/dev/ttyACM0 --rig module:name` plays the cases on a board: name(port) makes the rig. docs/qa.md says what it
has to be made of.
"""

import importlib
from typing import Protocol


class Rig(Protocol):
    """`port` is the unit's serial port: what was given, or what the rig knows better."""

    port: str

    def pass_time(self, ms: int) -> list[int]:
        """Let time pass; the current through the dummy meanwhile, nA with its sign, one value a millisecond."""
        ...

    def move(self, limb: str, to_percent: int, over_ms: int) -> None:
        """Begin to move limb "1", "2" or "both" to a wet part."""
        ...

    def press(self, button: str, hold_ms: int) -> None:
        """Put a finger on start, less or more, and take it away after a time."""
        ...

    def short_the_stage(self) -> None:
        """Have the output stage give all that it can."""
        ...

    def close(self) -> None:
        """Take the hands out, and power away."""
        ...


def made(asked: str, port: str) -> Rig:
    """The rig that --rig names, at the unit's port. ValueError for a name that is none."""
    module, _, name = asked.partition(":")
    if not name:
        raise ValueError(f"--rig {asked}: must be MODULE:NAME, as support.rig_virtual:VirtualRig")
    rig: Rig = getattr(importlib.import_module(module), name)(port)
    return rig
