"""A unit on the bench: one of the firmware's works (bench/works.py) played in service mode, line by line. Knows no work and no line.

The unit starts again when it is over, whatever ended it.
"""

import json
from collections.abc import Callable
from typing import Any

from stillwater_tools.link.errors import LinkError
from stillwater_tools.units.places import Place
from stillwater_tools.units.service import InService, in_service

Line = dict[str, Any]
Answer = Callable[[bytes], None]
_CODE = """
try:
    from virtual.bench import run
except ImportError:
    from stillwater.bench.on_unit import run
run(*{arguments!r})
"""
_SILENCE_S = 400.0  # UNSOURCED: longer than the unit itself waits for a person


class BenchRefused(LinkError):
    """The unit has ended the work, with nothing driven; `begin` and `end` are its first and its last line."""

    def __init__(self, begin: Line, end: Line) -> None:
        bound = f", must be {end['least']}..{end['most']}" if end["least"] != end["most"] else ""
        super().__init__(f"the unit stops: {end['what']} {end['value']}{bound} ({end['text']}); nothing flows any more")
        self.begin, self.end = begin, end


def play(
    place: Place, work: str, *arguments: int, heard: Callable[[Line, Answer], None], progress: Callable[[str], None] = lambda stage: None
) -> Line:
    """Play a work; heard(line, say) gets each line, the last excepted, and may answer; the first line, which tells who is on the bench.

    BenchRefused when the unit does not go on, LinkError for all else.
    """
    with in_service(place, progress) as unit:
        lines = _Lines(unit, heard)
        unit.play(_CODE.format(arguments=(work, *arguments)), lines.take, _SILENCE_S)
    if lines.end["what"] != "done":
        raise BenchRefused(lines.begin, lines.end)
    return lines.begin


class _Lines:
    """Keeps the first and the last line."""

    def __init__(self, unit: InService, heard: Callable[[Line, Answer], None]) -> None:
        self._unit, self._heard = unit, heard
        self.begin: Line = {}
        self.end: Line = {}

    def take(self, text: str) -> bool:
        """One more; True for the last. What is no line of the bench's is left out."""
        line = json.loads(text) if text.startswith("{") else {}
        kind = line.get("bench")
        if kind == "end":
            self.end = line
        elif kind == "begin":
            self.begin = line
        elif kind:
            self._heard(line, self._unit.say)
        return kind == "end"
