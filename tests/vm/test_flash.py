"""Flashing virtual units: blank, again, with firmware that does not start, killed anywhere; a treatment is not disturbed."""

import json
import os
import random
import signal
import threading
from pathlib import Path

import pytest

from stillwater_tools.flash.content import for_virtual
from stillwater_tools.flash.errors import DoesNotStart
from stillwater_tools.flash.install import Job, install
from stillwater_tools.flash.trial import bring_back
from stillwater_tools.units.places import Place
from support.flash_unit import another, broken, held, killed_after, left_over, own
from support.sim_commands import User

_KILLS = int(os.environ.get("STILLWATER_KILLS", "6"))
_SEED = int(os.environ.get("STILLWATER_SEED", "6"))


@pytest.fixture(scope="module")
def user(tmp_path_factory):
    return User(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def sim(user):
    """One board, blank when it comes."""
    with user.sim("--scene", user.home / "nobody.toml", "--blank", "--name", "board") as running:
        threading.Thread(target=running.process.stdout.read, daemon=True).start()  # a hundred starts tell more than a pipe takes
        yield running


@pytest.fixture(scope="module")
def today():
    return for_virtual()


@pytest.fixture
def place(sim):
    return Place(sim.units[0]["port"], "a test's", True)


@pytest.fixture
def flash(sim):
    return Path(sim.units[0]["port"]).parent / "flash"


@pytest.fixture
def flashed(user, sim, place, flash, today):
    """The board with today's firmware on it, and things of its own."""
    install(Job(place, lambda platform: today))
    (flash / "prescription.signed").write_bytes(b"as it was signed")
    return flash


def test_a_blank_board_becomes_a_unit_by_one_command_and_the_second_time_nothing_is_copied(user, sim, flash, today):
    code, out, error = user.run("flash", "--json")
    assert (code, json.loads(out)["sent_bytes"]) == (0, sum(map(len, today.files.values()))), error
    assert held(flash) == today.files
    again = [json.loads(user.run("flash", "--json")[1]) for _ in range(3)]
    assert [(one["written"], one["removed"], one["sent_bytes"]) for one in again] == [([], [], 0)] * 3
    assert len(again[0]["skipped"]) == len(today.files)
    assert min(one["took_s"] for one in again) <= 3
    assert user.devices()[0]["firmware_hash"] == today.firmware_hash


def test_files_that_differ_are_written_and_what_no_build_has_made_any_more_goes(place, flashed, today):
    (flashed / "stillwater/app.py").unlink()
    (flashed / "stillwater/hot.py").write_bytes(b"damaged")
    (flashed / "stillwater/of_last_year.py").write_bytes(b"")
    done = install(Job(place, lambda platform: today))
    assert (done.written, done.removed) == (["stillwater/app.py", "stillwater/hot.py"], ["stillwater/of_last_year.py"])
    assert held(flashed) == today.files
    assert own(flashed) == {"prescription.signed": b"as it was signed"}


def test_firmware_that_does_not_start_gives_way_to_what_was_there(place, flashed, today):
    with pytest.raises(DoesNotStart, match="what was there is back, and SWV-.* is idle"):
        install(Job(place, lambda platform: broken(today)))
    assert held(flashed) == today.files
    assert left_over(flashed) == []


def test_of_firmware_that_hangs_the_way_back_is_told_and_leads_back(sim, place, flashed, today):
    hangs = broken(today, "while True: pass")
    with pytest.raises(DoesNotStart, match="hold less while you switch it on, then `stillwater flash --back`"):
        install(Job(place, lambda platform: hangs, start_s=0.5))
    os.kill(interpreter_of(sim.process.pid), signal.SIGKILL)  # as power that goes, and less held down when it comes
    assert bring_back(place).hello["firmware_hash"] == today.firmware_hash
    assert held(flashed) == today.files
    assert left_over(flashed) == []


def interpreter_of(sim_pid):
    """The one process that a sim with one unit has started."""
    stats = {int(path.parent.name): path.read_text().rpartition(")")[2].split() for path in Path("/proc").glob("[0-9]*/stat")}
    child, = [pid for pid, (state, parent, *_) in stats.items() if int(parent) == sim_pid and state != "Z"]
    return child


def test_flash_that_is_killed_anywhere_and_run_again_ends_right_and_loses_nothing(place, flashed, today):
    draw, targets, killed = random.Random(_SEED), (today, another(today)), 0
    longest_s = install(Job(place, lambda platform: targets[1])).took_s
    for number in range(_KILLS):
        wanted, before, journal = targets[number % 2], own(flashed), written(flashed)
        killed += killed_after(place, wanted, draw.uniform(0, longest_s))
        done = install(Job(place, lambda platform, wanted=wanted: wanted))
        assert done.firmware_hash == wanted.firmware_hash
        assert held(flashed) == wanted.files
        assert left_over(flashed) == []
        assert own(flashed) == before
        assert written(flashed).startswith(journal)
    assert killed > _KILLS / 2


def written(flash):
    """What is programmed of the journal: more comes behind it only."""
    return (flash / "journal.bin").read_bytes().rstrip(b"\xff")


def test_a_treatment_is_not_ended_by_flash(user):
    with user.sim("--scene", user.home / "treated.toml", "--speed", "20", "--name", "bed") as treated:
        treated.until_state("hold")
        code, _out, error = user.run("flash", "--port", treated.units[0]["port"])
        assert code == 4
        assert "not while the unit is in state hold" in error
        assert [one["state"] for one in user.devices() if one["port"] == treated.units[0]["port"]] == ["hold"]
