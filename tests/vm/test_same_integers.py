"""The hot path gives equal integers on MicroPython, plain Python and numba."""

import json
import os
import subprocess
import sys

import pytest

from stillwater_tools.bench.speed import run_module
from stillwater_tools.firmware_tables import PROJECT


def host_digests(numba):
    """Digests of virtual.cases on this interpreter, in a process of its own."""
    environment = {**os.environ, "STILLWATER_NUMBA": numba, "PYTHONPATH": str(PROJECT / "host_tools")}
    command = [sys.executable, "-m", "stillwater_tools.run.host", "cases"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def micropython_digests():
    return run_module("virtual.cases")


@pytest.mark.parametrize("numba", ["0", "1"], ids=["plain", "numba"])
def test_every_interpreter_gives_the_same_integers(micropython_digests, numba):
    assert host_digests(numba) == micropython_digests
    assert all(len(set(digests)) == len(digests) for digests in micropython_digests.values())
