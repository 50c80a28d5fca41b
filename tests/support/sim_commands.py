"""The command line as a person has it: `stillwater` in a process of its own, and virtual units that it has started.

Each user has a home of its own, so units of others on this machine are not seen.
"""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

from stillwater_tools.link.ports import open_port

NOBODY = 'about = "Nobody comes near"\nstarts_by_itself = false\n'
TREATED = 'about = "Three milliamperes for five minutes"\n[prescription]\narea = "palms"\ncurrent_ua = 3000\nminutes = 5\n'
_COMMAND = [sys.executable, "-m", "stillwater_tools"]
_LONGEST_S = 60


class User:
    """Somebody with two scenes in a home folder, nobody.toml and treated.toml; `run` runs a command to its end, `begin` starts one."""

    def __init__(self, home):
        self.home = home
        (home / "nobody.toml").write_text(NOBODY)
        (home / "treated.toml").write_text(TREATED)
        self._environment = {**os.environ, "HOME": str(home), "XDG_RUNTIME_DIR": str(home / "run"), "COLUMNS": "200"}
        for name in ("STILLWATER_PORT", "STILLWATER_UNIT"):
            self._environment.pop(name, None)

    def run(self, *arguments, **environment):
        """Exit code, standard output and error."""
        with self.begin(*arguments, **environment) as process:
            out, error = process.communicate(timeout=_LONGEST_S)
        return process.returncode, out, error

    def begin(self, *arguments, **environment):
        """The process."""
        given = {**self._environment, **environment}
        command = [*_COMMAND, *map(str, arguments)]
        return subprocess.Popen(command, env=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def devices(self):
        """What `devices` finds, other makers' ports left out."""
        code, out, _error = self.run("devices", "--json")
        assert code == 0
        return [one for one in json.loads(out) if one["kind"] != "not-asked"]

    @contextmanager
    def sim(self, *arguments, units=1):
        """Virtual units, until the block ends."""
        with self.begin("sim", "--json", *arguments) as process:
            try:
                yield Sim(process, units)
            finally:
                process.send_signal(signal.SIGINT)
                process.communicate(timeout=_LONGEST_S)


class Sim:
    """A `sim` that runs: `units` as it has told them."""

    def __init__(self, process, units):
        self.process = process
        self.units = [self.tell("unit") for _ in range(units)]

    def tell(self, kind, **fields):
        """Wait for what it tells of a kind, with these fields."""
        for line in self.process.stdout:
            message = json.loads(line)
            if message["kind"] == kind and fields.items() <= message.items():
                return message
        raise EOFError(f"sim has ended without {kind} {fields}: {self.process.stderr.read()}")

    def until_state(self, state):
        """Wait until the first unit enters a state."""
        return self.tell("state", name=self.units[0]["name"], state=state)

    @contextmanager
    def port(self):
        """The first unit's port, opened."""
        opened = open_port(self.units[0]["port"])
        try:
            yield opened
        finally:
            opened.close()
