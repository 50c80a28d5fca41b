"""Firmware onto one unit: staged, swapped, started, kept if it answers, else the old one brought back. Begun again, it goes on.

Nothing is done while current flows: the unit enters service mode at rest only. What is no firmware on it, the journal, its key, its
prescription, is not touched. Knows the order of things; the steps are in image.py, changes.py, swap.py and trial.py.
"""

import functools
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from stillwater_tools.flash import image, swap, trial
from stillwater_tools.flash.changes import STAGED, Changes, changes
from stillwater_tools.flash.content import PATHS, Content, Contents, content
from stillwater_tools.flash.errors import DoesNotStart, NoRoom
from stillwater_tools.flash.told import Flashed, Step, Watch
from stillwater_tools.units.places import Place
from stillwater_tools.units.service import START_S, InService, in_service

_SPARE_BYTES = 16_384  # derived: four blocks for folders and the plan


@dataclass
class Job:
    """What is to be done to one unit. place: where it is, or None for a board in its bootloader, whose drive may be named.

    wanted: see `contents`; image: MicroPython's, else it is looked for; start_s: how long a start may take.
    """

    place: Place | None
    wanted: Contents
    watch: Watch = lambda step: None
    drive: Path | None = None
    image: Path | None = None
    start_s: float = START_S
    has_new_image: bool = False

    @property
    def there(self) -> Place:
        """The place, once there is one."""
        assert self.place is not None
        return self.place


def contents(board: Path | None = None) -> Contents:
    """What units are to hold, by their platform, each built once, for one unit or for fifty; threads may ask."""
    build, is_free = functools.cache(lambda platform: content(platform, board)), threading.Lock()

    def built(platform: str) -> Content:
        with is_free:
            return build(platform)

    return built


def install(job: Job) -> Flashed:
    """Bring a unit to what it is to hold, and see it start.

    DoesNotStart (the old firmware is back, or the message says why not), UnitRefused while it is not at rest, NoRoom, NoImage, NoRepl,
    PortGone, ToolMissing, InputError.
    """
    began_s = time.monotonic()
    if job.place is None:
        _put_image(job, image.the_image(job.image, job.watch))
    new, done, is_on_trial = _brought(job)
    there = trial.seen_to_start(job.there, new, is_on_trial, job.watch, job.start_s)
    if is_on_trial:
        there = trial.kept(job.there, new, job.watch, job.start_s)
    return Flashed(
        there.serial, there.port, there.hello["firmware_hash"], there.hello["board"],
        sorted([*done.changed, *done.added]), done.removed, done.skipped,
        sum(len(new.files[path]) for path in done.to_send), job.has_new_image, round(time.monotonic() - began_s, 2),
    )


def _put_image(job: Job, source: Path) -> None:
    job.place = image.put(source, job.drive, job.watch)
    job.has_new_image = True


def _brought(job: Job) -> tuple[Content, Changes, bool]:
    """What is wanted, what of it differed, and whether it is on trial: all is in its place, and the unit on its way up."""
    with in_service(job.there, lambda stage: job.watch(Step(stage))) as unit:
        if image.has_it(unit):
            return _filled(unit, job)
        source = image.the_image(job.image, job.watch)
        image.into_bootloader(unit)
    _put_image(job, source)
    return _brought(job)


def _filled(unit: InService, job: Job) -> tuple[Content, Changes, bool]:
    job.watch(Step("compares"))
    new = job.wanted(unit.execute("import sys\nprint(sys.platform)").strip())
    there = unit.hashes(*PATHS, STAGED, swap.PLAN)
    is_on_trial = False
    if swap.PLAN in there:
        is_on_trial = _has_settled(unit, new)
        there = unit.hashes(*PATHS, STAGED)
    todo = changes(new, there)
    if not todo.is_none:
        _stage(unit, new, todo, job.watch)
        job.watch(Step("swaps"))
        swap.swap(unit, todo, new.digest)
    job.watch(Step("starts"))
    return new, todo, is_on_trial or not todo.is_none


def _has_settled(unit: InService, new: Content) -> bool:
    """End what an earlier run has left half done; True if its firmware, the wanted one, is in place and has not been seen to start."""
    plan = swap.planned(unit)
    if plan is None:
        return False
    is_wanted = plan["to"] == new.digest
    if plan["is"] == swap.CLEAN or (plan["is"] == swap.SWAP and unit.was.hello):  # it has answered, so it may stay
        swap.clean(unit)
        return False
    if plan["is"] == swap.SWAP and is_wanted:
        swap.swap_on(unit)
        if changes(new, unit.hashes(*PATHS)).is_none:
            return True
    swap.bring_back(unit)
    if plan["is"] == swap.BACK and is_wanted:
        raise DoesNotStart(f"{unit.port}: this firmware did not start before, and the old one is back; run `stillwater flash` to try again")
    return False


def _stage(unit: InService, new: Content, todo: Changes, watch: Watch) -> None:
    """Bring what has to be brought beside what runs. NoRoom."""
    for path in todo.stray:
        unit.remove(f"{STAGED}/{path}")
    total = sum(len(new.files[path]) for path in todo.to_send)
    _must_have_room(unit, total)
    unit.write_all({f"{STAGED}/{path}": new.files[path] for path in todo.to_send}, lambda done: watch(Step("copies", done, total)))


def _must_have_room(unit: InService, total_bytes: int) -> None:
    free_bytes = int(unit.execute("import os\ns = os.statvfs('/')\nprint(s[1] * s[3])"))
    if free_bytes < total_bytes + _SPARE_BYTES:
        need = f"{total_bytes} bytes beside the old firmware and {_SPARE_BYTES} to spare"
        raise NoRoom(f"{unit.port}: {free_bytes} bytes are free, needed are {need}; pull its journal, then take files of your own away")
