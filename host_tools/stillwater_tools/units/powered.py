"""A virtual unit with its power on: behind its port runs the firmware that lies in its flash, a folder, or MicroPython's REPL there.

As on the chip: a unit that goes into service mode becomes a REPL, a REPL that is left (Ctrl-D) starts the firmware anew, a flash
without firmware is a REPL from the beginning, and so is firmware that ends before it serves. Knows no scene and speaks no frame.
"""

import json
import os
import subprocess
import threading
import tty
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stillwater_tools.run.interpreter import micropython
from stillwater_tools.units.pumped import pump, send

FIRMWARE, REPL = "firmware", "repl"
_HEAP = "heapsize=2m"
_STARTS = "main.py"  # a flash with this file starts by itself
_SAID_LINES = 20
Message = dict[str, Any]


class Powered:
    """A unit from now until `close`.

    hardware: folder of the virtual board; story: a file that names the flash; speed: see served.py; what the board notes goes beside
    the story; told(message): that an interpreter runs (`runs`, with what it is and its pid), then all that it tells, from a thread
    of the unit's own.
    path: the unit's port; is_ready: set once the firmware serves, the REPL runs, or nothing will; code: the interpreter's exit code
    once all is over, else None; said: what was said in no form, which tells why it broke.
    """

    def __init__(self, hardware: Path, flash: Path, story: Path, speed: float, told: Callable[[Message], None]) -> None:
        self.said: deque[str] = deque(maxlen=_SAID_LINES)
        self.code: int | None = None
        self.is_ready = threading.Event()
        self._hardware, self._flash, self._story, self._speed, self._told = hardware, flash, story, speed, told
        self._is_off = threading.Event()
        self._has_served = False
        self._process: subprocess.Popen[bytes] | None = None
        self._unit_end, self._tool_end = os.openpty()
        tty.setraw(self._tool_end)
        os.set_blocking(self._unit_end, False)
        self.path = os.ttyname(self._tool_end)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int:
        """Of the interpreter that runs, or ran last."""
        return self._process.pid if self._process else 0

    def close(self) -> None:
        """Pull the plug."""
        self._is_off.set()
        if self._process:
            self._process.kill()
        self._thread.join()
        os.close(self._unit_end)
        os.close(self._tool_end)

    def _run(self) -> None:
        """One interpreter after the other."""
        what = self._first()
        while what and not self._is_off.is_set():
            what = self._be_firmware() if what == FIRMWARE else self._be_repl()
        self.code = self._process.returncode if self._process else 0
        self.is_ready.set()

    def _first(self) -> str:
        return FIRMWARE if (self._flash / _STARTS).exists() else REPL

    def _be_firmware(self) -> str:
        """Until it ends; what comes then, empty if nothing does: its story is over, its scene has cut the power, or it broke."""
        command = ["-m", "virtual.served", str(self._story), str(self._story.parent), str(self._unit_end), str(self._speed)]
        process = self._begin(FIRMWARE, command, pass_fds=[self._unit_end])
        kinds = self._listen(process)
        code = process.wait()
        self._has_served |= "serving" in kinds
        if "service" in kinds:
            return REPL
        if code and self._has_served and "serving" not in kinds:  # as main.py: what broke is said, and the REPL opens for the repair
            send(self._unit_end, "".join(self.said).replace("\n", "\r\n").encode())
            return REPL
        return ""

    def _be_repl(self) -> str:
        """Until it is left; what comes then."""
        self._has_served = True
        process = self._begin(REPL, ["-i"], stdin=subprocess.PIPE)
        self.is_ready.set()
        self._told({"kind": "runs", "what": REPL, "pid": process.pid})
        pump(process, self._unit_end, self._is_off)
        process.wait()
        return self._first()

    def _begin(self, what: str, arguments: list[str], **more: Any) -> "subprocess.Popen[bytes]":
        """An interpreter in the flash; firmware has the board beside it."""
        path = f"{self._flash}:{self._hardware}" if what == FIRMWARE else f".frozen:{self._hardware}"
        environment = {**os.environ, "MICROPYPATH": path, "STILLWATER_STORY": str(self._story)}
        command = [micropython(), "-X", _HEAP, *arguments]
        self._process = subprocess.Popen(
            command, cwd=self._flash, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0, **more
        )
        if self._is_off.is_set():  # the plug was pulled while it started
            self._process.kill()
        return self._process

    def _listen(self, process: "subprocess.Popen[bytes]") -> set[str]:
        """Hand on what the firmware tells; somebody must take it, or the unit would wait for its pipe. The kinds that came."""
        kinds: set[str] = set()
        self.said.clear()
        assert process.stdout is not None
        with os.fdopen(os.dup(process.stdout.fileno()), encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if not line.startswith("{"):
                    self.said.append(line)
                    continue
                message = json.loads(line)
                kinds.add(message["kind"])
                if message["kind"] == "serving":
                    self.is_ready.set()
                    self._told({"kind": "runs", "what": FIRMWARE, "pid": process.pid})
                self._told(message)
        process.stdout.close()
        return kinds
