"""The virtual unit with its link served, in a rig: `micropython -m unit_rigged STORY.json OUT_FOLDER LINK`.

Orders come as lines of JSON, as in unit_stepped.py: ["run", MS] and ["do", EVENT], each answered by a line of kind `moved` with the true
current of each millisecond. Between two orders time stands still, and the link is served.
"""

import json
import select
import sys

from unit_ordered import done, passed

from virtual import served

_WAIT_MS = 1
_SLICES = 8  # of the link, between two looks for an order


class Rigged(served.Served):
    """A unit whose time its rig lets pass."""

    def obey(self):
        """Until the lines end."""
        orders = select.poll()
        orders.register(sys.stdin, select.POLLIN)
        while True:
            if orders.poll(_WAIT_MS):
                line = sys.stdin.readline()
                if not line:
                    return
                order, figure = json.loads(line)
                print(json.dumps({"kind": "moved", "skin_na": getattr(self, "do_" + order)(figure)}))
            for _ in range(_SLICES):
                self.server.step(self.now_ms)

    def do_run(self, ms):
        return passed(self, ms)

    def do_do(self, event):
        return done(self, event)


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        Rigged(json.load(file), sys.argv[2], int(sys.argv[3]), 0).obey()
