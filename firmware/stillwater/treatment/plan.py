"""What comes next: three times a week until dry, then weekly; and no verdict before there can be one.

Sources: clinical.md 5: change is felt after 4 to 7 treatments, dry at 10 to 12, no verdict before 10 treatments AND 14
days, non-response at 15 or six weeks; upkeep weekly. Knows counts, no calendar of its own.
"""

VERDICT_TREATMENTS = 10
VERDICT_DAYS = 14
DOCTOR_TREATMENTS = 15
DAYS_PER_WEEK = 7

KEEP_ON = 0
VERDICT = 1
DOCTOR = 2
UPKEEP = 3


def stage(treatments, days, is_dry):
    """Where the plan stands: KEEP_ON, VERDICT (may be judged), DOCTOR (does not respond), UPKEEP (dry: weekly).

    treatments: done so far; days: since the first, None if the clock is not known.
    """
    early = treatments < VERDICT_TREATMENTS or (days is not None and days < VERDICT_DAYS)
    if early:
        return KEEP_ON
    if is_dry:
        return UPKEEP
    return DOCTOR if treatments >= DOCTOR_TREATMENTS else VERDICT


def days_to_next(per_week):
    """Days until the next treatment, whole, at least 1."""
    return max(1, DAYS_PER_WEEK // per_week)
