"""The chip's flash as it wears, fails and loses power: a log of what was done to it, and ways to spoil it.

Hangs on the commands that the emulated chip sends to its flash, for which the emulator's compiled controller makes room for its
reference in Python. Knows bytes and times, no file system.
"""

from typing import NamedTuple

from rp2040py.peripherals import _ssi as emulated

from stillwater_tools.chip.machine import Machine

# W25Q16JV data sheet, typical; at most 3,000 and 400,000.
PROGRAM_US = 400
ERASE_US = 45_000

_SIZES = {emulated.CMD_SECTOR_ERASE: emulated.FLASH_SECTOR_SIZE, emulated.CMD_BLOCK_ERASE: emulated.FLASH_BLOCK_SIZE}
_HEAD_BYTES = 4  # command and address
_IS_BUSY = 1
_WINDOW = 0x18000  # where the controller's registers are, as the emulator counts (its address in pages)


class PowerCut(Exception):
    """The supply went in the middle of a flash command: the flash holds what had been done, and the machine is dead."""


class Operation(NamedTuple):
    """One command that changed the flash, or should have."""

    at_us: float
    is_erase: bool
    address: int
    count_bytes: int


class Flash:
    """`operations` lists all commands from now on; a real part's times are charged, of which the emulator knows nothing.

    `cut_after_bytes`: the power goes when so many more bytes, programmed or erased, have been done. `fails`: commands are taken
    and do nothing.
    """

    def __init__(self, machine: Machine, program_us: int = PROGRAM_US, erase_us: int = ERASE_US) -> None:
        self.operations: list[Operation] = []
        self.cut_after_bytes: int | None = None
        self.fails = False
        self._machine = machine
        self._program_us, self._erase_us = program_us, erase_us
        self._ready_us = 0.0
        self._ssi = _replaced(machine)
        self._hang_on()

    def _hang_on(self) -> None:
        ssi = self._ssi
        self._apply, ssi._apply_command = ssi._apply_command, self._on_command  # type: ignore[method-assign]
        self._shift, ssi._shift_byte = ssi._shift_byte, self._on_byte  # type: ignore[method-assign]

    def _on_byte(self, byte_out: int) -> int:
        """The status says busy for as long as a real part is."""
        answer = self._shift(byte_out)
        sent = self._ssi._tx_buffer
        asks = len(sent) > 1 and sent[0] == emulated.CMD_READ_STATUS_1
        return answer | _IS_BUSY if asks and self._machine.now_us < self._ready_us else answer

    def _on_command(self) -> None:
        operation = self._told()
        if operation:
            self.operations.append(operation)
            self._ready_us = operation.at_us + (self._erase_us if operation.is_erase else self._program_us)
            self._spoil(operation)
        self._apply()

    def _told(self) -> Operation | None:
        sent = bytes(self._ssi._tx_buffer)
        address = int.from_bytes(sent[1:_HEAD_BYTES], "big")
        if sent[:1] == bytes([emulated.CMD_PAGE_PROGRAM]) and len(sent) > _HEAD_BYTES:
            return Operation(self._machine.now_us, False, address, len(sent) - _HEAD_BYTES)
        size = _SIZES.get(sent[0]) if len(sent) >= _HEAD_BYTES else None
        return Operation(self._machine.now_us, True, address & -size, size) if size else None

    def _spoil(self, operation: Operation) -> None:
        if self.fails:
            self._ssi._tx_buffer = bytearray()
        elif self.cut_after_bytes is not None:
            if operation.count_bytes > self.cut_after_bytes:
                self._cut(operation, self.cut_after_bytes)
            self.cut_after_bytes -= operation.count_bytes

    def _cut(self, operation: Operation, count_bytes: int) -> None:
        if operation.is_erase:
            self._machine.mcu.flash[operation.address : operation.address + count_bytes] = b"\xff" * count_bytes
        else:
            del self._ssi._tx_buffer[_HEAD_BYTES + count_bytes :]
            self._apply()
        raise PowerCut(f"after {count_bytes} bytes of {operation}")


def _replaced(machine: Machine) -> emulated.RPSSI:
    """The controller that answers from now on, in the place of the one that has answered so far."""
    machine.mcu.ssi._detach()  # type: ignore[attr-defined]  # the compiled one's own
    controller = emulated.RPSSI(machine.mcu, "SSI")
    machine.mcu.peripherals[_WINDOW] = controller
    return controller
