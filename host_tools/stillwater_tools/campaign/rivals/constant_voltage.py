"""A voltage source with a current limit, as galvanic units with a knob for the voltage are. Holds no current.

The parameters' order is that of the table: share_percent, fall_ms; 1 ms is at once.
"""

from typing import Any

from numba.extending import register_jitable

from stillwater_tools.campaign.rivals.memory import CURRENT_UA, FALLING, HOLD_UV, MODE, MODE_DRIVE, OUTPUT_UV, SET_UA, command, cut

_SHARE_PERCENT, _FALL_MS = range(2)
_LIMIT = 1.1  # of the hold's current
_BACK = 0.1  # of what is missing to the hold's voltage, per millisecond


def constant_voltage(s: Any, r: Any, p: Any) -> None:
    """Keep the hold's voltage; once the current is below its share take it away evenly, then open the contacts."""
    if s[CURRENT_UA] * 100 < p[_SHARE_PERCENT] * r[SET_UA]:
        r[FALLING] = 1
    if s[MODE] == MODE_DRIVE:
        if r[FALLING]:
            r[OUTPUT_UV] -= r[HOLD_UV] / p[_FALL_MS]
        else:
            limit(s, r)
        command(s, r[OUTPUT_UV])
        if r[OUTPUT_UV] <= 0:
            cut(s)


@register_jitable
def limit(s: Any, r: Any) -> None:
    """Give back voltage while more than the limit flows; return to the hold's voltage when less does."""
    excess = s[CURRENT_UA] / (_LIMIT * r[SET_UA]) - 1
    if excess > 0:
        r[OUTPUT_UV] *= 1 - min(excess, 1.0) / 2  # half: the current of now answers to the voltage of 2 ms ago
    else:
        r[OUTPUT_UV] += (r[HOLD_UV] - r[OUTPUT_UV]) * _BACK
