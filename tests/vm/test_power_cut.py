"""Power fails at any instant: the next start tells the truth and no older record is lost."""

import json
import os
import random
import signal
import subprocess

import pytest

from stillwater_tools.build.assemble import assemble
from stillwater_tools.log.journal import read_journal
from stillwater_tools.run.interpreter import micropython
from stillwater_tools.scenes.load import find_scene, load_scene, story_of

_CUTS = 50
_SEED = 20261124


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    folder = assemble(tmp_path_factory.mktemp("build"))
    story = story_of(load_scene(find_scene("undisturbed")))
    (folder / "story.json").write_text(json.dumps({**story, "journal_pages": 4096}))
    return folder


def start(build, out):
    """A unit that runs, with what it says on a pipe."""
    command = [micropython(), "-X", "heapsize=2m", "-m", "virtual.unit", str(build / "story.json"), str(out)]
    environment = {**os.environ, "MICROPYPATH": str(build)}
    return subprocess.Popen(command, cwd=build, env=environment, stdout=subprocess.PIPE, text=True)


def cut(unit, lines):
    """Kill it after it has said so many lines more; what it said."""
    said = []
    for line in unit.stdout:
        said.append(json.loads(line))
        if len(said) >= lines:
            break
    unit.send_signal(signal.SIGKILL)
    unit.stdout.close()
    unit.wait()
    return said


def test_fifty_cuts_lose_no_older_record(build, tmp_path):
    draw = random.Random(_SEED)
    before = []
    for number in range(_CUTS):
        said = cut(start(build, tmp_path), draw.randint(2, 40))
        kept = list(read_journal(tmp_path / "journal.bin"))
        assert kept[: len(before)] == before, f"cut {number}"
        assert [record["sequence"] for record in kept] == list(range(1, len(kept) + 1)), f"cut {number}"
        begun = any(r["kind"] == "treatment_start" for r in before[last_boot(before):])
        ended = any(r["kind"] in ("treatment_end",) for r in before[last_boot(before):])
        assert any(message["kind"] == "power-lost" for message in said) == (begun and not ended), f"cut {number}"
        before = kept
    assert any(record["kind"] == "power_lost" for record in before)


def last_boot(records):
    """Index of the last start of the unit."""
    return max((at for at, record in enumerate(records) if record["kind"] == "boot"), default=0)


def test_the_dose_told_after_a_cut_was_certainly_given(build, tmp_path):
    said = cut(start(build, tmp_path), 30)
    given_uc = max(message.get("dose_uc", 0) for message in said)
    told = cut(start(build, tmp_path), 3)
    lost = next(message for message in told if message["kind"] == "power-lost")
    assert 0 < lost["charge_uc"] <= given_uc + 15_000 * 6  # at most what the seconds after the last line gave
