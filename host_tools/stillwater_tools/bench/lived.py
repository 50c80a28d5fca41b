"""A unit that has lived a year: treatments that were simulated on MicroPython, in its journal as the firmware keeps it.

Three treatments a week, each one of two that were played, with and without surprises; each with new numbers and the day's clock.
Written by the firmware's own journal and put by, thinned and packed by its own `space`, in files as they are on a unit. Knows no
figure.
"""

import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stillwater_tools.build.assemble import assemble
from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.log.found import find
from stillwater_tools.run.vm import play_built
from stillwater_tools.scenes.load import find_scene, load_scene, story_of

SCENES = ("demo", "undisturbed")
_MINUTES = 20
DAYS_A_YEAR = 364
_TREATMENT_DAYS = (0, 2, 4)  # of a week
_FIRST_S = 1_767_600_000  # 2026-01-05, a Monday, 8 o'clock
_DAY_S = 86_400

Records = list[tuple[int, int, bytes]]  # kind, time in ms, payload


def played(progress: Callable[[int], None] = lambda done: None) -> list[Records]:
    """The records of one treatment a scene, each from a start of the unit on; progress(scenes that are done)."""
    made = []
    with tempfile.TemporaryDirectory(prefix="stillwater-") as scratch:
        build = assemble(Path(scratch) / "build")
        for done, name in enumerate(SCENES, 1):
            folder = Path(scratch) / name
            scene = load_scene(find_scene(name))
            whole = scene.model_copy(update={"prescription": {**scene.prescription, "minutes": _MINUTES}})
            play_built(build, story_of(whole), folder)
            made.append(_records((folder / "journal.bin").read_bytes()))
            progress(done)
    return made


def live(folder: Path, treatments: list[Records], seed: int, days: int = DAYS_A_YEAR) -> None:
    """Fill a folder with the journal of a unit that had a year of such treatments."""
    space, pages_file = firmware_module("stillwater.journal.space"), firmware_module("stillwater.journal.pages_file")
    limits = firmware_module("stillwater.safety.limits")
    draw = random.Random(seed)
    kept = space.Space(str(folder), pages_file.PagesFile, pages_file.making, limits.JOURNAL_PAGES_LEAST)
    for day in range(days):
        if day % 7 in _TREATMENT_DAYS:
            _tidy(kept)
            _write(kept.journal, draw.choice(treatments), _FIRST_S + day * _DAY_S + draw.randrange(3600))
    _tidy(kept)


def _records(data: bytes) -> Records:
    formats = firmware_module("stillwater.journal.formats")
    found = find(data)
    begins, ends = found.begin + formats.HEADER_BYTES, found.end - formats.CRC_BYTES
    payloads = [data[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
    return list(zip(found.kind.tolist(), found.time_ms.tolist(), payloads, strict=True))


def _write(journal: Any, records: Records, clock_s: int) -> None:
    formats = firmware_module("stillwater.journal.formats")
    for kind, time_ms, payload in records:
        values = formats.unpack(kind, payload)
        if kind == formats.BOOT:
            values = values[:2] + (clock_s,) + values[3:]
        if not journal.append(kind, time_ms, *values):
            raise OSError(f"the journal keeps nothing more: {journal.failure}")


def _tidy(kept: Any) -> None:
    while not kept.is_tidy:
        kept.step(0)
        if kept.failure:
            raise OSError(f"the journal cannot be tidied: {kept.failure}")
