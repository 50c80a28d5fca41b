"""What a tick costs in each room, on the interpreter that runs this: `micropython -m virtual.rooms`, JSON, ns a call.

Calls are timed in bytecode; the cost of an empty call is taken off. Knows no bound: it measures.
"""

import json
import time

import board

from stillwater import capture
from stillwater.control import clamp, fall, impedance, level, ramp, regulator, sense, softstop, tick, watch
from stillwater.safety import monitor
from virtual import loop, port
from virtual.rehearsal import Rehearsal

_CALLS = 20000


def nothing(block):
    """An empty call."""


def rooms(case):
    """(room, function, arguments) in the order of a sample."""
    s, g, c, t, b, w = case.s, case.g, case.c, case.t, case.b, case.w
    return (
        ("world: bath and stage", loop.world, (t, b, w, 1)),
        ("port: read", port.read, (s, g, t, b)),
        ("safety: judge", monitor.judge, (g,)),
        ("control: sense", sense.sense, (s,)),
        ("control: level", level.level, (s,)),
        ("control: impedance", impedance.impedance, (s,)),
        ("control: watch, eight times a second", watch.watch, (s, 1000)),
        ("control: fall.look_ahead", fall.look_ahead, (s,)),
        ("control: fall", fall.fall, (s,)),
        ("control: ramp", ramp.ramp, (s,)),
        ("control: clamp", clamp.clamp, (s,)),
        ("control: regulator", regulator.regulator, (s,)),
        ("control: softstop.commit", softstop.commit, (s,)),
        ("control: softstop, in a stop", softstop.softstop, (s,)),
        ("control: step, all of it", tick.step, (s,)),
        ("capture", capture.capture, (c, s, g)),
        ("port: write", port.write, (s, g, t)),
    )


def cost_ns(function, arguments):
    """Nanoseconds of one call."""
    began_us = time.ticks_us()
    if len(arguments) == 1:
        (one,) = arguments
        for _ in range(_CALLS):
            function(one)
    elif len(arguments) == 2:
        one, two = arguments
        for _ in range(_CALLS):
            function(one, two)
    elif len(arguments) == 3:
        one, two, three = arguments
        for _ in range(_CALLS):
            function(one, two, three)
    else:
        one, two, three, four = arguments
        for _ in range(_CALLS):
            function(one, two, three, four)
    return time.ticks_diff(time.ticks_us(), began_us) * 1000 // _CALLS


def main():
    """Measure all rooms in a hold."""
    case = Rehearsal(board, {})
    case.move(0, 1000000, 200)
    case.move(1, 1000000, 200)
    case.drive(5000)
    case.run(20000)
    empty_ns = cost_ns(nothing, (case.s,))
    print(json.dumps([(room, max(0, cost_ns(function, arguments) - empty_ns)) for room, function, arguments in rooms(case)]))


if __name__ == "__main__":
    main()
