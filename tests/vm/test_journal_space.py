"""The journal's space on MicroPython, in a process that is killed at any instant, again and again: no record is lost."""

import json
import os
import random
import signal
import subprocess

import pytest

from stillwater_tools.build.assemble import assemble
from stillwater_tools.run.interpreter import micropython
from support.journal_records import in_files, missing, treatment

_KILLS = 20
_TREATMENTS = 3
_SEED = 20261125
_PROGRAM = """
import json
import sys
from stillwater.journal.pages_file import PagesFile, making
from stillwater.journal.space import Space

def fields(row):
    return [bytes.fromhex(field) if isinstance(field, str) else field for field in row]

def tidy():
    while not kept.is_tidy:
        kept.step(0)
        print("tidies")

folder, entries = sys.argv[1:]
kept = Space(folder, PagesFile, making, 600)
tidy()
with open(entries) as lines:
    for number, line in enumerate(lines, 1):
        if number >= kept.journal.sequence:
            kind, time_ms, row = json.loads(line)
            assert kept.journal.append(kind, time_ms, *fields(row)), kept.journal.failure
            if number % 500 == 0:
                tidy()
            elif number % 20 == 0:
                print("writes")
print("done", kept.failure)
"""


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    folder = assemble(tmp_path_factory.mktemp("build"))
    (folder / "keep_records.py").write_text(_PROGRAM)
    return folder


@pytest.fixture(scope="module")
def entries():
    """Treatments one after another, each ended."""
    draw = random.Random(_SEED)
    return [entry for _ in range(_TREATMENTS) for entry in treatment(draw, 1900, 1)]


def test_a_unit_that_is_killed_again_and_again_loses_no_record(build, entries, tmp_path):
    (tmp_path / "entries").write_text("".join(json.dumps(_plain(entry)) + "\n" for entry in entries))
    draw, said = random.Random(_SEED), []
    for _ in range(_KILLS):
        said += killed(start(build, tmp_path), draw.randrange(1, 400))
    said += start(build, tmp_path).stdout.read().splitlines()
    assert {"tidies", "writes"} <= set(said)
    assert said[-1].strip() == "done"
    files = list((tmp_path / "journal").iterdir())
    written = [(kind, number, fields) for number, (kind, _time_ms, fields) in enumerate(entries, 1)]
    assert missing(written, in_files(path.read_bytes() for path in files)) == []
    assert {path.name.split("-")[0] for path in files} == {"live", "full"}


def _plain(entry):
    kind, time_ms, fields = entry
    return kind, time_ms, [field.hex() if isinstance(field, bytes) else field for field in fields]


def start(build, folder):
    """A process that goes on where the last was killed."""
    command = [micropython(), "-X", "heapsize=1m", "keep_records.py", str(folder / "journal"), str(folder / "entries")]
    environment = {**os.environ, "MICROPYPATH": str(build)}
    return subprocess.Popen(command, cwd=build, env=environment, stdout=subprocess.PIPE, text=True)


def killed(unit, lines):
    """What it said in so many lines, then it is killed."""
    said = [line.strip() for _, line in zip(range(lines), unit.stdout, strict=False)]
    unit.send_signal(signal.SIGKILL)
    unit.stdout.close()
    unit.wait()
    return said
