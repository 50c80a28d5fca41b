"""Service mode of a unit: entered by the link's command, or found open, and in it the unit's files. A unit left starts again.

The unit resets into service mode and allows it at rest only. It is followed by its USB serial number, for a port may have another
name after a reset. A blank board is nothing but a REPL, so it is entered too. Knows no file's meaning.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from stillwater_tools.link.client import Client
from stillwater_tools.link.errors import LinkError, NoAnswer, PortGone
from stillwater_tools.units.files import Files
from stillwater_tools.units.find import CLOSED, Found, look
from stillwater_tools.units.opened import port_at
from stillwater_tools.units.places import Place, place_of, port_now
from stillwater_tools.units.repl import NoRepl, Repl

ENTER_S = 10.0  # UNSOURCED: a reset takes a chip less than two seconds, the computer's own part of USB a little more
START_S = 15.0  # UNSOURCED: the chip takes 1.7 s until its link answers, its first start makes a journal too
_LOOK_S = 0.05
_TRY_S = 2.0  # for a REPL to open, before it is asked anew who is there: the unit may be on its way up, or busy with code
Told = Callable[[str], None]


class InService(Files):
    """A unit in service mode: `execute` runs code there, the rest is its files (files.py). `port`: where it is now."""

    def __init__(self, repl: Repl, was: Found) -> None:
        super().__init__(repl)
        self.port = repl.port
        self.was = was  # who answered before: `was.hello` is empty where only a REPL was found
        self._is_left = False

    def execute(self, code: str, most_s: float = ENTER_S) -> str:
        """What the code has printed; most_s: the longest silence. CodeRaised, NoRepl, PortGone."""
        return self._repl.execute(code, most_s)

    def reset(self) -> None:
        """Start the unit again; nothing more can be asked of it."""
        self._leave(self._repl.reset)

    def reset_by(self, code: str) -> None:
        """Run code that resets the board, so that no answer comes."""
        self._leave(lambda: self._repl.start(code))

    def play(self, code: str, heard: Callable[[str], bool], most_s: float = ENTER_S) -> None:
        """Code that is listened to line by line, the last that can be asked; see Repl.play."""
        self._repl.play(code, heard, most_s)

    def say(self, data: bytes) -> None:
        """Bytes for the code that plays."""
        self._repl.say(data)

    def stay(self) -> None:
        """Leave the REPL open, for a person or another tool."""
        self._leave(self._repl.befriend)

    def close(self) -> None:
        """Start the unit again unless it has been left already, and give the port back."""
        try:
            self.reset()
        finally:
            self._repl.close()

    def _leave(self, way: Callable[[], None]) -> None:
        if not self._is_left:
            self._is_left = True
            way()


@contextmanager
def in_service(place: Place | str, progress: Told = lambda stage: None, most_s: float = ENTER_S) -> Iterator[InService]:
    """The unit at a port, in service mode; it starts again when the block ends. progress(stage) is told what is waited for.

    most_s: for the REPL to open. UnitRefused while the unit is not at rest, NoRepl, PortGone, ToolMissing.
    """
    unit = _entered(place_of(place) if isinstance(place, str) else place, progress, most_s)
    try:
        yield unit
    except BaseException:
        with suppress(LinkError):  # what went wrong before says more
            unit.close()
        raise
    unit.close()


def _entered(place: Place, progress: Told, most_s: float) -> InService:
    """Its REPL, as soon as it is there, whatever its port is called by then; a unit that is on its way up is waited for."""
    end_s, was = time.monotonic() + most_s * place.slowness, None
    while True:
        now = replace(place, port=port_now(place), is_asked=True)
        try:
            found = look(now)
            if found.kind == CLOSED:
                raise PortGone(found.why)
            if found.hello:
                progress("asks for service mode")
                _ask(now)
                was = found
            progress("waits for the REPL")
            return InService(_repl_at(now, min(_TRY_S, most_s)), was or found)
        except (PortGone, NoRepl):
            if time.monotonic() > end_s or not (was or "://" in now.port or os.path.exists(now.port)):
                raise
        time.sleep(_LOOK_S)


def _ask(place: Place) -> None:
    """The link's command; a unit that resets before its reply is read has done what was asked."""
    with port_at(place.port) as opened:
        try:
            Client(opened, place.slowness, tries=1).request("service")
        except NoAnswer:
            return


def _repl_at(place: Place, most_s: float) -> Repl:
    repl = Repl(place.port, place.slowness)
    try:
        repl.enter(most_s)
    except (PortGone, NoRepl):
        repl.close()
        raise
    return repl


def started(place: Place, most_s: float, is_it: Callable[[Found], bool] = lambda found: bool(found.hello)) -> Found:
    """Look until a unit is there that has started; what is there when that takes too long."""
    end_s = time.monotonic() + most_s * place.slowness
    while True:
        found = look(replace(place, port=port_now(place), is_asked=True))
        if is_it(found) or time.monotonic() > end_s:
            return found
        time.sleep(_LOOK_S)
