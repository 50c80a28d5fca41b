"""Dose: the charge that flowed, the time that counts, and when to begin going down so that both end right.

Charge in uC (1 mA min = 60000 uC), measured by control at every tick. Knows no state.
"""

from stillwater.safety.limits import RAMP_DOWN_UA_PER_S
from stillwater.treatment.states import HALF, WHOLE

UC_PER_MA_MIN = 60000
_TIME_SLACK_PERCENT = 2  # what noise and lag may cost before time ends a treatment that dose has not


def down_uc(current_ua):
    """Charge that the ramp down from current_ua still gives: I^2 / (2 slope)."""
    return current_ua * current_ua // (2 * RAMP_DOWN_UA_PER_S)


class Dose:
    """Counts one treatment. `given_uc` flowed; `time_ms` counts holds whole and ramps half (their mean current)."""

    def __init__(self, prescribed_uc, minutes):
        self.prescribed_uc = prescribed_uc
        self.minutes = minutes
        self.given_uc = 0
        self.time_ms = 0
        self.hold_ms = 0
        self._most_ms = minutes * 600 * (100 + _TIME_SLACK_PERCENT)
        self._last_uc = None

    def step(self, charge_uc, period_ms, armed, counts):
        """Take control's running charge, which counts while armed; `counts` is what states.py says of time."""
        if armed and self._last_uc is not None:
            self.given_uc += max(0, charge_uc - self._last_uc)
        self._last_uc = charge_uc
        if counts == WHOLE:
            self.hold_ms += period_ms
            self.time_ms += period_ms
        elif counts == HALF:
            self.time_ms += period_ms // 2

    def is_due(self, percent, current_ua):
        """True when going down now ends at `percent` of the dose, or when that share of the time is over."""
        due_uc = self.prescribed_uc // 100 * percent
        return self.given_uc + down_uc(current_ua) >= due_uc or self.time_ms * 100 >= self._most_ms * percent

    def left_ms(self):
        """What remains at the prescribed current, ms, as the display shows it."""
        share_left = max(0, self.prescribed_uc - self.given_uc) * 1000 // self.prescribed_uc
        return max(0, min(self.minutes * 60 * share_left, self._most_ms - self.time_ms))
