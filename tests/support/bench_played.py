"""A unit on the bench without a computer: one of the firmware's works on real MicroPython, its lines and what is true beside them."""

import json
import os
import subprocess

from stillwater_tools.run.interpreter import micropython
from stillwater_tools.scenes.load import find_scene, load_scene, story_of

GO_ON, CTRL_C = b"n", b"\x03"


def story(**parts):
    """A scene in which parts of the board are wrong from the start; touch_ohm is what hangs at the terminals."""
    told = story_of(load_scene(find_scene("undisturbed")))
    return {**told, "events": [{"at_ms": 0, "do": "set", "part": part, "value": value} for part, value in parts.items()]}


def played(build, folder, call, answers=GO_ON, **parts):
    """The lines of a work: `call` is its name and arguments; each byte of `answers` is one answer, the last for all that follow."""
    (folder / "story.json").write_text(json.dumps(story(**parts)))
    environment = {**os.environ, "MICROPYPATH": f".frozen:{build}", "STILLWATER_STORY": str(folder / "story.json")}
    command = [micropython(), "-X", "heapsize=2m", "-c", f"from virtual.bench import run; run(*{call!r})"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, cwd=folder, env=environment, **pipes) as unit:
        return list(_lines(unit, answers))


def _lines(unit, answers):
    for line in unit.stdout:
        assert line.startswith(b"{"), line + unit.stdout.read()
        told = json.loads(line)
        yield told
        if told["bench"] in ("point", "ask") and told.get("target_ua", 1):
            unit.stdin.write(answers[:1])
            unit.stdin.flush()
            answers = answers[1:] or answers
