"""Flash: each erase and program is logged, takes a real part's time, and may fail."""

from stillwater_tools.chip.console import execute
from stillwater_tools.chip.flash import Flash
from stillwater_tools.chip.image import BLOCK_BYTES, FILES_START

_BLOCK = 300
_AT = FILES_START + _BLOCK * BLOCK_BYTES
_TIMED = f"""
import rp2, time
flash, page = rp2.Flash(), bytearray(256)
began = time.ticks_us()
flash.ioctl(6, {_BLOCK})
erased = time.ticks_us()
flash.writeblocks({_BLOCK}, page, 512)
print(time.ticks_diff(erased, began), time.ticks_diff(time.ticks_us(), erased))
"""


def test_erase_and_program_are_logged_with_their_place(machine):
    flash = Flash(machine, erase_us=0)
    execute(machine, _TIMED)
    assert [operation[1:] for operation in flash.operations] == [(True, _AT, BLOCK_BYTES), (False, _AT + 512, 256)]
    assert machine.mcu.flash[_AT + 511 : _AT + 769] == b"\xff" + bytes(256) + b"\xff"


def test_erase_and_program_take_their_time(machine):
    Flash(machine, program_us=1000, erase_us=5000)
    erase_us, program_us = map(int, execute(machine, _TIMED).split())
    assert 5000 <= erase_us <= 5500
    assert 1000 <= program_us <= 1400


def test_flash_that_fails_takes_commands_and_does_nothing(machine):
    machine.mcu.flash[_AT : _AT + BLOCK_BYTES] = b"\x5a" * BLOCK_BYTES
    flash = Flash(machine, erase_us=0)
    flash.fails = True
    execute(machine, _TIMED)
    assert len(flash.operations) == 2
    assert machine.mcu.flash[_AT : _AT + BLOCK_BYTES] == b"\x5a" * BLOCK_BYTES
