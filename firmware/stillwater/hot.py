"""One sample through the rooms, in the order that keeps a body safe: the guard first, control after, then the ring.

The only place where the guard's verdict reaches control. Knows no board.
"""

import micropython

from stillwater.capture import capture
from stillwater.control.state import CUT as CONTROL_CUT
from stillwater.control.tick import step
from stillwater.safety.monitor import judge
from stillwater.safety.slots import CUT


@micropython.viper
def sample(s: ptr32, g: ptr32, c: ptr32):
    """Judge the raw counts, then let control make its command: off in the same tick when the guard has cut."""
    judge(g)
    s[CONTROL_CUT] = g[CUT]
    step(s)
    capture(c, s, g)
