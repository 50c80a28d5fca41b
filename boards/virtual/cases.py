"""The same cases of the hot path for every interpreter: equal integers must come of them.

    micropython -m virtual.cases

prints a digest of all blocks after each step of each case, as JSON. Knows no treatment.
"""

import json

WHOLE = 1000000
# patient, steps: (what, values); a digest is taken after each `run`
CASES = (
    ("hold", {}, (("move", 0, WHOLE, 200), ("move", 1, WHOLE, 300), ("drive", 6000), ("run", 12000), ("run", 2000))),
    ("lift", {"seed": 77, "noise_permille": 40}, (
        ("move", 0, WHOLE, 100), ("move", 1, WHOLE, 100), ("drive", 4000), ("run", 16000), ("move", 0, 0, 120),
        ("run", 2000), ("move", 0, WHOLE, 200), ("run", 4000), ("answer",), ("run", 3000))),
    ("soft-water", {"water_us_per_cm": 80, "bend_mv": 7000, "skin_2_percent": 160}, (
        ("move", 0, WHOLE, 1), ("move", 1, WHOLE, 1), ("drive", 3000), ("run", 14000), ("drive", 0), ("run", 4000))),
)


def digests(make):
    """Digests of all cases; make(patient) gives a Rehearsal."""
    return {name: _play(make(who), steps) for name, who, steps in CASES}


def _play(case, steps):
    taken = []
    for step in steps:
        getattr(case, step[0])(*step[1:])
        if step[0] == "run":
            taken.append(case.digest())
    return taken


def main():
    """Play all cases on this interpreter."""
    import board

    from virtual.rehearsal import Rehearsal

    print(json.dumps(digests(lambda who: Rehearsal(board, who))))


if __name__ == "__main__":
    main()
