"""How often to come once it is dry: weekly, then every two weeks, then every four; and back when it becomes clammy.

A step follows two dry checks, and one check that is not dry goes a step back, before it is wet (STD, MUS2). Knows checks, no words.
"""

from collections.abc import Sequence

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.patient.history import Check

AS_PRESCRIBED = 0
INTERVALS_DAYS = (0, 7, 14, 28)  # by step; the first is the prescription's own
_DRY_CHECKS = 2


def steps(checks: Sequence[Check]) -> list[int]:
    """The step after each check, an index of INTERVALS_DAYS. Checks too early for a verdict change nothing."""
    keep_on = firmware_module("stillwater.treatment.plan").KEEP_ON
    step, dry, taken = AS_PRESCRIBED, 0, []
    for check in checks:
        if check.stage != keep_on:
            step, dry = _after(check, step, dry)
        taken.append(step)
    return taken


def _after(check: Check, step: int, dry: int) -> tuple[int, int]:
    """Step and dry checks since it was taken, after a check."""
    if not check.is_dry:
        return max(AS_PRESCRIBED, step - 1), 0
    if step == AS_PRESCRIBED:
        return 1, 0
    if dry + 1 < _DRY_CHECKS:
        return step, dry + 1
    return min(step + 1, len(INTERVALS_DAYS) - 1), 0
