"""Units of a labgrid lab: by an environment file, by a coordinator and its exporter, and what is told where there is none."""

import os
import subprocess
import sys

import pytest

from stillwater_tools.firmware_tables import PROJECT
from stillwater_tools.lab.place import NotHeld, unit_of
from stillwater_tools.problems import InputError
from stillwater_tools.units.opened import unit_at
from support.lab import client, lab
from support.sim_commands import User

pytest.importorskip("labgrid")


@pytest.fixture(scope="module")
def unit(tmp_path_factory):
    """A virtual unit that stands idle."""
    user = User(tmp_path_factory.mktemp("home"))
    with user.sim("--scene", user.home / "nobody.toml", "--name", "bench") as sim:
        yield sim.units[0]


@pytest.fixture(autouse=True)
def nobodys_lab(monkeypatch):
    monkeypatch.delenv("LG_ENV", raising=False)
    monkeypatch.delenv("LG_COORDINATOR", raising=False)


def written(folder, resource):
    """An environment file with one place, `left`."""
    lines = f"targets:\n  left:\n    resources:\n      {resource}\n    drivers:\n      StillwaterDriver: {{}}\n"
    (folder / "lab.yaml").write_text(lines + "imports:\n  - stillwater_tools.lab.unit\n")
    return folder / "lab.yaml"


@pytest.mark.parametrize("resource, address", [
    ("StillwaterUnit: {{port: '{port}'}}", "port"), ("RawSerialPort: {{port: '{port}'}}", "port"),
    ("StillwaterUnit: {{port: '{socket}'}}", "socket")])
def test_a_place_of_an_environment_file_leads_to_its_unit(tmp_path, monkeypatch, unit, resource, address):
    monkeypatch.setenv("LG_ENV", str(written(tmp_path, resource.format(**unit))))
    with unit_of("left") as port:
        assert port == unit[address]
        with unit_at(port) as (_client, hello):
            assert hello["serial"] == unit["serial"]


def test_the_driver_tells_who_the_unit_is(tmp_path, unit):
    from labgrid import Environment

    target = Environment(str(written(tmp_path, f"StillwaterUnit: {{port: '{unit['port']}'}}"))).get_target("left")
    driver = target.get_driver("StillwaterDriver")
    assert driver.hello()["serial"] == unit["serial"]
    with driver.client() as asked:
        assert asked.request("status")["state"] == "idle"
    target.cleanup()


def test_a_place_of_a_coordinator_is_held_while_it_is_used_and_free_again(tmp_path, unit):
    left = f"  StillwaterUnit:\n    port: '{unit['socket']}'\n"
    with lab(tmp_path, {"left": left}) as address:
        with unit_of("left", coordinator=address) as port:
            assert port == unit["socket"]
            with unit_at(port) as (_client, hello):
                assert hello["serial"] == unit["serial"]
        assert "acquired place left" in client(address, "-p", "left", "acquire")
        with pytest.raises(NotHeld, match="place right at"), unit_of("right", coordinator=address):
            pass


def test_what_is_missing_for_a_lab_is_told(tmp_path, monkeypatch, unit):
    with pytest.raises(InputError, match="neither LG_ENV nor LG_COORDINATOR"), unit_of("left"):
        pass
    file = written(tmp_path, f"StillwaterUnit: {{port: '{unit['port']}'}}")
    with pytest.raises(InputError, match="choose one of left"), unit_of("right", file):
        pass
    with pytest.raises(InputError, match="is not there"), unit_of("left", PROJECT / "nowhere.yaml"):
        pass


def test_cases_are_played_on_a_place_of_a_lab(tmp_path, unit):
    file = written(tmp_path, f"StillwaterUnit: {{port: '{unit['port']}'}}")
    command = [sys.executable, "-m", "pytest", str(PROJECT / "tests/cases"), "--unit"]
    told = [subprocess.run([*command, place], env={**os.environ, "LG_ENV": str(file)}, capture_output=True, text=True, timeout=60).stderr
            for place in ("lab:left", "lab:right")]
    assert f"--unit serial:{unit['port']}: a board needs a rig" in told[0]
    assert "--unit lab:right" in told[1]
    assert "choose one of left" in told[1]
