"""Virtual units and the commands that speak to them, each in a process of its own: found, chosen, watched, brought to rest."""

import csv
import json
import os
import signal
import time
from pathlib import Path

import pytest

from stillwater_tools.firmware_tables import PROJECT
from support.sim_commands import TREATED, User


@pytest.fixture(scope="module")
def user(tmp_path_factory):
    return User(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def two(user):
    """Two units that stand idle in real time."""
    with user.sim("--scene", user.home / "nobody.toml", "--count", 2, "--name", "ward", units=2) as sim:
        yield sim


@pytest.fixture
def other(tmp_path):
    """Somebody else, with a unit of its own."""
    return User(tmp_path)


def treated(user, speed=20):
    return user.sim("--scene", user.home / "treated.toml", "--speed", speed, "--name", "bed-1")


def test_units_are_listed_with_who_they_are_and_what_they_do(user, two):
    found = user.devices()
    assert [(one["port"], one["serial"]) for one in found] == [(one["port"], one["serial"]) for one in two.units]
    for one in found:
        assert (one["kind"], one["board"], one["state"]) == ("unit", "virtual", "idle")
        assert len(one["firmware_hash"]) == 16
        assert one["uptime_ms"] > 0
    code, out, _error = user.run("devices")
    assert code == 0
    assert two.units[1]["serial"] in out


def test_of_several_units_one_has_to_be_named(user, two):
    first, second = two.units
    code, _out, error = user.run("safe")
    assert code == 2
    assert first["serial"] in error
    assert second["serial"] in error
    for arguments, environment in (
        (("--unit", second["serial"]), {}),
        (("--serial", second["serial"]), {}),
        (("--port", second["port"]), {}),
        ((), {"STILLWATER_UNIT": second["serial"]}),
        ((), {"STILLWATER_PORT": second["pty"]}),
        (("--unit", second["serial"]), {"STILLWATER_PORT": first["port"]}),
    ):
        code, out, _error = user.run("safe", "--json", *arguments, **environment)
        assert (code, json.loads(out)["serial"]) == (0, second["serial"])


def test_a_unit_that_is_not_there_is_told_with_what_is(user, two):
    code, _out, error = user.run("monitor", "--unit", "SW-NOWHERE")
    assert code == 3
    assert two.units[0]["serial"] in error
    code, _out, error = user.run("monitor", "--unit", "SW-NOWHERE", "--port", two.units[0]["port"])
    assert code == 2
    assert two.units[0]["serial"] in error


def test_a_unit_answers_on_its_socket_too_and_one_program_at_a_time(user, two):
    first = two.units[0]
    for _ in range(2):
        code, out, _error = user.run("safe", "--json", "--port", first["socket"])
        assert (code, json.loads(out)["serial"]) == (0, first["serial"])
    with two.port():
        code, _out, error = user.run("safe", "--port", first["socket"])
    assert code == 3
    assert "closed by the other side" in error


def test_a_name_that_is_taken_is_refused(user, two):
    code, _out, error = user.run("sim", "--name", "ward-1")
    assert code == 2
    assert "ward-1" in error
    assert len(user.devices()) == 2


def test_a_port_that_another_program_holds_is_told(user, two):
    with two.port():
        held, free = user.devices()
    assert held["kind"] == "closed"
    assert "another program holds it" in held["says"]
    assert free["serial"] == two.units[1]["serial"]


def test_monitor_keeps_every_sample_and_ends_telemetry(user, two, tmp_path):
    unit = two.units[0]
    code, out, error = user.run("monitor", "--port", unit["port"], "--seconds", 2, "--out", tmp_path / "kept.csv")
    assert (code, error) == (0, "")
    assert "idle" in out
    rows = list(csv.DictReader((tmp_path / "kept.csv").open()))
    times_ms = [int(row["time_ms"]) for row in rows]
    assert len(rows) >= 15
    assert all(later > earlier for earlier, later in zip(times_ms, times_ms[1:], strict=False))
    assert is_silent(two)


def is_silent(sim):
    """Whether the first unit says nothing by itself while three samples would have come."""
    with sim.port() as port:
        port.timeout = 0.3
        return port.read(1) == b""


def test_ctrl_c_ends_telemetry_too(user, two, tmp_path):
    kept = tmp_path / "kept.jsonl"
    with user.begin("monitor", "--port", two.units[0]["port"], "--json", "--out", kept) as process:
        shown = [json.loads(process.stdout.readline()) for _ in range(3)]
        process.send_signal(signal.SIGINT)
        _out, error = process.communicate(timeout=30)
    assert process.returncode == 130
    assert error == f"telemetry has ended, {two.units[0]['serial']} goes on; the samples are in {kept}\n"
    assert [json.loads(line) for line in kept.read_text().splitlines()][:3] == shown
    assert is_silent(two)


def test_safe_ends_a_treatment_and_says_when_nothing_flows(other):
    with treated(other) as sim:
        sim.until_state("hold")
        code, out, _error = other.run("safe", "--json")
        assert code == 0
        told = json.loads(out)
        assert (told["before"], told["after"]) == ("hold", "done")
        assert abs(told["current_ua"]) <= 50
        assert told["most_ua"] > 2500
        code, out, _error = other.run("safe")
        assert (code, "nothing flows" in out) == (0, True)


def test_a_unit_that_goes_away_ends_monitor_with_three(other):
    with treated(other) as sim, other.begin("monitor") as process:
        process.stdout.readline()
        sim.process.send_signal(signal.SIGINT)
        _out, error = process.communicate(timeout=30)
    assert process.returncode == 3
    assert "the port has gone" in error


def lives(pid):
    """Whether a process runs; one that has ended and that nobody has asked for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for_end(pid, most_s=20):
    end_s = time.monotonic() + most_s
    while lives(pid):
        assert time.monotonic() < end_s, f"unit {pid} still runs"
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_units_end_with_what_started_them(other, number):
    with treated(other, "max") as sim:
        pid = sim.units[0]["pid"]
        assert lives(pid)
        sim.process.send_signal(number)
        wait_for_end(pid)
    assert other.devices() == []
    if number != signal.SIGKILL:
        assert not os.path.lexists(sim.units[0]["port"])


def test_a_unit_whose_scene_cuts_the_power_ends_and_sim_with_it(other):
    (other.home / "cut.toml").write_text(TREATED + '[[events]]\ndo = "power_fail"\nat_s = 2\n')
    with other.sim("--scene", other.home / "cut.toml", "--speed", "max") as sim:
        assert sim.tell("over")["said"] == ""
        sim.process.wait(30)
    assert sim.process.returncode == 0


def test_another_bath_may_be_brought(other):
    with other.sim("--bath", f"{PROJECT}/tests/support/resistor_bath.py:start", "--speed", "max") as sim:
        sim.until_state("contact")


def test_a_unit_that_does_not_start_is_told_with_its_last_words(other):
    bath = (PROJECT / "tests/support/resistor_bath.py").read_text()
    (other.home / "broken.py").write_text(bath.replace("def start(patient):", "def start(patient):\n    raise ValueError('no water')\n"))
    code, _out, error = other.run("sim", "--bath", other.home / "broken.py")
    assert code == 1
    assert "no water" in error
    assert other.devices() == []
