"""Plays a unit's self-test and gathers its checks. Prints nothing; a person is asked by a function.

What is checked, and within which bounds, the firmware's bench/selftest.py says.
"""

from collections.abc import Callable
from dataclasses import dataclass

from stillwater_tools.units.bench import Answer, BenchRefused, Line, play
from stillwater_tools.units.places import Place

NO_LOAD_OHM = 0
ASK = {"display": "Do you read three lines on its display, whole?", "buzzer": "Did you hear three beeps?"}
PRESS = "Press {name} on the unit, alone, and let it go."
_YES, _NO = b"y", b"n"


@dataclass(frozen=True)
class Check:
    """One check: value, bounds and unit as the firmware tells them."""

    name: str
    value: int
    least: int
    most: int
    unit: str
    is_ok: bool


@dataclass(frozen=True)
class Tested:
    """A unit's self-test; `stopped` says why it ended before its end, empty if it did not."""

    serial: str
    board: str
    checks: list[Check]
    stopped: str

    @property
    def is_ok(self) -> bool:
        """True when it came to its end and nothing failed."""
        return not self.stopped and all(check.is_ok for check in self.checks)


class Person:
    """Answers and presses: yes(question) gives True or False, told(words) says what to do."""

    def __init__(self, yes: Callable[[str], bool], told: Callable[[str], None]) -> None:
        self.yes, self.told = yes, told


def selftest(place: Place, load_ohm: int, person: Person | None, told: Callable[[Check], None] = lambda check: None) -> Tested:
    """The test; told(check) gets each as it comes. load_ohm: of a dummy load, NO_LOAD_OHM without.

    person None: only what the unit can find out alone. UnitRefused while the unit is not at rest, LinkError.
    """
    heard = _Heard(person, told)
    stopped = ""
    try:
        begin = play(place, "selftest", load_ohm, int(person is not None), heard=heard.hear)
    except BenchRefused as why:
        begin, stopped = why.begin, str(why)
    return Tested(begin["serial"], begin["board"], heard.checks, stopped)


class _Heard:
    """Gathers checks, and has a person asked."""

    def __init__(self, person: Person | None, told: Callable[[Check], None]) -> None:
        self._person, self._told = person, told
        self.checks: list[Check] = []

    def hear(self, line: Line, say: Answer) -> None:
        """A line of the unit's."""
        if line["bench"] == "check":
            self.checks.append(Check(**{name: value for name, value in line.items() if name != "bench"}))
            self._told(self.checks[-1])
        elif line["bench"] == "ask" and self._person:
            say(_YES if self._person.yes(ASK[line["name"]]) else _NO)
        elif line["bench"] == "press" and self._person:
            self._person.told(PRESS.format(name=line["name"]))
