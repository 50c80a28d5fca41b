"""A journal on the flash of an emulated chip that is driving: its block is put there by hand, since making it would erase.

Summaries are written one in some ten milliseconds, at all phases of the tick.
"""

from stillwater.control import state
from stillwater.journal import formats
from stillwater.port import pages_flash, slots
from stillwater.safety.slots import FAULT
from stillwater_tools.chip.console import execute
from stillwater_tools.chip.image import BLOCK_BYTES, FILES_BLOCKS, FILES_START

_NONCE = b"in place"
_BLOCK = FILES_BLOCKS - 10  # erased: files are put from the front
_AT = FILES_START + _BLOCK * BLOCK_BYTES
_STILL_US = 100000  # the current has settled where the ramp was stopped
_OPEN = f"""
import rp2 as chip_rp2
from stillwater.journal.store import Journal
from stillwater.port import pages_flash
pages_flash._nonce_of = lambda path, count: {_NONCE!r}
journal = Journal(pages_flash.PagesFlash(chip_rp2.Flash(), "in place", 15))
journal.records
p = port._p
def rest(us):
    time.sleep_us(us)
    s[{state.SILENT_TICKS}] = 0
def hold():
    s[{state.TARGET_UA}] = s[{state.LEVEL_Q8_UA}] >> 8
    rest({_STILL_US})
def play(records, are_kept):
    took_us = []
    p[{slots.PERIOD_LEAST_US}], p[{slots.PERIOD_MOST_US}] = 1000000, 0
    ticks, began, done = s[{state.TICKS}], time.ticks_us(), 0
    while done < records:
        rest(6000 + 97 * done % 1000)
        now = time.ticks_us()
        are_kept and journal.append({formats.SUMMARY}, now // 1000, 1, 2, 3, 4, 5, 6, 7, 8)
        took_us.append(time.ticks_diff(time.ticks_us(), now))
        done += 1
    ticks, elapsed_us = s[{state.TICKS}] - ticks, time.ticks_diff(time.ticks_us(), began)
    print((ticks, elapsed_us, p[{slots.PERIOD_LEAST_US}], p[{slots.PERIOD_MOST_US}], max(took_us), g[{FAULT}], journal.failed))
"""


def put(machine):
    """A journal of 15 pages, opened."""
    machine.mcu.flash[_AT:_AT + BLOCK_BYTES] = b"".join(pages_flash.parts(_NONCE, 1))
    execute(machine, _OPEN)


def content(machine):
    """What is in its block."""
    return bytes(machine.mcu.flash[_AT:_AT + BLOCK_BYTES])


def hold(machine):
    """Stop the ramp, and wait until the current has settled."""
    execute(machine, "hold()")


def play(machine, records, are_kept=True):
    """(ticks, us that passed, least and most period in us, longest append in us, fault, whether the journal failed)."""
    return eval(execute(machine, f"play({records}, {are_kept})"))


def watched_na(unit):
    """{ms of chip time: true current in nA} of all conversions from now on; not while the chopper interrupts it."""
    seen, code_of = {}, unit.codes.of

    def of(channel, now_us):
        if not unit.circuit.is_chopped:
            seen[int(now_us) // 1000] = unit.circuit.stage_na
        return code_of(channel, now_us)

    unit.codes.of = of
    return seen
