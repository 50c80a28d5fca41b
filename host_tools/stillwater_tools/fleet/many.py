"""One kind of work on many units at once: whatever becomes of one, the others go on. Knows no work."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime, timezone
from typing import Any

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.flash.told import Step
from stillwater_tools.fleet.bays import Post
from stillwater_tools.fleet.records import Record
from stillwater_tools.link.errors import LinkError
from stillwater_tools.problems import InputError
from stillwater_tools.run.interpreter import ToolMissing

AT_ONCE = 32  # UNSOURCED: USB carries more; a computer of two cores has enough to do
Work = Callable[[Post, Callable[[Step], None]], dict[str, Any]]


def each(what: str, posts: list[Post], work: Work, watch: Callable[[str, Step], None], at_once: int = AT_ONCE) -> Iterator[Record]:
    """Do work(post, watch) on all; a record of each as it is done. watch(name, step) is called from a thread of the unit's own.

    Left early, what has not begun is not begun.
    """
    firmware_module("stillwater.link.commands")  # before threads ask for it
    pool = ThreadPoolExecutor(max_workers=min(at_once, len(posts)))
    try:
        for done in as_completed([pool.submit(_one, what, post, work, watch) for post in posts]):
            yield done.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _one(what: str, post: Post, work: Work, watch: Callable[[str, Step], None]) -> Record:
    at, began_s = datetime.now(timezone.utc).isoformat(timespec="seconds"), time.monotonic()
    told: dict[str, Any] = {}
    error = ""
    try:
        told = work(post, lambda step: watch(post.name, step))
    except (LinkError, InputError, ToolMissing, OSError) as why:
        error = str(why) or repr(why)
    return Record(at, what, post.name, not error, round(time.monotonic() - began_s, 2), error, told)
