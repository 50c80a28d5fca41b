"""The hot path and the bath on this interpreter: plain Python, or machine code when STILLWATER_NUMBA=1.

    python -m stillwater_tools.run.host SECONDS TRIES      speed
    python -m stillwater_tools.run.host cases              digests of virtual.cases

prints one line of JSON. The choice is made when the firmware is first imported, so each is a process of its own.
"""

import functools
import json
import os
import sys
import time
from types import SimpleNamespace
from typing import Any

from stillwater_tools.boards.generate import board_integers
from stillwater_tools.boards.load import load_board
from stillwater_tools.firmware_tables import PROJECT, firmware_module

_HOLD_UA = 15_000
_WHOLE_PPM = 1_000_000
_WARM_MS = 3000


def rehearsal(who: dict[str, int] | None = None, board: str = "virtual") -> Any:
    """A Rehearsal of the virtual board on this interpreter."""
    scales = board_scales(board)
    if os.environ.get("STILLWATER_NUMBA") != "1":
        return firmware_module("virtual.rehearsal").Rehearsal(scales, who or {})
    from stillwater_tools.run.compiled import as_block

    return firmware_module("virtual.rehearsal").Rehearsal(scales, who or {}, as_block, _compiled_span())


@functools.cache
def _compiled_span() -> Any:
    from stillwater_tools.run.compiled import compiled

    return compiled(firmware_module("virtual.loop").span, 7)


@functools.cache
def board_scales(board: str) -> SimpleNamespace:
    """A board's integers under the names of its board.py."""
    return SimpleNamespace(**board_integers(load_board(PROJECT / "boards" / board / "board.toml")))


def held(who: dict[str, int] | None = None) -> Any:
    """One with both limbs in and a current on its way to 15 mA, past its first three seconds."""
    case = rehearsal(who)
    case.move(0, _WHOLE_PPM, 200)
    case.move(1, _WHOLE_PPM, 200)
    case.drive(_HOLD_UA)
    case.run(_WARM_MS)
    return case


def measure(seconds: int, tries: int) -> dict[str, Any]:
    """Best speed of some tries: simulated seconds per second of wall time, plant and tick together."""
    case = held()
    walls_s = []
    for _ in range(tries):
        began = time.perf_counter()
        case.run(seconds * 1000)
        walls_s.append(time.perf_counter() - began)
    return {"x_real_time": round(seconds / min(walls_s), 1), "sim_s": seconds, "tries": tries}


def main(arguments: list[str]) -> None:
    """The command line."""
    if arguments == ["cases"]:
        print(json.dumps(firmware_module("virtual.cases").digests(rehearsal)))
    else:
        print(json.dumps(measure(int(arguments[0]), int(arguments[1]))))


if __name__ == "__main__":
    main(sys.argv[1:])
