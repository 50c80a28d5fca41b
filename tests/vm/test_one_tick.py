"""The firmware as it is built for the chip, one tick one function and the rest trimmed, does the same on MicroPython."""

import json
import os
import subprocess

import pytest

from stillwater_tools.boards.generate import board_text
from stillwater_tools.build.assemble import BOARDS, assemble
from stillwater_tools.build.firmware import folded, path_of, with_one_tick
from stillwater_tools.build.fold import fold
from stillwater_tools.run.interpreter import micropython
from stillwater_tools.run.vm import play_built
from stillwater_tools.scenes.load import find_scene, load_scene, story_of

_TRIP = """
import board, json
from virtual import state
from virtual.rehearsal import Rehearsal

case = Rehearsal(board, {})
for limb in (0, 1):
    case.move(limb, 1000000, 200)
case.drive(3000)
told = []
for part in (None, state.LATCH):
    if part is not None:
        case.t[part] = 1
    case.run(16000)
    told.append(case.digest())
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def builds(tmp_path_factory):
    """(as every tier runs it, as it is built for the chip, but for the loads of a 64-bit interpreter)."""
    nested, one = (assemble(tmp_path_factory.mktemp(name)) for name in ("nested", "one"))
    whole = folded(board_text(BOARDS / "virtual/board.toml"))
    kept, put_in = with_one_tick(whole, "stillwater.hot")
    for name in whole:
        (one / path_of(name)).unlink()
    for name, text in kept.items():
        (one / path_of(name)).write_text(fold(text, {}, wide=True))
    assert len(put_in) > 50
    return nested, one


def answer(build, *command):
    """What MicroPython prints, as JSON."""
    environment = {**os.environ, "MICROPYPATH": str(build)}
    whole = [micropython(), "-X", "heapsize=2m", *command]
    done = subprocess.run(whole, cwd=build, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("command", [("-m", "virtual.cases"), ("-c", _TRIP)], ids=["cases", "trip"])
def test_one_function_gives_the_same_integers(builds, command):
    nested, one = (answer(build, *command) for build in builds)
    assert one == nested


@pytest.mark.parametrize("name", ["fault-electrodes-touch", "soft-temperature"])
def test_the_whole_unit_without_what_was_left_out_tells_the_same_story(builds, name, tmp_path):
    story = story_of(load_scene(find_scene(name)))
    ends = [play_built(build, story, tmp_path / build.name).end for build in builds]
    traces = [(tmp_path / build.name / "trace.i32").read_bytes() for build in builds]
    assert traces[0] == traces[1]
    assert {**ends[0], "wall_ms": 0} == {**ends[1], "wall_ms": 0}
