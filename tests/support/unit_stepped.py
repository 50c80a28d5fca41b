"""The virtual unit, stepped by whoever writes lines of JSON to it: `micropython -m unit_stepped STORY.json OUT_FOLDER`.

    ["run", MS]             so much simulated time, in steps of 20 ms
    ["do", EVENT]           an event of player.py
    ["mail", ORDER, FIGURE] into the mailbox of unit_beside.py

Each is answered by a line of kind `moved` with the true current of each millisecond, nA, after what was told on the way. Runs on the
unix port, beside the virtual board.
"""

import json
import sys

from unit_beside import Beside
from unit_ordered import done, passed

from virtual import unit


class Stepped(unit.Unit):
    """A unit that waits for orders."""

    def __init__(self, story, folder):
        super().__init__(story, folder)
        self.beside = Beside(self.app, self.blocks[0], self.blocks[1], story["hurry"])

    def serve(self):
        """Until the lines end."""
        for line in sys.stdin:
            order, *figures = json.loads(line)
            print(json.dumps({"kind": "moved", "skin_na": getattr(self, "do_" + order)(*figures)}))

    def do_run(self, ms):
        return passed(self, ms)

    def do_do(self, event):
        return done(self, event)

    def do_mail(self, order, figure):
        self.beside.mail[1] = figure
        self.beside.mail[0] = order
        return []

    def _follow(self):
        super()._follow()
        self.beside.follow()
        self.beside.step()


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        Stepped(json.load(file), sys.argv[2]).serve()
