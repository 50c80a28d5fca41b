"""Somebody who does what a page of commands says, and finds each thing that is not as it is shown. Knows no page."""

import io
import os
import queue
import shlex
import signal
import subprocess
import sys
import threading
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from stillwater_tools.cli.main import main
from support.page_commands import NOTHING, Written, difference

_ERROR = "stillwater: "  # all else on standard error is progress, which on a terminal goes away
_LONGEST_S = 60


class Reader:
    """Somebody who does what a page says, in a folder of their own; `close` ends what was left running."""

    def __init__(self, home, monkeypatch):
        self._home = home
        self._running = []
        self._code = 0
        for name in ("STILLWATER_PORT", "STILLWATER_UNIT"):
            monkeypatch.delenv(name, raising=False)
        for name, value in (("HOME", home), ("XDG_RUNTIME_DIR", home / "run"), ("COLUMNS", 140)):
            monkeypatch.setenv(name, str(value))
        monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
        monkeypatch.chdir(home)

    def do(self, step):
        """Write the file, or run the command and hold what it says against the page; AssertionError with both where they differ."""
        if isinstance(step, Written):
            (self._home / step.name).write_text(step.text)
        elif not step.text or step.is_kept_running:
            self._watch(step)
        elif step.text == "echo $?":
            self._compare(step, [str(self._code)])
            self._code = 0
        else:
            assert self._code == 0, f"line {step.line}: the command before has ended with {self._code}"
            self._compare(step, self._said(step))

    def close(self):
        """Ctrl-C to all that runs."""
        for process, _lines in self._running:
            process.send_signal(signal.SIGINT)
            process.wait(_LONGEST_S)

    def _said(self, step):
        words = shlex.split(step.text)
        self._code, out, error = _here(words) if words[0] == "stillwater" else _there(words)
        return [*out.splitlines(), *(line for line in error.splitlines() if line.startswith(_ERROR))]

    def _watch(self, step):
        """Wait until what runs has said what is shown."""
        if step.text:
            self._begin(step.text.removesuffix("&"))
        said, lines = [], self._running[-1][1]
        while (differs := difference(step.shown, said)) is not None:
            assert NOTHING in differs, f"line {step.line}: the page shows\n{differs[0]}\nand there came\n{differs[1]}"
            try:
                said.append(lines.get(timeout=_LONGEST_S))
            except queue.Empty:
                raise AssertionError(f"line {step.line}: {step.shown} never came, but {said}") from None

    def _begin(self, text):
        process = subprocess.Popen(
            shlex.split(text), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        lines = queue.Queue()
        threading.Thread(target=lambda: [lines.put(line.rstrip()) for line in process.stdout], daemon=True).start()
        self._running.append((process, lines))

    def _compare(self, step, said):
        differs = difference([line for line in step.shown if line], [line for line in said if line])
        if differs:
            whole = "\n".join(said)
            raise AssertionError(f"line {step.line}, {step.text}: shown is\n{differs[0]}\nand there came\n{differs[1]}\nin all:\n{whole}")


def _here(words):
    """Exit code, standard output and error of a command of ours, in this process, for a start takes half a second."""
    out, error, argv = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = words
    try:
        with redirect_stdout(out), redirect_stderr(error):
            main()
        code = 0
    except SystemExit as ended:
        code = ended.code or 0
    finally:
        sys.argv = argv
    return code, out.getvalue(), error.getvalue()


def _there(words):
    """The same of any other."""
    done = subprocess.run(words, capture_output=True, text=True, timeout=_LONGEST_S)
    return done.returncode, done.stdout, done.stderr
