"""The kinds of work that a fleet knows: flash, and check, which only looks. Knows one unit at a time."""

from collections.abc import Callable
from typing import Any

from stillwater_tools.flash.content import CHIP, VIRTUAL, VIRTUAL_BOARD, Contents
from stillwater_tools.flash.install import Job, install
from stillwater_tools.flash.told import Step
from stillwater_tools.fleet.bays import OtherUnit, Post
from stillwater_tools.fleet.many import Work
from stillwater_tools.link.errors import LinkError
from stillwater_tools.units.opened import unit_at

Told = Callable[[Step], None]


class Outdated(LinkError):
    """A unit runs other firmware than it is to run, or keeps no journal."""


def flashing(wanted: Contents, **job: Any) -> Work:
    """Brings a unit to today's firmware; job: what else Job takes."""

    def work(post: Post, watch: Told) -> dict[str, Any]:
        done = install(Job(post.place(), wanted, watch, **job))
        if post.serial and done.serial != post.serial:
            raise OtherUnit(f"{post.name}: flashed, and it is unit {done.serial}, must be {post.serial}; plug in that one")
        return done.as_dict()

    return work


def checking(wanted: Contents) -> Work:
    """Asks a unit what it runs and how its journal stands; disturbs no treatment."""

    def work(post: Post, watch: Told) -> dict[str, Any]:
        watch(Step("asks"))
        with unit_at(post.place().port) as (client, hello):
            journal = client.request("journal_info")
        new = wanted(VIRTUAL if hello["board"] == VIRTUAL_BOARD else CHIP)
        told = {**hello, "journal": journal}
        _must_run(post.name, hello["firmware_hash"], new.firmware_hash, "firmware")
        _must_run(post.name, hello["board_hash"], new.board_hash, "board file")
        if journal["failed"]:
            raise Outdated(f"{post.name}: its journal keeps nothing more; pull it, then see docs/journals.md")
        return told

    return work


def _must_run(name: str, has: str, wanted: str, what: str) -> None:
    if wanted not in ("", has):
        raise Outdated(f"{name}: its {what} is {has[:8]}, must be {wanted[:8]}; run `stillwater flash`")
