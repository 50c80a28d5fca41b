"""Gives an order to a virtual unit that reads lines, and hears it to its end. Knows no order."""

import json
import subprocess
from collections.abc import Callable
from typing import Any

_SAID_LINES = 20


def ordered(process: "subprocess.Popen[str]", order: Any, hear: Callable[[dict[str, Any]], None] = lambda message: None) -> list[Any]:
    """The currents of the time that it took; hear(message) is told what comes on the way. EOFError when the unit has ended."""
    assert process.stdin and process.stdout
    process.stdin.write(json.dumps(order) + "\n")
    process.stdin.flush()
    said = []
    for line in process.stdout:
        said.append(line)
        message = json.loads(line) if line.startswith("{") else {"kind": ""}
        hear(message)
        if message["kind"] == "moved":
            return list(message["skin_na"])
    raise EOFError("the virtual unit has ended and said:\n" + "".join(said[-_SAID_LINES:]))
