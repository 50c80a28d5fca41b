"""Orders that a virtual unit takes from whoever writes lines to it, for unit_stepped.py and unit_rigged.py. Runs on the unix port."""

from virtual import trace, unit

_SKIN_NA = 1  # columns of trace.py


def passed(one, ms):
    """Let time pass; the true current of each millisecond, nA."""
    currents_na = []
    while ms > 0:
        one._move(0)
        currents_na += [one._rows[row * trace.WIDTH + _SKIN_NA] for row in range(unit._STEP_MS)]
        ms -= unit._STEP_MS
    return currents_na


def done(one, event):
    """An event of player.py; no time passes."""
    getattr(one.player, "do_" + event["do"])(event, one.now_ms)
    return []
