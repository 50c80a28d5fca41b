"""The one door out of OFF: nothing but the probe flows until a treatment's ceiling has been let in here.

Knows limits and the guard's block. Trusts no caller: what is outside `limits.py` is refused.
"""

from stillwater.safety.faults import HARD_BLOCKED, NONE, kind_of
from stillwater.safety.limits import CHARGE_MAX_UC, CURRENT_MAX_UA, CURRENT_MIN_UA
from stillwater.safety.slots import (
    A_UA,
    CHARGE_NC,
    CUT,
    FAULT,
    GUARD_CEILING_UA,
    GUARD_CHARGE_MAX_UC,
    GUARD_CHARGE_UC,
    GUARD_SLOTS,
    LAST_A_RAW,
)


def arm(g, ceiling_ua, charge_max_uc):
    """Let a treatment of at most ceiling_ua (1000..25000) and charge_max_uc (1..CHARGE_MAX_UC) begin.

    Raises ValueError, with the bound, when either is outside or a fault stands.
    """
    disarm(g)
    if g[FAULT] != NONE:
        raise ValueError("fault %d stands: clear it first" % g[FAULT])
    if not CURRENT_MIN_UA <= ceiling_ua <= CURRENT_MAX_UA:
        raise ValueError("ceiling %d uA, must be %d..%d" % (ceiling_ua, CURRENT_MIN_UA, CURRENT_MAX_UA))
    if not 0 < charge_max_uc <= CHARGE_MAX_UC:
        raise ValueError("charge %d uC, must be 1..%d" % (charge_max_uc, CHARGE_MAX_UC))
    g[GUARD_CHARGE_UC] = 0
    g[CHARGE_NC] = 0
    g[GUARD_CHARGE_MAX_UC] = charge_max_uc
    g[GUARD_CEILING_UA] = ceiling_ua


def disarm(g):
    """Back to nothing but the probe."""
    g[GUARD_CEILING_UA] = 0
    g[GUARD_CHARGE_MAX_UC] = CHARGE_MAX_UC


def clear(g):
    """Forget a tripped fault and all that was counted. False if it is blocked: only a new start helps then."""
    if kind_of(g[FAULT]) == HARD_BLOCKED:
        return False
    disarm(g)
    for slot in range(CUT, GUARD_SLOTS):
        if slot < A_UA or slot > LAST_A_RAW + 2:
            g[slot] = 0
    return True
