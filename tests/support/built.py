"""The firmware of unit r1 as it is built for the chip, made once for all tests of a process: a build takes seconds."""

from functools import cache

from stillwater_tools.build.firmware import Firmware, build
from stillwater_tools.firmware_tables import PROJECT

BOARD = PROJECT / "boards/unit_r1/board.toml"
_MAIN = "main.py"


@cache
def firmware() -> Firmware:
    """All of it; not to be changed."""
    return build(BOARD)


def without_main() -> dict[str, bytes]:
    """Its files but for main.py, which would take the REPL away."""
    return {path: content for path, content in firmware().files.items() if path != _MAIN}
