"""The campaign runs the firmware's own hot path, and the same seed gives the same figures."""

import json
import os
import subprocess
import sys

from stillwater_tools.firmware_tables import PROJECT


def campaign(folder):
    """Figures of a small campaign, in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "host_tools")}
    command = [sys.executable, "-m", "stillwater_tools", "campaign", "--sittings", "3", "--json", "--out", str(folder / "figures.json")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_a_campaign_is_the_same_for_the_same_seed_and_keeps_what_it_found(tmp_path):
    figures = campaign(tmp_path)
    assert figures["removals"] + figures["skin_too_high"] >= 33
    assert json.loads((tmp_path / "figures.json").read_text()) == figures
    assert campaign(tmp_path) == figures
    slow = figures["groups"]["300..3000 ms"]["density_ratio"]
    assert 1 <= slow["p50"] <= 1.25
