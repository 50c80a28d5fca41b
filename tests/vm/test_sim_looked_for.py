"""Looking for units disturbs nothing: neither a treatment's current nor a REPL; and what is no unit is told in time."""

import itertools
import threading
import time

import pytest

from stillwater_tools.build.assemble import assemble
from stillwater_tools.link.ports import open_port
from stillwater_tools.link.served import served
from stillwater_tools.report.trace import read_trace
from stillwater_tools.run.vm import play_built
from stillwater_tools.scenes.load import find_scene, load_scene, story_of
from stillwater_tools.units import find
from stillwater_tools.units.places import Place
from support.sim_ports import repl_port, silent_port

_DURATION_MS = 30_000  # ramp to 3 mA from 11 s on, hold from 22 s on
_MOST_S = 1.0


def at(port):
    return Place(port, "a test's", True)


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    return assemble(tmp_path_factory.mktemp("build"))


def test_looking_again_and_again_moves_no_current(build, tmp_path):
    scene = load_scene(find_scene("undisturbed"))
    weak = scene.model_copy(update={"prescription": {"area": "palms", "current_ua": 3000, "minutes": 5}})
    story = {**story_of(weak), "duration_ms": _DURATION_MS, "until": "never"}
    play_built(build, story, tmp_path / "alone")
    states = []
    with served(build, story, tmp_path / "seen", 20.0) as unit:
        looking = threading.Thread(target=look_until_it_ends, args=(unit, states))
        looking.start()
        unit.tell("end")
        looking.join()
    assert {"ramp", "hold"} <= set(states)
    assert read_trace(tmp_path / "alone/trace.i32")["skin_ua"][-1000:].min() > 2900
    assert (tmp_path / "seen/trace.i32").read_bytes() == (tmp_path / "alone/trace.i32").read_bytes()


def look_until_it_ends(unit, states):
    while (found := find.look(at(unit.path))).kind == find.UNIT:
        states.append(found.hello["state"])


def test_ports_without_a_unit_are_told_side_by_side_within_a_second(monkeypatch):
    with silent_port() as silent, silent_port() as mute, repl_port() as repl:
        nowhere = "/dev/stillwater-nowhere"
        monkeypatch.setattr(find, "places", lambda named: [at(port) for port in named])
        began_s = time.monotonic()
        found = find.find([silent, nowhere, mute, repl])
        took_s = time.monotonic() - began_s
    kinds = [one.kind for one in itertools.islice(found, 4)]
    assert kinds == [find.SILENT, find.CLOSED, find.SILENT, find.REPL]
    assert "not a byte" in found[0].says
    assert "is not there" in found[1].says
    assert took_s < _MOST_S + 0.5  # a second each, and what starting them takes on a machine that has much to do


def test_an_empty_line_of_a_repl_is_known_too_and_no_other_mode_opened():
    with repl_port() as path:
        port = open_port(path)
        assert find._is_repl(port, 0.5)
        port.write(b"print(6 * 7)\r")
        assert b"42" in port.read_until(b"42\r\n")
        port.close()


def test_a_repl_is_left_as_it_was():
    with repl_port() as path:
        assert find.look(at(path)).kind == find.REPL
        port = open_port(path, 0.5)
        port.write(b"print(6 * 7)\r")
        assert b"\n42\n" in port.read(200).replace(b"\r", b"")
        port.close()
