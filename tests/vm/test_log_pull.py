"""`log pull` as it is typed, on virtual units: killed at any instant it ends right when run again, and all units come at once.

STILLWATER_KILLS sets how often it is killed; the seed is kept.
"""

import json
import os
import random
import signal
import subprocess
import sys

import pytest

from stillwater_tools.build.assemble import assemble
from stillwater_tools.link.served import served
from stillwater_tools.log.journal import read_journal
from stillwater_tools.scenes.load import find_scene, load_scene, story_of
from support.journal_files import encoded, in_place
from support.sim_commands import User

_KILLS = int(os.environ.get("STILLWATER_KILLS", 6))
_LATEST_S = 1.0  # of a kill before the first line; a command takes some 0.7 s before it asks for the first byte
_AFTER_LINE_S = 0.3  # more than what comes between two lines
_LINES = 10
_LONGEST_S = 60
_SEED = 20261202
_PAGES = 4096  # 1 MB


@pytest.fixture(scope="module")
def unit(tmp_path_factory):
    """A unit whose journal is nearly full, and that is idle."""
    folder = tmp_path_factory.mktemp("unit")
    records = []
    for seed in range(7):
        records += encoded(seed, 1 + len(records), summaries=3000, soft_stops=3)
    (folder / "journal.bin").write_bytes(in_place(records))
    story = {**story_of(load_scene(find_scene("undisturbed"))), "starts_by_itself": False, "events": []}
    story.update(duration_ms=2**31 - 1, journal_pages=_PAGES, keeps_trace=False)
    with served(assemble(tmp_path_factory.mktemp("build")), story, folder) as one:
        yield one


def command(unit, out):
    """The command, begun."""
    typed = [sys.executable, "-m", "stillwater_tools", "log", "pull", "--port", unit.path, "--out", str(out)]
    return subprocess.Popen(typed, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def killed(tool, draw):
    """Kill it some time after one of its lines, of which it says one each tenth of the way; False if it was faster."""
    lines = draw.randrange(_LINES)
    for _ in zip(range(lines), tool.stderr, strict=False):
        pass
    try:
        tool.wait(draw.uniform(0, _AFTER_LINE_S if lines else _LATEST_S))
        return False
    except subprocess.TimeoutExpired:
        tool.send_signal(signal.SIGKILL)
        return True


def kept(unit):
    return (unit.folder / "journal.bin").read_bytes()


def test_killed_at_any_instant_it_ends_right_when_run_again(unit, tmp_path):
    draw, outs, kills, beginnings = random.Random(_SEED), [tmp_path / "0"], 0, set()
    while kills < _KILLS:
        with command(unit, outs[-1]) as tool:
            if killed(tool, draw):
                kills += 1
            else:
                outs.append(tmp_path / str(len(outs)))
        beginnings |= _beginnings(outs[-1], kept(unit))
    for out in outs:
        with command(unit, out) as tool:
            said, error = tool.communicate(timeout=_LONGEST_S)
        assert (tool.returncode, "none damaged" in said) == (0, True), error
        (folder,) = out.iterdir()
        assert (folder / "journal.bin").read_bytes() == kept(unit)
        assert {path.name for path in folder.iterdir()} == {"journal.bin", "unit.json"}
    assert len(beginnings) > 2, "no kill has met a pull half-way"


def _beginnings(out, whole):
    """How far pulls had come that were killed; each must be a beginning of what the unit has."""
    parts = [path.read_bytes() for path in out.glob("*/*.part")]
    assert all(whole.startswith(part) for part in parts)
    return {len(part) for part in parts}


def test_all_units_come_at_once_each_into_its_folder(tmp_path):
    (tmp_path / "short.toml").write_text('about = "A short treatment"\n[prescription]\narea = "palms"\ncurrent_ua = 2000\nminutes = 5\n')
    user = User(tmp_path)
    with user.sim("--scene", tmp_path / "short.toml", "--count", 2, "--name", "bed", "--speed", 20, units=2) as sim:
        for one in sim.units:
            sim.tell("state", name=one["name"], state="hold")
        code, out, error = user.run("log", "pull", "--all", "--json", "--out", tmp_path / "journals")
    assert code == 0, error
    told = {one["serial"]: one for one in json.loads(out)}
    assert set(told) == {one["serial"] for one in sim.units}
    for serial, one in told.items():
        records = list(read_journal(tmp_path / "journals" / serial))
        assert {record["fields"]["serial"] for record in records if record["kind"] == "treatment_start"} == {serial}
        assert (len(records), one["damaged"]) == (one["records"], [])
