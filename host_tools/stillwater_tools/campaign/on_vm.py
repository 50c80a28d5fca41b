"""Plays drawn cases again on real MicroPython, so that what a campaign measures is the firmware and no model of it.

    python -m stillwater_tools.campaign.on_vm CASE...

prints, as JSON, by how much numba and MicroPython differ in each case. Knows no figure: it compares integers.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from stillwater_tools.build.assemble import assemble
from stillwater_tools.campaign.draw import KINDS, SEED, sitting
from stillwater_tools.campaign.work import Plan, case_of
from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.run.interpreter import micropython
from stillwater_tools.run.vm import RunFailed

OURS = Plan()
MOST_APART_NA = 1000
_HEAP = "heapsize=2m"
_SITTINGS, _CASES_EACH = 6500, 16  # what `make bench-softstop` goes through


def compare(ids: list[str], progress: Callable[[int], None] = lambda done: None, plan: Plan = OURS) -> list[dict[str, Any]]:
    """One row a case: whether it is the same, ticks, largest difference of mean or peak current, first ms of another mode or None.

    Two at a time. The engine's half is only as quick as it should be with STILLWATER_NUMBA=1.
    """
    rows = []
    with tempfile.TemporaryDirectory(prefix="stillwater-") as scratch, ThreadPoolExecutor(2) as pool:
        build = _built(Path(scratch), plan)
        for case_id, columns in zip(ids, pool.map(lambda case_id: _replayed(build, plan, case_id), ids), strict=True):
            rows.append({"id": case_id, **difference(_engine_columns(plan, case_id), columns)})
            progress(len(rows))
    return rows


def difference(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """By how much two runs of a case differ. Raises ValueError when they are not equally long."""
    if len(one["mode"]) != len(other["mode"]):
        raise ValueError(f"one run has {len(one['mode'])} ticks, the other {len(other['mode'])}")
    apart_na = max(int(np.abs(one[name].astype(np.int64) - other[name]).max()) for name in ("skin_na", "peak_na"))
    elsewhere = np.flatnonzero(one["mode"] != other["mode"])
    return {
        "same": apart_na <= MOST_APART_NA and not len(elsewhere),
        "ticks": len(one["mode"]),
        "largest_difference_na": apart_na,
        "first_mode_difference_ms": int(elsewhere[0]) if len(elsewhere) else None,
    }


def drawn_ids(count: int, seed: int = SEED) -> list[str]:
    """So many cases, removals and returns, of sittings that reach their hold."""
    from stillwater_tools.campaign.engine import hold

    random, ids = np.random.default_rng((seed, count)), list[str]()
    while len(ids) < count:
        number, index = (int(random.integers(most)) for most in (_SITTINGS, _CASES_EACH))
        if hold(sitting(number)).reached:
            ids.append(f"{KINDS[len(ids) % len(KINDS)]}-{number}-{index}")
    return ids


def _built(scratch: Path, plan: Plan) -> Path:
    """The firmware's build with the plan's bath."""
    if plan.bath is None:
        return assemble(scratch)
    bath = scratch / "given_bath.py"
    bath.write_text(plan.bath.text, encoding="utf-8")
    return assemble(scratch, bath=bath)


def _engine_columns(plan: Plan, case_id: str) -> dict[str, Any]:
    from stillwater_tools.campaign.engine import hold, play

    one, case = case_of(plan, case_id)
    return play(hold(one), case)


def _replayed(build: Path, plan: Plan, case_id: str) -> dict[str, Any]:
    one, case = case_of(plan, case_id)
    story, profile, rows = (build / f"{case_id}.{ending}" for ending in ("json", "profile", "rows"))
    case.profile.astype("<i4").tofile(profile)
    told = {name: getattr(one, name) for name in ("patient", "current_ua", "bridge", "a_gain_ppm", "adc_gain_ppm")}
    story.write_text(json.dumps({**told, "answer_ms": case.answer_ms, "profile": str(profile)}))
    _run(build, [micropython(), "-X", _HEAP, "-m", "virtual.replay", str(story), str(rows)])
    names = firmware_module("virtual.replay").COLUMNS
    table = np.fromfile(rows, dtype="<i4").reshape(-1, len(names))
    return {name: table[:, at] for at, name in enumerate(names)}


def _run(build: Path, command: list[str]) -> None:
    environment = {**os.environ, "MICROPYPATH": str(build)}
    done = subprocess.run(command, cwd=build, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RunFailed(f"the replay stopped with {done.returncode}:\n" + (done.stdout + done.stderr)[-2000:])


def main(ids: list[str]) -> None:
    """The command line."""
    print(json.dumps(compare(ids)))


if __name__ == "__main__":
    main(sys.argv[1:])
