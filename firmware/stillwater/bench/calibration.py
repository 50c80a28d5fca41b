"""Calibration: fixed low currents through a dummy load, and at each the counts of every channel, for a reference meter to be held against.

How current is driven for it. The link has no command that raises current, and gets none. A treatment into a dummy load would not do
either: USB, which carries the readings, forbids it on a board that is not isolated. So it is done in service mode, where a person has
the unit in hand and it has reset out of anything else: by the unit's own control under its own guard, watchdog and deadman, through the
one door with its ceiling, from the probe on, along the slope of a treatment; never above CALIBRATION_MOST_UA, which is less than palms
are given; only once the load has been found to be the resistor that was named (load.py), and only as long as it stays that; and it
ends at zero, whatever ends it. Knows no meter and no gain: the computer fits, the unit checks what it is given (given.py).
"""

from stillwater.bench import counts
from stillwater.bench.load import Load
from stillwater.bench.rig import must_be
from stillwater.control import state

POINTS_UA = (1000, 2000, 4000, 6000, 8000, 10000)
_GATHER_MS = 1000
_ANSWER_MS = 300000  # UNSOURCED: somebody who reads a meter and types
_GO_ON = ord("n")


def calibration(rig, ohm):
    """The work: zeros, the load, the points. At each the current stands until the computer says `n`."""
    yield from counts.zero(rig)
    yield from _point(rig, 0)
    load = Load(rig, ohm)
    yield from load.find()
    for current_ua in POINTS_UA:
        yield from load.rise(current_ua)
        yield from _point(rig, current_ua)
        must_be("the meter's reading", ord((yield from rig.asked(_ANSWER_MS, "the meter's reading"))), _GO_ON, _GO_ON, "the computer stops")
        yield from load.stays()


def _point(rig, target_ua):
    (a_raw, b_raw, v_raw, reference_ua), count = yield from counts.sums(rig, _GATHER_MS)
    rig.said("point", target_ua=target_ua, a_sum_raw=a_raw, b_sum_raw=b_raw, v_sum_raw=v_raw, reference_sum_ua=reference_ua, count=count,
             current_ua=rig.control[state.CURRENT_SLOW_Q6_UA] >> 6, output_mv=rig.control[state.OUTPUT_MV])
