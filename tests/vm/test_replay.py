"""Drawn cases of the campaign give the same on MicroPython as compiled by numba: what is measured is the firmware."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from stillwater_tools.campaign.on_vm import difference
from stillwater_tools.firmware_tables import PROJECT

CASES = ("removal-3-0", "removal-0-4", "removal-8-2", "return-6-1", "return-12-3")
_LEAST_NA = 1000


@pytest.fixture(scope="module")
def compared():
    """Differences of all CASES, from a process of its own: numba is chosen when the firmware is first imported."""
    environment = {**os.environ, "STILLWATER_NUMBA": "1", "PYTHONPATH": str(PROJECT / "host_tools")}
    command = [sys.executable, "-m", "stillwater_tools.campaign.on_vm", *CASES]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return {row["id"]: row for row in json.loads(done.stdout)}


@pytest.mark.parametrize("case_id", CASES)
def test_a_drawn_case_is_decided_at_the_same_tick_with_the_same_current(compared, case_id):
    assert compared[case_id]["first_mode_difference_ms"] is None
    assert compared[case_id]["largest_difference_na"] < _LEAST_NA
    assert compared[case_id]["ticks"] > 0


def columns(**changed):
    """Columns of ten still milliseconds, with one value of some changed at 7 ms."""
    told = {name: np.full(10, 3, dtype=np.int32) for name in ("skin_na", "peak_na", "terminal_uv", "mode")}
    for name, value in changed.items():
        told[name][7] = value
    return told


def test_a_difference_of_one_tick_is_seen():
    told = difference(columns(), columns(peak_na=1503))
    assert told == {"same": False, "ticks": 10, "largest_difference_na": 1500, "first_mode_difference_ms": None}
    assert difference(columns(mode=2), columns()) == {"same": False, "ticks": 10, "largest_difference_na": 0, "first_mode_difference_ms": 7}


@pytest.mark.parametrize("peak_na, same", [(3, True), (1003, True), (1004, False)])
def test_a_microampere_apart_is_the_same(peak_na, same):
    assert difference(columns(), columns(peak_na=peak_na))["same"] is same


def test_runs_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="10 ticks"):
        difference(columns(), {name: values[:9] for name, values in columns().items()})
