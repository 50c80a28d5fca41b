"""The virtual unit with its link served: the same story, and beside it a computer that may ask.

    micropython -m virtual.served STORY.json OUT_FOLDER LINK SPEED

LINK is the number of an open descriptor (the master of a pty) or a path; SPEED is simulated time over real time, 0 as fast as
it goes. What unit.py tells goes to standard output as ever. Goes on to the story's last millisecond, whatever the unit does.
A story may name the unit's `serial`, 12 letters at most, and with `keeps_trace` false no trace is kept, so a unit that runs
for days fills no disk. `flash` is the folder of what the unit itself keeps, OUT_FOLDER if it is not named.
"""

import json
import select
import sys
import time

import board

from stillwater.given.clinic import Clinic
from stillwater.link.console import Console
from stillwater.link.files import Files
from stillwater.link.server import Server
from virtual import unit

_WAIT_MS = 1
_JOURNAL = "journal.bin"
_NOWHERE = "/dev/null"


class Served(unit.Unit):
    """A unit with a computer on its link; `speed` 0 waits for nothing."""

    def __init__(self, story, folder, link, speed):
        unit.SERIAL = story.get("serial", unit.SERIAL.decode()).encode()
        super().__init__(story, folder)
        if not story.get("keeps_trace", True):
            self._trace.close()
            self._trace = open(_NOWHERE, "wb")
        flash = story.get("flash", folder)
        self.clinic = Clinic(self.app, flash, self.holds.serial, self.holds.key, lambda: self.now_ms)
        self.in_service = False
        offers = self.clinic.offers()
        self._load = offers["prescription_load"]
        offers.update({"clock_set": self._set_clock, "service": self._enter_service, "prescription_load": self._load_prescription})
        source, sink = open(link, "rb"), open(link, "wb")
        self.server = Server(Console(source, sink), self.app, Files(flash, _JOURNAL), self.app.notes.identity, board.NAME, offers)
        self._heard = select.poll()
        self._heard.register(source, select.POLLIN)
        self._speed = speed
        self._began_ms = time.ticks_ms()

    def _move(self, filled):
        if self.in_service:
            return
        super()._move(filled)
        if self.player.main_pause_ms <= 0:
            self.server.step(self.now_ms)
            self._wait()

    def _wait(self):
        """Until real time has come so far, serve as a main loop does that has nothing else to do."""
        while self._speed and self.now_ms > time.ticks_diff(time.ticks_ms(), self._began_ms) * self._speed:
            self.server.step(self.now_ms)
            self._heard.poll(_WAIT_MS)

    def _is_finished(self):
        return self.in_service

    def _set_clock(self, clock_s):
        is_kept = self.clinic.set_clock(clock_s)
        unit.tell("clock", clock_s=clock_s)
        return is_kept

    def _load_prescription(self, data):
        """A story may have its patient begin once a clinic has prescribed, as a state that is entered."""
        self._load(data)
        self.player.enter("prescribed", self.now_ms)

    def _enter_service(self):
        self.in_service = True
        unit.tell("service", now_ms=self.now_ms)


def main(story_path, folder, link, speed):
    """Serve one story."""
    with open(story_path) as file:
        story = json.load(file)
    served = Served(story, folder, int(link) if link.isdigit() else link, float(speed))
    unit.tell("serving", now_ms=0)
    served.run()
    served.end(time.ticks_diff(time.ticks_ms(), served._began_ms))


if __name__ == "__main__":
    main(*sys.argv[1:])
