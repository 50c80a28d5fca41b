"""The station file and what is wrong with one; which place is a bay's; that work which fails on one unit ends on the others."""

import json

import pytest

from stillwater_tools.flash.told import Step
from stillwater_tools.fleet import bays, records
from stillwater_tools.fleet.bays import OtherUnit, Post
from stillwater_tools.fleet.many import each
from stillwater_tools.fleet.station import load_station
from stillwater_tools.link.errors import PortGone
from stillwater_tools.problems import InputError
from stillwater_tools.units.choose import NoUnit
from stillwater_tools.units.find import CLOSED, REPL, UNIT, Found
from stillwater_tools.units.places import Place
from support.command_line import run_here

_LEFT = '[[unit]]\nname = "left"\nusb_path = "1-1.4"\n'


def written(folder, text):
    (folder / "bench.toml").write_text(text)
    return folder / "bench.toml"


def test_a_station_names_its_units_and_its_files_lie_beside_it(tmp_path):
    path = written(tmp_path, 'about = "Bench 3"\nboard = "r1/board.toml"\nrecords = "bench.jsonl"\n' + _LEFT + 'serial = "SW0123456789"\n')
    station = load_station(path)
    assert (station.board, station.records) == (tmp_path / "r1/board.toml", tmp_path / "bench.jsonl")
    assert [(bay.name, bay.usb_path, bay.serial) for bay in station.unit] == [("left", "1-1.4", "SW0123456789")]


@pytest.mark.parametrize("text, told", [
    ("", "unit missing: is required"),
    (_LEFT + 'port = "/dev/ttyACM0"\n', "needs exactly one of usb_path and port"),
    ('[[unit]]\nname = "left"\n', "needs exactly one of usb_path and port"),
    (_LEFT + _LEFT, "name 'left' is there twice"),
    (_LEFT + _LEFT.replace("left", "right"), "usb_path '1-1.4' is there twice"),
    (_LEFT.replace("1-1.4", "left hub"), "unit.0.usb_path = 'left hub'"),
    (_LEFT.replace('"left"', '"l e f t"'), "unit.0.name = 'l e f t'"),
    (_LEFT + 'speed = 9600\n', "unit.0.speed = 9600: is not known"),
    (_LEFT + 'serial = "SW0123456789A"\n', "at most 12"),
])
def test_what_is_wrong_with_a_station_is_told(tmp_path, text, told):
    with pytest.raises(InputError) as wrong:
        load_station(written(tmp_path, text))
    assert told in str(wrong.value)
    assert "docs/fleets.md" in str(wrong.value)


def test_a_bay_is_found_by_its_usb_socket_whatever_its_port_is_called(tmp_path, monkeypatch):
    there = [Place("/dev/ttyACM3", "USB", True, "E660", "1-1.4"), Place("/dev/ttyACM0", "USB", True, "E661", "1-1.3")]
    monkeypatch.setattr(bays, "places", lambda: there)
    left, = bays.of_station(load_station(written(tmp_path, _LEFT)))
    assert left.place() == there[0]
    away, = bays.of_station(load_station(written(tmp_path, _LEFT.replace("1-1.4", "2-1"))))
    with pytest.raises(PortGone, match=r"socket 2-1 \(boards are in 1-1.4, 1-1.3\)"):
        away.place()


def test_another_unit_in_a_bay_is_refused_before_anything_is_done(monkeypatch):
    place = Place("/dev/ttyACM0", "USB", True)
    monkeypatch.setattr(bays, "look", lambda place: Found(place.port, "USB", UNIT, "", {"serial": "SW1"}))
    assert Post("left", "SW1", lambda: place).place() == place
    with pytest.raises(OtherUnit, match="left: unit SW1 is at /dev/ttyACM0, must be SW2"):
        Post("left", "SW2", lambda: place).place()


def test_all_are_units_and_boards_that_could_be(monkeypatch):
    def one(kind, port, **hello):
        return Found(port, "USB", kind, "", hello, Place(port, "USB", True))

    found = [one(UNIT, "/dev/ttyACM0", serial="SW1"), one(REPL, "/dev/ttyACM1"), one(CLOSED, "/dev/ttyACM2")]
    assert [post.name for post in bays.all_there(lambda: found)] == ["SW1", "/dev/ttyACM1"]
    with pytest.raises(NoUnit, match="sim --count"):
        bays.all_there(list)


def test_work_that_fails_on_one_unit_ends_on_the_others(tmp_path):
    def work(post, watch):
        watch(Step("works"))
        if post.name == "b":
            raise PortGone("b: pulled out")
        return {"name": post.name}

    steps = []
    posts = [Post(name, None, lambda: Place("x", "x", True)) for name in "abc"]
    done = {record.name: record for record in each("try", posts, work, lambda name, step: steps.append((name, step.stage)))}
    assert {name: (record.is_ok, record.error) for name, record in done.items()} == {
        "a": (True, ""), "b": (False, "b: pulled out"), "c": (True, "")}
    assert sorted(steps) == [("a", "works"), ("b", "works"), ("c", "works")]
    for record in done.values():
        records.keep(tmp_path / "kept.jsonl", record)
    assert [json.loads(line)["name"] for line in (tmp_path / "kept.jsonl").read_text().splitlines()] == list(done)


def test_what_is_for_many_units_is_refused_for_one(monkeypatch, capsys):
    code, _out, error = run_here(monkeypatch, capsys, "flash", "--check")
    assert (code, "--check: units missing: is for many units" in error) == (2, True)


def test_records_that_cannot_be_kept_are_told_before_the_work(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="--records"):
        records.must_be_writable(tmp_path / "file/kept.jsonl")
