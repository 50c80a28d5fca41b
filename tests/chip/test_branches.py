"""Branches from one boot do not see each other, neither in memory nor in flash, and leave where they came from as it was."""

from stillwater_tools.chip.branch import Branch, in_branch
from stillwater_tools.chip.console import execute
from stillwater_tools.chip.files import unpacked


def leave(machine, mark):
    execute(machine, f"seen.append({mark})\nopen('{mark}.txt', 'w').close()")
    return execute(machine, "print(seen)"), sorted(unpacked(machine.file_system)), machine.now_us


def test_branches_do_not_see_each_other(machine):
    execute(machine, "seen = []")
    said, began_us = bytes(machine.usb.said), machine.now_us
    first, second = Branch(lambda: leave(machine, 1)), Branch(lambda: leave(machine, 2))
    assert first.result()[:2] == ("[1]\r\n", ["1.txt", "old.txt"])
    assert second.result()[:2] == ("[2]\r\n", ["2.txt", "old.txt"])
    assert (bytes(machine.usb.said), machine.now_us) == (said, began_us)
    assert execute(machine, "print(seen)") == "[]\r\n"


def test_the_same_branch_twice_is_the_same_to_the_cycle(machine):
    execute(machine, "seen = []")
    assert in_branch(lambda: leave(machine, 1)) == in_branch(lambda: leave(machine, 1))
