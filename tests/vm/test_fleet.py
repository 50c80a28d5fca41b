"""Many units side by side: flashed at once, one that dies half-way, a station file with its records, and units that are only looked at."""

import json
import os
import time
from pathlib import Path

import pytest

from stillwater_tools.flash.content import for_virtual
from stillwater_tools.fleet.bays import Post
from stillwater_tools.fleet.many import each
from stillwater_tools.fleet.work import flashing
from stillwater_tools.units.places import Place
from support.flash_unit import held, left_over
from support.sim_commands import User

_UNITS = int(os.environ.get("STILLWATER_FLEET", "5"))
_TIMES_ONE = 4


@pytest.fixture
def user(tmp_path):
    return User(tmp_path)


@pytest.fixture(scope="module")
def today():
    return for_virtual()


def blank(user, name, count):
    return user.sim("--scene", user.home / "nobody.toml", "--blank", "--name", name, "--count", count, units=count)


def post(unit):
    return Post(unit["name"], None, lambda: Place(unit["port"], "a test's", True))


def flash_of(unit):
    return Path(unit["port"]).parent / "flash"


def flashed(units, today, watch=lambda name, step: None):
    """Records by name, and the wall time."""
    began_s = time.monotonic()
    records = {record.name: record for record in each("flash", [post(unit) for unit in units], flashing(lambda platform: today), watch)}
    return records, time.monotonic() - began_s


def test_many_at_once_take_little_longer_than_one_and_one_that_dies_is_named(user, today):
    with blank(user, "alone", 1) as alone, blank(user, "bed", _UNITS - 1) as sim, blank(user, "weak", 1) as weak:
        _records, one_s = flashed(alone.units, today)

        def watch(name, step):
            if name == "weak" and step.stage == "copies":
                weak.process.kill()

        records, all_s = flashed([*sim.units, *weak.units], today, watch)
        print(f"one unit {one_s:.1f} s, {_UNITS} units {all_s:.1f} s")
        assert sorted(name for name, record in records.items() if not record.is_ok) == ["weak"]
        assert "weak/link" in records["weak"].error
        for unit in sim.units:
            assert held(flash_of(unit)) == today.files
            assert left_over(flash_of(unit)) == []
            assert records[unit["name"]].told["serial"] == unit["serial"]
    assert all_s <= _TIMES_ONE * one_s


def test_a_station_is_flashed_and_checked_by_its_file_and_its_records_are_kept(user):
    with blank(user, "bay", 2) as sim:
        left, right = sim.units
        rows = [("left", left["port"], left["serial"]), ("right", right["port"], "SW-OTHER"), ("gone", "/dev/stillwater-nowhere", "SW9")]
        units = "".join(f'[[unit]]\nname = "{name}"\nport = "{port}"\nserial = "{serial}"\n' for name, port, serial in rows)
        (user.home / "bench.toml").write_text('records = "kept/bench.jsonl"\n' + units)
        code, out, error = user.run("flash", "--station", user.home / "bench.toml", "--json")
        records = {record["name"]: record for record in map(json.loads, out.splitlines())}
        kept = [json.loads(line) for line in (user.home / "kept/bench.jsonl").read_text().splitlines()]
        assert (code, {name: record["is_ok"] for name, record in records.items()}) == (1, {"left": True, "right": False, "gone": False})
        assert "1 of 3 are as they should be" in error
        assert f"it is unit {right['serial']}, must be SW-OTHER" in records["right"]["error"]
        assert "is not there" in records["gone"]["error"]
        assert sorted(kept, key=lambda record: record["name"]) == sorted(records.values(), key=lambda record: record["name"])
        code, out, error = user.run("flash", "--all", "--check")
        assert (code, out.count("runs firmware"), error) == (0, 2, "2 of 2 are as they should be\n")
