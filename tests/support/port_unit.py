"""The port's hot side on registers that remember, for each board: blocks at rest, the bridge standing at +1."""

from array import array
from contextlib import contextmanager
from types import SimpleNamespace

from stillwater.control import state
from stillwater.port import registers, slots
from stillwater.safety import slots as guard
from support.registers_fake import MEMORY, port_on

BOARDS = ("unit_r1", "virtual")
ENABLE_CTRL = 0x6  # PIO 0


@contextmanager
def unit_on(board_name):
    """Port, board, registers and blocks."""
    with port_on(board_name) as (port, board, chip):
        s, g, p = (array("i", [0] * size) for size in (state.SLOTS, guard.GUARD_SLOTS, slots.SLOTS))
        p[slots.BURST] = MEMORY
        p[slots.BRIDGE_WANTED] = p[slots.BRIDGE_IS] = 1
        p[slots.ENABLE_CTRL] = ENABLE_CTRL
        chip.write(registers.SIO + registers.SIO_SET, 1 << board.PIN_BRIDGE_A)
        yield SimpleNamespace(port=port, board=board, chip=chip, s=s, g=g, p=p)
