"""What a tick of the law was given, tick by tick, recorded on the host: a hold, a limb that leaves, the stop, and the rest after it.

So that another form of the law, or another interpreter, can be given exactly the same. Knows the virtual bath; no chip.
"""

from array import array
from dataclasses import dataclass, field
from typing import Any

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.run.host import rehearsal

TICKS = 90
_STAYS_TICKS = 20
_LEAVES_MS = 30
_TARGET_UA = 3000
_HOLD_MS = 20_000  # the ramp takes ten seconds

Blocks = dict[str, list[int]]
Place = tuple[str, int]  # block (s control's, g the guard's), slot


@dataclass
class Samples:
    """`begin` are the blocks s, g and c before the first tick, `end` after the last; `columns` the places that a tick is given.

    A row of `rows` has what its tick was given, one integer a column; `modes` are control's after each tick.
    """

    begin: Blocks
    end: Blocks = field(default_factory=dict)
    columns: list[Place] = field(default_factory=list)
    rows: list[list[int]] = field(default_factory=list)
    modes: list[int] = field(default_factory=list)

    @property
    def binary(self) -> bytes:
        """Blocks, then rows, as 32-bit integers."""
        return b"".join(array("i", part).tobytes() for part in (*self.begin.values(), *self.rows))


def recorded(board: str) -> Samples:
    """On a board of the project (`unit_r1`), with its default patient."""
    case = _holding(board)
    samples = Samples(_blocks(case))
    befores, left = [], samples.begin
    changed: set[Place] = set()
    for tick in range(TICKS):
        if tick == _STAYS_TICKS:
            case.move(0, 0, _LEAVES_MS)
        befores.append(_until_sample(case))
        changed |= {(block, slot) for block in ("s", "g") for slot, value in enumerate(left[block]) if value != befores[-1][block][slot]}
        left = _sampled(case)
        samples.modes.append(left["s"][firmware_module("stillwater.control.state").MODE])
    samples.end, samples.columns = left, sorted(changed)
    samples.rows = [[before[block][slot] for block, slot in samples.columns] for before in befores]
    return samples


def _holding(board: str) -> Any:
    case = rehearsal(board=board)
    for limb in range(2):
        case.move(limb, 1_000_000, 0)
    case.drive(_TARGET_UA)
    case.run(_HOLD_MS)
    return case


def _until_sample(case: Any) -> Blocks:
    """A millisecond of the bath and the tick's readings; the blocks as they then are."""
    loop, port = firmware_module("virtual.loop"), firmware_module("virtual.port")
    loop.world(case.t, case.b, case.w, case.now_ms)
    case.now_ms += 1
    port.read(case.s, case.g, case.t, case.b)
    return _blocks(case)


def _sampled(case: Any) -> Blocks:
    """The sample itself; the blocks as it leaves them, before what the tick writes."""
    firmware_module("stillwater.hot").sample(case.s, case.g, case.c)
    left = _blocks(case)
    firmware_module("virtual.port").write(case.s, case.g, case.t)
    return left


def _blocks(case: Any) -> Blocks:
    return {"s": list(map(int, case.s)), "g": list(map(int, case.g)), "c": list(map(int, case.c))}
