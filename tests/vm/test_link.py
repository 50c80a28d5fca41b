"""A computer beside a treatment, on real MicroPython: nothing that it does, or that befalls it, moves the current.

A virtual unit plays the same story with and without a computer; its trace has every millisecond of the true current.
"""

import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time

import pytest

from stillwater.journal import formats, scan
from stillwater_tools.build.assemble import assemble
from stillwater_tools.link.client import Client
from stillwater_tools.link.errors import LinkError, UnitRefused
from stillwater_tools.link.journal import pull
from stillwater_tools.link.ports import open_port
from stillwater_tools.link.served import served
from stillwater_tools.report.trace import read_trace
from stillwater_tools.run.interpreter import micropython
from stillwater_tools.run.vm import play_built
from stillwater_tools.scenes.load import find_scene, load_scene, story_of
from support.link_throttled import Throttled
from support.link_unit import request

_DURATION_MS = 40_000  # ramp to 3 mA from 11 s on, hold from 22 s on
_SEED = 20261126
_FLOOD_BYTES = 4096
_RATE_BYTES_PER_S = 100_000


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    return assemble(tmp_path_factory.mktemp("build"))


@pytest.fixture(scope="module")
def story():
    scene = load_scene(find_scene("undisturbed"))
    plain = story_of(scene.model_copy(update={"prescription": {"area": "palms", "current_ua": 3000, "minutes": 5}}))
    return {**plain, "duration_ms": _DURATION_MS, "until": "never"}


@pytest.fixture(scope="module")
def undisturbed(build, story, tmp_path_factory):
    """The trace's bytes with no computer near."""
    folder = tmp_path_factory.mktemp("alone")
    play_built(build, story, folder)
    assert read_trace(folder / "trace.i32")["skin_ua"][-1000:].min() > 2900
    return (folder / "trace.i32").read_bytes()


def floods(unit, done):
    """Junk, cut frames and requests, as fast as the pipe takes them; nobody reads."""
    draw = random.Random(_SEED)
    port = os.open(unit.path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    asked = request("journal_read", b"journal.bin", 0, 512) + request("telemetry", 60) + request("status")[:-1]
    while unit.process.poll() is None:
        try:
            done.append(os.write(port, draw.randbytes(_FLOOD_BYTES) + b"\x03\x03\x01\x04" + asked))
        except BlockingIOError:
            time.sleep(0.001)
    os.close(port)


def asks(unit, done):
    """Every reading command, telemetry and the whole journal, again and again."""
    client = Client(unit.port(), timeout_s=0.3, tries=1)
    try:
        while unit.process.poll() is None:
            done += [client.request(name) for name in ("hello", "status", "journal_info")]
            done += itertools.islice(client.samples(5), 5)
            done.append(pull(client, unit.folder / "pulled"))
    except LinkError:  # the unit has ended
        return


def crashes(unit, done):
    """Tools that are killed in the middle of a frame, one after another: the port is opened and closed."""
    draw = random.Random(_SEED)
    while unit.process.poll() is None:
        port = unit.port()
        done.append(port.write(request("telemetry", 60) + request("status")[: draw.randrange(12)]))
        time.sleep(draw.random() / 100)
        port.close()


@pytest.mark.parametrize("speed", [0.0, 20.0], ids=["as fast as it goes", "20 x real time"])
@pytest.mark.parametrize("disturb", [floods, asks, crashes])
def test_nothing_on_the_link_moves_the_current(build, story, undisturbed, tmp_path, disturb, speed):
    done = []
    with served(build, story, tmp_path, speed) as unit:
        computer = threading.Thread(target=disturb, args=(unit, done))
        computer.start()
        end = unit.tell("end")
        computer.join()
    assert (tmp_path / "trace.i32").read_bytes() == undisturbed
    assert end["missed"] == []
    assert len(done) >= 5


def test_safe_in_the_hold_ends_in_a_ramp(build, story, tmp_path):
    story = {**story, "duration_ms": 30_000}
    with served(build, story, tmp_path, 20.0) as unit:
        entered = unit.until_state("hold")
        client = Client(unit.port())
        assert client.request("safe")["state"] == "hold"
        unit.until_state("done")
        assert client.request("status")["state"] == "done"
        end = unit.tell("end")
    assert (end["state"], end["reason"]) == ("done", "stopped")
    current_ua = read_trace(tmp_path / "trace.i32")["skin_ua"][entered["now_ms"] :]
    assert (current_ua[10:] - current_ua[:-10]).min() >= -500
    assert abs(current_ua[-1000:]).max() < 50


def test_what_changes_anything_is_refused_during_current(build, story, tmp_path):
    with served(build, story, tmp_path, 20.0) as unit:
        unit.until_state("ramp")
        client = Client(unit.port())
        for name, arguments in (("service", {}), ("clock_set", {"clock_s": 1_800_000_000}), ("prescription_load", {"data": b"{}"})):
            with pytest.raises(UnitRefused, match="not while the unit is in state ramp"):
                client.request(name, **arguments)


def test_an_idle_unit_sets_its_clock_and_goes_into_service(build, story, tmp_path):
    with served(build, {**story, "events": []}, tmp_path) as unit:
        client = Client(open_port(unit.path))
        client.connect()
        client.request("clock_set", clock_s=1_800_000_000)
        assert unit.tell("clock")["clock_s"] == 1_800_000_000
        with pytest.raises(UnitRefused, match="no clinic key: provision"):
            client.request("prescription_load", data=b"{}")
        with pytest.raises(UnitRefused, match="no such file"):
            client.request("journal_read", name=b"frames.bin", offset=0, length=512)
        client.request("service")
        unit.tell("service")


def fill_journal(path, pages):
    """A journal of so many pages, nearly all full of summaries."""
    sequence, data = 0, bytearray()
    for _ in range(pages - 2):
        page = bytearray()
        while len(page) + 60 < scan.PAGE_BYTES:
            sequence += 1
            page += formats.encode(formats.SUMMARY, sequence, 500 * sequence, (1, sequence % 9999, 3, 4, 5, 6, sequence, 6))
        data += page.ljust(scan.PAGE_BYTES, b"\xff")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def test_four_fifths_of_what_the_line_carries_for_a_full_journal_is_journal(build, story, tmp_path):
    pages = 1024
    fill_journal(tmp_path / "unit/journal.bin", pages)
    with served(build, {**story, "events": [], "journal_pages": pages, "duration_ms": 100_000}, tmp_path / "unit") as unit:
        line = Throttled(unit.port(), _RATE_BYTES_PER_S)
        began_s = time.monotonic()
        pulled = pull(Client(line), tmp_path / "pulled")
        rate = pulled.fetched_bytes / (time.monotonic() - began_s)
    part = pulled.fetched_bytes / line.carried_bytes
    print(f"{pulled.fetched_bytes} bytes at {rate / 1000:.1f} KB/s over {_RATE_BYTES_PER_S / 1000:.0f} KB/s, {100 * part:.0f} % of all")
    assert (tmp_path / "pulled/journal.bin").read_bytes() == (tmp_path / "unit/journal.bin").read_bytes()
    assert part >= 0.8


_PULL = """
import os, sys
from pathlib import Path
from stillwater_tools.link.client import Client
from stillwater_tools.link.journal import pull
from stillwater_tools.link.ports import Descriptor
pull(Client(Descriptor(os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY))), Path(sys.argv[2]), lambda done, total: print(done, flush=True))
"""


def test_a_killed_pull_goes_on_and_ends_with_the_same_bytes(build, story, tmp_path):
    fill_journal(tmp_path / "unit/journal.bin", 1024)
    draw, last, kills = random.Random(_SEED), 0, 0
    with served(build, {**story, "events": [], "journal_pages": 1024, "duration_ms": 100_000}, tmp_path / "unit") as unit:
        while not (tmp_path / "pulled/journal.bin").exists():
            tool = subprocess.Popen([sys.executable, "-c", _PULL, unit.path, str(tmp_path / "pulled")], stdout=subprocess.PIPE, text=True)
            lines = list(itertools.islice(tool.stdout, draw.randrange(1, 60)))
            tool.send_signal(signal.SIGKILL)
            tool.stdout.close()
            tool.wait()
            kills += 1
            if lines:
                assert int(lines[0]) > last - 512
                last = int(lines[-1])
    assert (tmp_path / "pulled/journal.bin").read_bytes() == (tmp_path / "unit/journal.bin").read_bytes()
    assert kills > 3


_UNREAD = """
import sys, time
from stillwater.link.console import Console
console = Console(sys.stdin.buffer, sys.stdout.buffer)
taken, began_ms = 0, time.ticks_ms()
while True:
    count = console.write(memoryview(bytes(1000)), 64)
    taken += count
    if not count:
        break
sys.stderr.write("%d %d %d" % (taken, time.ticks_diff(time.ticks_ms(), began_ms), console.read_into(memoryview(bytearray(9)))))
"""


def test_a_pipe_that_nobody_reads_is_never_waited_for(build):
    command = [micropython(), "-c", _UNREAD]
    environment = {**os.environ, "MICROPYPATH": str(build)}
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as unread:
        told = unread.stderr.read().split()
        unread.kill()
    taken_bytes, took_ms, read = map(int, told)
    assert taken_bytes >= 4096
    assert (took_ms < 1000, read) == (True, 0)
