"""A whole unit with its bath on one interpreter: plays a story to its end and writes what happened.

    micropython -m virtual.unit STORY.json OUT_FOLDER

Into the folder: trace.i32 (rows of trace.py), frames.bin (time and frame), journal.bin, this one into the story's `flash` if it
names one. To standard output: a line of JSON for each change, for progress, and at the end. Knows the firmware only through app,
blocks and hot path.
"""

import json
import sys
import time
from array import array

import board

from stillwater import app, blocks, build_id
from stillwater.control.state import CHARGE_UC
from stillwater.given import files as given
from stillwater.journal import formats
from stillwater.journal.pages_file import PagesFile
from stillwater.journal.store import Journal
from stillwater.notes import Notes
from stillwater.safety import faults
from stillwater.treatment import refusals
from virtual import bath, limbs, patient, state, trace
from virtual.device import Device, board_block
from virtual.loop import span
from virtual.player import Player

_STEP_MS = 20
_BUFFER_MS = 1000
_PROGRESS_MS = 5000
_FINAL = ("done", "refused", "tripped", "blocked", "no-plan")  # nothing more happens unless somebody acts
_FINAL_MS = 20000
SERIAL = b"SWV-00000001"


def tell(kind, **what):
    """One line of JSON."""
    what["kind"] = kind
    print(json.dumps(what))


class Unit:
    """Firmware, board, bath and story; `run` plays to the end."""

    def __init__(self, story, folder):
        self.story = story
        self.holds = given.Given(story.get("flash", folder), board, (SERIAL + bytes(given.SERIAL_BYTES))[:given.SERIAL_BYTES])
        self.blocks = blocks.blocks(self.holds.board)
        self.t = board_block(board)
        self.b = bath.start(patient.complete(story["patient"]))
        self.w = array("i", [0] * limbs.SLOTS)
        self._frames = open(folder + "/frames.bin", "wb")
        self._trace = open(folder + "/trace.i32", "wb")
        self.device = Device(self.t, self.blocks[1], self._frames)
        self.player = Player(story["events"], self.t, self.b, self.w, self.device)
        self.journal = Journal(PagesFile(story.get("flash", folder) + "/journal.bin", story["journal_pages"]))
        self._start_firmware(story)
        self._rows = array("i", [0] * (trace.WIDTH * _BUFFER_MS))
        self._last_name = None
        self._last_question = 0
        self._entered_ms = 0
        self._late_us = 1000
        self.now_ms = 0

    def _start_firmware(self, story):
        lost = self.journal.recover()
        previous = self.journal.last(formats.TURN).get("bridge", 0)
        tally = self.journal.last(formats.TALLY)
        notes = Notes(self.journal, (build_id.FIRMWARE_HASH, build_id.BOARD_HASH, self.holds.serial), tally)
        notes.boot(self.device.clock_s(), 0)
        if lost:
            tell("power-lost", minutes=lost["minutes"], charge_uc=lost["charge_uc"])
        self.app = app.App(self.device, self.holds.board, self.blocks, notes, story["prescriptions"], previous_bridge=previous)
        self.app.notice = app.notice_of(lost)
        if self.holds.fault:
            self.app.bridge.block(self.holds.fault)

    def run(self):
        """Play until the story's end or its time; the rows of a second go to the file at once."""
        last_ms = self.story["duration_ms"]
        while self.now_ms < last_ms and not self.player.is_over and not self._is_finished():
            self._second()
            self._trace.write(self._rows)
            if self.now_ms % _PROGRESS_MS == 0:
                self._progress()
        self._trace.close()
        self._frames.close()

    def _second(self):
        filled = 0
        while filled < _BUFFER_MS:
            self._move(filled)
            filled += _STEP_MS

    def _move(self, filled):
        s, g, c = self.blocks
        row = memoryview(self._rows)[filled * trace.WIDTH:]
        self.device.now_ms = self.now_ms
        self.player.step(self.now_ms)
        if self.player.main_pause_ms > 0:
            self.player.main_pause_ms -= _STEP_MS
        else:
            self.app.step(self.now_ms)
            self._follow()
        self._ticks(s, g, c, row)
        self.now_ms += _STEP_MS

    def _ticks(self, s, g, c, row):
        pause_ms = min(_STEP_MS, self.player.tick_pause_ms)
        if pause_ms:
            span(s, g, c, self.t, self.b, self.w, row, self.now_ms, pause_ms, 0)
            self._late_us += 1000 * pause_ms
            self.player.tick_pause_ms -= pause_ms
            row = memoryview(row)[pause_ms * trace.WIDTH:]
        if pause_ms < _STEP_MS:
            span(s, g, c, self.t, self.b, self.w, row, self.now_ms + pause_ms, _STEP_MS - pause_ms, self._late_us)
            self._late_us = 1000

    def _follow(self):
        session = self.app.session
        name = session.state_name if session else "no-plan"
        self.t[state.TREATMENT_STATE] = session.state if session else -1
        self.t[state.DOSE_UC] = session.dose.given_uc if session else 0
        if name != self._last_name:
            self.player.enter(name, self.now_ms)
            tell("state", now_ms=self.now_ms, state=name, says=self.app.says)
            self._last_name = name
            self._last_question = 0
            self._entered_ms = self.now_ms

        if session and session.question > self._last_question and name == "ask":
            self._last_question = session.question
            tell("page", now_ms=self.now_ms, state=name, says=self.app.says)

    def _is_finished(self):
        stood_ms = self.now_ms - self._entered_ms
        if self.story["until"] == self._last_name:
            return stood_ms >= self.story["linger_ms"]
        return self._last_name in _FINAL and stood_ms >= _FINAL_MS and not self.player.never_came()

    def _progress(self):
        session = self.app.session
        tell("progress", now_ms=self.now_ms, current_ua=self.t[state.STAGE_NA] // 1000,
             state=self._last_name, dose_uc=session.dose.given_uc if session else 0, says=self.app.says)

    def end(self, wall_ms):
        """Tell what the firmware says of it all."""
        session = self.app.session
        tell("end", sim_ms=self.now_ms, wall_ms=wall_ms, state=self._last_name,
             refusal=refusals.name_in(refusals.REFUSALS, session.refusal) if session else "prescription",
             reason=refusals.name_in(refusals.REASONS, session.reason) if session else "none",
             dose_uc=session.dose.given_uc if session else 0, prescribed_uc=session.dose.prescribed_uc if session else 0,
             charge_uc=self.blocks[0][CHARGE_UC], hold_ms=session.dose.hold_ms if session else 0,
             fault=faults.name_of(self.app.bridge.first_fault) if self.app.bridge.first_fault else "none",
             journal_records=self.journal.records, journal_bytes=self.journal.bytes, journal_failed=self.journal.failed,
             frames=self.device.frames, never_came=self.player.never_came(), late_ms=self.app.late_ms, missed=self.app.missed,
             events=[[when, event["do"], event] for when, event in self.player.fired])


def main(story_path, folder):
    """Play one story."""
    with open(story_path) as file:
        story = json.load(file)
    tell("start", interpreter=str(sys.implementation), name=sys.implementation.name, board=board.NAME)
    began_ms = time.ticks_ms()
    unit = Unit(story, folder)
    unit.run()
    unit.end(time.ticks_diff(time.ticks_ms(), began_ms))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
