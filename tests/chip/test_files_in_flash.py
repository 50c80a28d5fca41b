"""Files: what is put into flash is what MicroPython reads, what MicroPython writes is read back, before and after a power cut."""

import contextlib
import hashlib
import random

from stillwater_tools.chip.branch import in_branch
from stillwater_tools.chip.console import execute
from stillwater_tools.chip.files import packed, unpacked
from stillwater_tools.chip.flash import Flash, PowerCut
from stillwater_tools.chip.machine import Machine

_LARGE = random.Random(1).randbytes(10_000)
_WRITE = "with open('old.txt', 'w') as file:\n    file.write('new' * 200)"
_OTHER = """
import os
os.mkdir("logs")
with open("logs/a.bin", "wb") as file:
    file.write(bytes(range(256)) * 20)
os.remove("old.txt")
"""
_OLD, _NEW = b"old" * 100, b"new" * 200
_CUTS = 12


def started(image, file_system):
    machine = Machine(image, file_system)
    machine.boot()
    return machine


def test_micropython_reads_what_was_put_into_flash(image):
    machine = started(image, packed({"lib/deep/large.bin": _LARGE, "lib/part.py": b"ANSWER = 42\n"}))
    assert execute(machine, "from part import ANSWER\nprint(ANSWER)") == "42\r\n"
    read = "import hashlib\nprint(hashlib.sha256(open('/lib/deep/large.bin', 'rb').read()).digest().hex())"
    assert execute(machine, read).strip() == hashlib.sha256(_LARGE).hexdigest()


def test_what_micropython_writes_is_read_back_here_and_by_the_next_chip(machine, image):
    execute(machine, _OTHER)
    assert unpacked(machine.file_system) == {"logs/a.bin": bytes(range(256)) * 20}
    assert execute(started(image, machine.file_system), "print(len(open('logs/a.bin', 'rb').read()))") == "5120\r\n"


def test_a_power_cut_at_any_byte_leaves_the_file_old_or_new_and_whole(machine):
    total_bytes = in_branch(lambda: written_bytes(machine))
    found = [in_branch(lambda at=number * total_bytes // _CUTS: cut(machine, at)) for number in range(_CUTS)]
    assert [unpacked(flash)["old.txt"] for flash in found] == [_OLD] * _CUTS
    assert unpacked(in_branch(lambda: cut(machine, total_bytes)))["old.txt"] == _NEW


def test_micropython_starts_from_what_a_power_cut_left(machine, image):
    flash = in_branch(lambda: cut(machine, 4096 + 300))
    assert execute(started(image, flash), "print(open('old.txt').read() == 'old' * 100)") == "True\r\n"


def written_bytes(machine):
    flash = Flash(machine, erase_us=0)
    execute(machine, _WRITE)
    return sum(operation.count_bytes for operation in flash.operations)


def cut(machine, after_bytes):
    """The file system of a machine whose power goes while it writes; whole if it was given all that it needs."""
    Flash(machine, erase_us=0).cut_after_bytes = after_bytes
    with contextlib.suppress(PowerCut):
        execute(machine, _WRITE)
    return machine.file_system
