"""The whole unit, app and all, in plain Python: the same story gives the same millisecond by millisecond as on MicroPython."""

import json
import sys
from types import ModuleType

import pytest

from stillwater_tools.log.journal import read_journal
from stillwater_tools.run.host import board_scales
from stillwater_tools.run.vm import play
from stillwater_tools.scenes.load import find_scene, load_scene, story_of


@pytest.fixture
def unit(monkeypatch):
    """The virtual unit's module, with board and build as this project's own files give them."""
    board = ModuleType("board")
    vars(board).update(vars(board_scales("virtual")), NAME="virtual")
    build_id = ModuleType("stillwater.build_id")
    vars(build_id).update(FIRMWARE_HASH=bytes(8), BOARD_HASH=bytes(8))
    import stillwater

    monkeypatch.setitem(sys.modules, "board", board)
    monkeypatch.setitem(sys.modules, "stillwater.build_id", build_id)
    monkeypatch.setattr(stillwater, "build_id", build_id, raising=False)
    from virtual import unit

    return unit


def played_here(unit, story, folder, capsys):
    """Play a story in this process; the unit's last message."""
    folder.mkdir()
    played = unit.Unit(json.loads(json.dumps(story)), str(folder))
    played.run()
    played.end(0)
    return json.loads(capsys.readouterr().out.splitlines()[-1])


@pytest.mark.parametrize("name", ["fault-electrodes-touch", "choose-area", "refuse-one-tray", "refuse-prescription", "soft-temperature"])
def test_plain_python_gives_the_same_story_as_micropython(name, unit, tmp_path, capsys):
    story = story_of(load_scene(find_scene(name)))
    here = played_here(unit, story, tmp_path / "python", capsys)
    there = play(story, tmp_path / "micropython").end
    assert (tmp_path / "python/trace.i32").read_bytes() == (tmp_path / "micropython/trace.i32").read_bytes()
    told = [[(r["kind"], r["time_ms"]) for r in read_journal(tmp_path / tier / "journal.bin")] for tier in ("python", "micropython")]
    assert told[0] == told[1]
    assert {**here, "wall_ms": 0} == {**there, "wall_ms": 0}


def test_a_cleared_trip_lets_the_patient_begin_again(unit, tmp_path, capsys):
    scene = load_scene(find_scene("fault-electrodes-touch")).model_copy(update={"until": "contact", "duration_s": 60})
    mend = [
        {"after": "tripped", "nth": 1, "delay_ms": 500, "do": "set", "part": "touch_ohm", "value": 0},
        {"after": "tripped", "nth": 1, "delay_ms": 1000, "do": "press", "button": "start", "hold_ms": 200},
    ]
    again = [{"after": "idle", "nth": 2, "delay_ms": 1000 + 500 * k, "do": "press", "button": "start", "hold_ms": 200} for k in range(4)]
    story = {**story_of(scene), "until": "bath", "linger_ms": 0}
    story["events"] += mend + again
    story["until"] = "none"
    story["duration_ms"] = 48_000
    end = played_here(unit, story, tmp_path / "python", capsys)
    assert end["fault"] == "electrodes-touch" or end["fault"] == "comparator"
    assert end["state"] in ("relays", "bath", "ramp")
