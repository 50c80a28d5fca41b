"""The hot path and the bath on this interpreter: plain Python, or machine code when STILLWATER_NUMBA=1.

    python -m stillwater_tools.run.host SECONDS

prints one line of JSON. The choice is made when the firmware is first imported, so each is a process of its own.
"""

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
    scales = SimpleNamespace(**board_integers(load_board(PROJECT / "boards" / board / "board.toml")))
    if os.environ.get("STILLWATER_NUMBA") != "1":
        return firmware_module("virtual.rehearsal").Rehearsal(scales, who or {})
    from stillwater_tools.run.compiled import as_block, compiled

    span = compiled(firmware_module("virtual.loop").span, 7)
    return firmware_module("virtual.rehearsal").Rehearsal(scales, who or {}, as_block, span)


def held(who: dict[str, int] | None = None) -> Any:
    """One with both limbs in and a current on its way to 15 mA, past its first three seconds."""
    case = rehearsal(who)
    case.move(0, _WHOLE_PPM, 200)
    case.move(1, _WHOLE_PPM, 200)
    case.drive(_HOLD_UA)
    case.run(_WARM_MS)
    return case


def measure(seconds: int) -> dict[str, Any]:
    """Simulated seconds per second of wall time, plant and tick together, and what came of them."""
    case = held()
    began = time.perf_counter()
    case.run(seconds * 1000)
    wall_s = time.perf_counter() - began
    return {"x_real_time": round(seconds / wall_s, 1), "sim_s": seconds, "wall_s": round(wall_s, 4), "digest": case.digest()}


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
