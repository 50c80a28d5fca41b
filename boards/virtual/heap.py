"""A unit that runs for hours, idle and treating in turn, and what of its heap is in use.

    micropython -m virtual.heap STORY.json OUT_FOLDER

The story, besides a prescription and a patient: `duration_ms`; `rest_ms` from the end of a treatment to the next; with `given_permille`
so much of the dose has been given as soon as a hold begins, one figure for each hold. The journal is a unit's own, tidied while idle. To
standard output: a line of kind `heap` whenever the unit is idle again, and each ten minutes of rest, after a collection. Knows what a
patient presses; judges nothing.
"""

import gc
import json
import sys

from stillwater.journal.pages_file import PagesFile, making
from stillwater.journal.space import Space
from stillwater.safety.limits import JOURNAL_PAGES_LEAST
from stillwater.treatment import states
from virtual import limbs, unit

_START_BIT = 1
_PRESS_MS = 100
_EACH_MS = 500  # between presses
_LOOK_MS = 600000
_WHOLE_PPM = 1000000
_NOWHERE = "/dev/null"


class Aged(unit.Unit):
    """A unit whose patient, hands in, presses start wherever that leads on."""

    def __init__(self, story, folder):
        self._folder = folder
        self._rest_ms = story["rest_ms"]
        self._given_permille = []
        super().__init__(story, folder)
        for file in (self._trace, self._frames):
            file.close()
        self._trace = self.device._frames = open(_NOWHERE, "wb")
        for limb in range(2):
            limbs.move(self.w, limb, _WHOLE_PPM, 0)

    def _start_firmware(self, story):
        self.space = Space(self._folder + "/journal", PagesFile, making, JOURNAL_PAGES_LEAST)
        self.journal = self.space.journal
        super()._start_firmware(story)

    def _is_finished(self):
        """Only by time."""
        return False

    def _follow(self):
        before = self._last_name
        super()._follow()
        if self._last_name == "idle":
            self._rest(before != "idle")
        elif self._last_name in ("ask", "done") and self._is_moment(0):
            self._press()
        elif self._last_name == "hold" and before != "hold" and self._given_permille:
            dose = self.app.session.dose
            dose.given_uc = dose.prescribed_uc // 1000 * self._given_permille.pop(0)

    def _rest(self, has_begun):
        self.space.step(self.now_ms)
        if has_begun:
            self._given_permille = list(self.story.get("given_permille", ()))
        if has_begun or (self.now_ms - self._entered_ms) % _LOOK_MS == 0:
            gc.collect()
            unit.tell("heap", now_ms=self.now_ms, in_use_bytes=gc.mem_alloc(), treatments=sum(self.app.notes.done),
                      journal_files=len(self.space._shelf.files))
        if self._is_moment(self._rest_ms) and self.space.is_tidy:
            self._press()

    def _is_moment(self, after_ms):
        """Twice a second, once it has stood so long."""
        stood_ms = self.now_ms - self._entered_ms
        return stood_ms >= after_ms and stood_ms % _EACH_MS == 0

    def _press(self):
        self.device.press(_START_BIT, self.now_ms + _PRESS_MS)

    def _progress(self):
        """Nothing but the heap is told between changes of state."""


def main(story_path, folder):
    """Run one story."""
    with open(story_path) as file:
        story = json.load(file)
    aged = Aged(story, folder)
    aged.run()
    unit.tell("end", now_ms=aged.now_ms, state=states.name_of(aged.app.session.state), treatments=sum(aged.app.notes.done))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
