"""Figures of the tick on the emulated chip: what each room costs, and the law against the same law as ordinary classes.

Both come from the firmware's own source: stamps.py puts stamps into the build, plain.py makes the classes. The law is timed by
the chip's own clock, both forms in one run on the samples of samples.py; a call of nothing is taken off. The emulator's cycles are
not silicon's: good for ratios. Knows files and code for the chip; boots nothing.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stillwater_tools.bench.plain import CLASSES, Plain, plain
from stillwater_tools.bench.samples import Samples, recorded
from stillwater_tools.bench.stamps import TICK, stamped_tick
from stillwater_tools.boards.generate import board_text
from stillwater_tools.build.cross import compiled, mpy_cross
from stillwater_tools.build.firmware import Firmware, build, folded, path_of, with_one_tick
from stillwater_tools.chip.console import execute
from stillwater_tools.chip.machine import Machine

_LAW = "stillwater.hot"
_SAMPLES = "samples.i32"
_MOST_MS = 20_000
_PLAY = """
import gc, time
from array import array
import law, plain
def block(file, count):
    words = array("i", bytes(4 * count))
    file.readinto(words)
    return words
def nothing(s, g, c):
    pass
def played(give, sample, s, g, c):
    took = []
    gc.collect()
    for at in range(0, len(rows), COLUMNS):
        give(s, g, at)
        began_us = time.ticks_us()
        sample(s, g, c)
        took.append(time.ticks_diff(time.ticks_us(), began_us))
    return took
with open(FILE, "rb") as file:
    s, g, c, rows = [block(file, count) for count in COUNTS]
control, guard, capture = plain.Control(s), plain.Guard(g), plain.Capture(c)
took = played(give_nothing, nothing, s, g, c), played(give, law.sample, s, g, c)
took += played(give_plain, plain.Control.hot_sample, control, guard, capture),
print((took, list(s), list(g), same()))
"""


@dataclass(frozen=True)
class Law:
    """us of each sample, calls taken off; whether both forms left the same, and the same as on the host."""

    viper_us: list[int]
    plain_us: list[int]
    is_same: bool
    modes: list[int]

    @property
    def times_faster(self) -> float:
        """Of the sums."""
        return sum(self.plain_us) / sum(self.viper_us)


def with_stamps(board: Path, built: Firmware | None = None) -> Firmware:
    """The firmware of a board file with stamps in its tick and no main.py; beside it both forms of the law and their samples.

    built: the same without stamps, if it is there already.
    """
    cross, whole, built = mpy_cross(), folded(board_text(board)), built or build(board)
    law = with_one_tick(whole, _LAW)[0][_LAW]
    sources = {path_of(TICK): stamped_tick(whole), "law.py": law, "plain.py": plain().text}
    more = {path.replace(".py", ".mpy"): compiled(cross, path, text) for path, text in sources.items()}
    files = {path: content for path, content in built.files.items() if path != "main.py"}
    return Firmware({**files, **more, _SAMPLES: recorded(board.parent.name).binary}, built.manifest)


def law_on(machine: Machine, board: str) -> Law:
    """Both forms on a booted machine that has these files and whose main loop is nobody's. CodeRaised if it raises."""
    samples = recorded(board)
    took, s, g, same = eval(execute(machine, _code(samples, plain()), _MOST_MS).splitlines()[-1])
    empty_us = min(took[0])
    viper_us, plain_us = ([us - empty_us for us in times] for times in took[1:])
    return Law(viper_us, plain_us, same and (s, g) == (samples.end["s"], samples.end["g"]), samples.modes)


def law_rows(law: Law) -> dict[str, Any]:
    """For a person or a program: mean and worst, us."""
    forms = {"viper, one function": law.viper_us, "ordinary classes": law.plain_us}
    return {form: {"mean_us": round(sum(times) / len(times), 1), "most_us": max(times)} for form, times in forms.items()}


def _code(samples: Samples, form: Plain) -> str:
    """What is typed: this run's own places, then _PLAY."""
    counts = [len(block) for block in samples.begin.values()] + [len(samples.rows) * len(samples.columns)]
    head = f"FILE, COUNTS, COLUMNS = {_SAMPLES!r}, {counts}, {len(samples.columns)}"
    names = {(block, slot): name for block, slots in form.attributes.items() for name, slot in slots.items()}
    viper = _give("give", [f"{block}[{slot}]" for block, slot in samples.columns])
    classes = _give("give_plain", [f"{block}.{names[block, slot]}" for block, slot in samples.columns])
    return "\n".join((head, _give("give_nothing", []), viper, classes, _same(form), _PLAY))


def _give(name: str, places: list[str]) -> str:
    """A function that puts a row into its places."""
    lines = [f"    {place} = rows[at + {column}]" for column, place in enumerate(places)]
    return "\n".join([f"def {name}(s, g, at):", *(lines or ["    pass"])])


def _same(form: Plain) -> str:
    """A function that tells whether the objects hold what the blocks hold."""
    objects = {block: made.lower() for block, made in CLASSES.items()}
    rows = [f"({objects[block]}, {block}, {tuple(slots.items())})" for block, slots in form.attributes.items()]
    told = "all(getattr(thing, name) == block[slot] for thing, block, slots in rows for name, slot in slots)"
    return f"def same():\n    rows = {', '.join(rows)}\n    return {told} and capture.numbered[2:] == list(c)[2:]"
