"""MicroPython's image onto a board: found or downloaded, its hash checked, copied to the bootloader's drive. Knows one release.

The image leaves the files in a board's flash as they are. A board in its bootloader does not tell who it is, so several are done one
after another.
"""

import hashlib
import os
import re
import shutil
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from stillwater_tools.chip import image
from stillwater_tools.flash.errors import NoImage
from stillwater_tools.flash.told import Step, Watch
from stillwater_tools.problems import GIVEN, InputError, Problem
from stillwater_tools.run.interpreter import ToolMissing
from stillwater_tools.units.places import Place, drives, places
from stillwater_tools.units.service import InService

URL = f"https://micropython.org/resources/firmware/{image.NAME}"
_RELEASE = re.search(r"-(\d{4})(\d\d)(\d\d)-(v[\d.]+)\.uf2$", image.NAME)
assert _RELEASE
SAYS = "MicroPython {3} on {0}-{1}-{2}".format(*_RELEASE.groups())  # in sys.version of a board with this image
_LOOK_S = 0.1
_MOST_S = 30.0  # UNSOURCED: for a board to appear; the computer mounts a drive in a few seconds
_DOWNLOAD_S = 30.0
_CHUNK_BYTES = 65_536
_one_at_a_time = threading.Lock()
Thing = TypeVar("Thing")


def the_image(given: Path | None = None, watch: Watch = lambda step: None) -> Path:
    """The pinned image: the file given, else STILLWATER_UF2, the tools' cache, the publisher. InputError for another, ToolMissing."""
    if given:
        return _checked(given)
    try:
        return image.find_image()
    except ToolMissing:
        if os.environ.get(image.VARIABLE):
            raise
    return download(Path.home() / ".cache/stillwater" / image.NAME, watch)


def download(place: Path, watch: Watch = lambda step: None) -> Path:
    """From the publisher's pinned address; a file only if its hash is right. ToolMissing, InputError."""
    part = place.with_suffix(".part")
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with urllib.request.urlopen(URL, timeout=_DOWNLOAD_S) as source, open(part, "wb") as file:
            total, done = int(source.headers.get("Content-Length") or 0), 0
            while data := source.read(_CHUNK_BYTES):
                done += file.write(data)
                watch(Step("downloads the image", done, total))
    except (OSError, urllib.error.URLError) as why:
        remedy = f"save it there, or name it in {image.VARIABLE}"
        raise ToolMissing(f"no RP2040 image at {place}, and {URL} cannot be had ({why}): {remedy}") from None
    _checked(part)
    part.replace(place)
    return place


def has_it(unit: InService) -> bool:
    """Whether a board runs the pinned image already; a virtual unit has none."""
    says = unit.execute("import sys\nprint(sys.platform, sys.version)")
    return not says.startswith("rp2 ") or SAYS in says


def into_bootloader(unit: InService) -> None:
    """Reset a board into its bootloader; its port goes away."""
    unit.reset_by("import machine\nmachine.bootloader()")


def put(source: Path, drive: Path | None, watch: Watch = lambda step: None, most_s: float = _MOST_S) -> Place:
    """Copy the image to a bootloader's drive, or to the next that appears, and wait for the board. NoImage."""
    with _one_at_a_time:
        before = {place.port for place in places() if place.is_asked}
        watch(Step("waits for the bootloader's drive"))
        folder = drive or _awaited(lambda: next(iter(drives()), None), most_s, "no bootloader's drive has appeared; mount it")
        watch(Step("copies the image"))
        shutil.copyfile(source, folder / source.name)
        watch(Step("waits for the board"))
        return _awaited(lambda: _new(before), most_s, "the board has not come up with its image; plug it in again, holding BOOTSEL")


def _new(before: set[str]) -> Place | None:
    return next((place for place in places() if place.is_asked and place.port not in before), None)


def _awaited(look: Callable[[], Thing | None], most_s: float, why: str) -> Thing:
    end_s = time.monotonic() + most_s
    while not (found := look()):
        if time.monotonic() > end_s:
            raise NoImage(f"{why}, within {most_s:.0f} s")
        time.sleep(_LOOK_S)
    return found


def _checked(path: Path) -> Path:
    """InputError unless it is the pinned one."""
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as why:
        raise InputError([Problem("--image", str(path), GIVEN, f"cannot be read ({why.strerror})", f"save {URL} there")]) from None
    if found != image.SHA256:
        raise InputError([Problem(str(path), "SHA-256", found, f"must be {image.SHA256}", f"save {URL} there again")])
    return path
