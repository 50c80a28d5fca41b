"""A whole calibration: the unit plays its points, the meter is read at each, the fit is judged, the unit gets it. Prints nothing.

What the unit does with the current, and why that is safe, stands in the firmware's bench/calibration.py. Nothing is written that is not
right; a unit that is pulled out keeps the calibration that it had.
"""

import json
import time
from collections.abc import Callable
from typing import Any

from stillwater_tools import given
from stillwater_tools.calibrate.certificate import Certificate
from stillwater_tools.calibrate.fit import fit, problems, too_few
from stillwater_tools.calibrate.meters import Meter
from stillwater_tools.calibrate.points import Reading, Scales
from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.link.errors import LinkError
from stillwater_tools.problems import InputError, Problem
from stillwater_tools.units.bench import Answer, Line, play
from stillwater_tools.units.places import Place
from stillwater_tools.units.service import START_S, in_service, started

JSON_FILE, HTML_FILE = "calibration.json", "calibration.html"
_GO_ON = b"n"
Told = Callable[[str], None]


class CalibrationRefused(LinkError):
    """What was measured must not be used; `problems` say why. The unit keeps what it had."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)) + "\nthe unit keeps the calibration that it had")
        self.problems = problems


def calibrate(
    place: Place,
    load_ohm: int,
    meter: Meter,
    by: str = "",
    progress: Told = lambda stage: None,
    done: Callable[[int], None] = lambda count: None,
) -> Certificate:
    """Measure, judge, and give the unit its calibration. progress(stage) and done(points) tell how far it is.

    InputError for a load that is none, CalibrationRefused, BenchRefused when the unit does not go on; UnitRefused while it is not at rest.
    """
    _must_be_a_load(load_ohm)
    points = _Points(meter, done)
    begin = play(place, "calibration", load_ohm, heard=points.hear, progress=progress)
    certificate = judged(begin, points.lines, by, meter.name, load_ohm)
    _must_have_started(place, certificate.serial, progress)
    _give(place, certificate, progress)
    _must_have_started(place, certificate.serial, progress)
    return certificate


def points_count() -> int:
    """How many points there are with current."""
    return len(firmware_module("stillwater.bench.calibration").POINTS_UA)


def judged(begin: Line, lines: list[tuple[Line, Reading]], by: str, meter: str, load_ohm: int) -> Certificate:
    """The certificate of what was measured. CalibrationRefused."""
    scales = Scales(begin)
    points = [scales.point(line, reading) for line, reading in lines]
    if found := too_few(points):
        raise CalibrationRefused(found)
    fits = fit(points, scales)
    if found := problems(points, fits, scales):
        raise CalibrationRefused(found)
    return Certificate(begin, int(time.time()), by, meter, load_ohm, points, fits)


class _Points:
    """Keeps the unit's lines with the meter's readings, and lets the unit go on."""

    def __init__(self, meter: Meter, done: Callable[[int], None]) -> None:
        self._meter, self._done = meter, done
        self.lines: list[tuple[Line, Reading]] = []

    def hear(self, line: Line, say: Answer) -> None:
        """A line; at zero, with open contacts, no meter is needed."""
        if line["bench"] != "point":
            return
        if line["target_ua"] == 0:
            self.lines.append((line, Reading(0.0, 0.0)))
            return
        self.lines.append((line, self._meter.read(line)))
        self._done(len(self.lines) - 1)
        say(_GO_ON)


def _give(place: Place, certificate: Certificate, progress: Told) -> None:
    """The unit's own file last: it is what counts."""
    told: dict[str, Any] = certificate.as_dict()
    with in_service(place, progress) as unit:
        progress("writes")
        unit.write(JSON_FILE, json.dumps(told).encode())
        unit.write(HTML_FILE, certificate.html().encode())
        unit.write(given.file_of(given.CALIBRATION), certificate.for_unit())


def _must_have_started(place: Place, serial: str, progress: Told) -> None:
    progress("waits for the unit to start")
    found = started(place, START_S)
    if found.serial != serial or found.hello["state"] == "blocked":
        raise LinkError(f"unit {serial} has not started well: {found.hello.get('state') or found.why}; look at its display")


def _must_be_a_load(load_ohm: int) -> None:
    limits = firmware_module("stillwater.safety.limits")
    if not limits.LOAD_LEAST_OHM <= load_ohm <= limits.LOAD_MOST_OHM:
        bound = f"must be {limits.LOAD_LEAST_OHM}..{limits.LOAD_MOST_OHM} ohm"
        raise InputError([Problem("--load", "load", load_ohm, bound, "take such a resistor, 0.5 W or more")])
