"""Service mode of a virtual unit: entered from rest only, its files reached there, mpremote at work, and the unit back behind it."""

import json
import os
import subprocess
import sys

import pytest

from stillwater_tools.link.errors import UnitRefused
from stillwater_tools.link.ports import open_port
from stillwater_tools.units import find
from stillwater_tools.units.places import Place
from stillwater_tools.units.repl import CodeRaised
from stillwater_tools.units.service import in_service, started
from support.sim_commands import User


@pytest.fixture(scope="module")
def user(tmp_path_factory):
    return User(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def sim(user):
    with user.sim("--scene", user.home / "nobody.toml", "--name", "bench") as running:
        yield running


@pytest.fixture
def place(sim):
    here = Place(sim.units[0]["port"], "a test's", True)
    started(here, 20)
    return here


def test_files_are_written_whole_read_and_hashed_and_the_unit_starts_again(place):
    data = os.urandom(10_000)
    with in_service(place) as unit:
        unit.write("/given/deep/one.bin", data)
        unit.write("given/empty", b"")
        assert unit.read("given/deep/one.bin") == data
        assert unit.listing("given") == {"given/deep/one.bin": len(data), "given/empty": 0}
        hashes = unit.hashes("given", "nowhere", "main.py")
        assert sorted(hashes) == ["given/deep/one.bin", "given/empty", "main.py"]
        unit.remove("given/deep")
        assert list(unit.listing("given")) == ["given/empty"]
        unit.remove("given")
        assert unit.hashes("given") == {}
    assert started(place, 20).kind == find.UNIT


def test_code_that_raises_is_told_and_the_unit_starts_again(place):
    with pytest.raises(CodeRaised, match="ZeroDivisionError"), in_service(place) as unit:
        assert unit.execute("") == ""
        assert unit.execute("print(6 * 7)") == "42\n"
        unit.execute("1 / 0")
    assert started(place, 20).kind == find.UNIT


def test_a_repl_that_a_tool_has_left_anyhow_is_found_and_entered(place):
    with in_service(place) as unit:
        unit.stay()
    for left, is_known in ((b"x = 1", True), (b"\x01", True), (b"\x01x = 1", True), (b"x = [1,", False), (b"\x05", False),
                           (b"\x01\x05A\x01print(", False)):
        port = open_port(place.port)
        port.write(left)
        port.close()
        assert not is_known or find.look(place).kind == find.REPL
        with in_service(place) as unit:
            assert unit.execute("print('heard')") == "heard\n"
            unit.stay()
    with in_service(place):
        pass
    assert started(place, 20).kind == find.UNIT


def test_service_opens_the_repl_for_mpremote_and_leave_starts_the_unit(user, sim, place):
    code, out, _error = user.run("service")
    assert (code, f"mpremote connect {place.port} resume" in out) == (0, True)
    assert user.devices()[0]["kind"] == "repl"
    command = [sys.executable, "-m", "mpremote", "connect", place.port, "resume", "fs", "ls", ":"]
    assert "main.py" in subprocess.run(command, capture_output=True, text=True, timeout=30).stdout
    code, out, _error = user.run("service", "--leave", "--json")
    assert (code, json.loads(out)["serial"], json.loads(out)["state"]) == (0, sim.units[0]["serial"], "idle")


def test_a_treatment_is_not_ended_by_service(user):
    with user.sim("--scene", user.home / "treated.toml", "--speed", "20", "--name", "bed") as sim:
        sim.until_state("ramp")
        with pytest.raises(UnitRefused, match="not while the unit is in state"), in_service(Place(sim.units[0]["port"], "bed", True)):
            pass
        sim.until_state("hold")
