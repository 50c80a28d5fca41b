"""The bench's main loop on the chip: ticks, watchdog and deadman as in a treatment, and a computer that hears and answers.

    from stillwater.bench.on_unit import run
    run("calibration", 1000)

Ends, and so does whatever stops it (Ctrl-C, an exception, a hang), with nothing driven and in a reset, for a watchdog cannot be
stopped. Its twin is virtual/bench.py. Knows no work.
"""

import gc
import json
import sys
import time

import board

from stillwater import blocks, build_id, memory, starts
from stillwater.bench import works
from stillwater.bench.rig import Rig
from stillwater.control import state
from stillwater.given.files import Given
from stillwater.link.console import Console
from stillwater.port import kept_word, rp2
from stillwater.safety.watchdog import Watchdog
from stillwater.treatment.session import PERIOD_MS

_REST_MS = 1
_COLLECT_MS = 500  # UNSOURCED: garbage of half a second is little
_LAST_WORDS_MS = 200  # UNSOURCED: USB has them out by then


def tell(kind, **what):
    """One line of JSON."""
    what["bench"] = kind
    print(json.dumps(what))


def run(name, *arguments):
    """Play one of the bench's works (works.py) to its end; does not return."""
    holds = Given("", board, memory.serial(rp2.chip_id()))
    scales = works.scales_of(name, holds, board)
    made = blocks.blocks(scales)
    port = rp2.Port(made)
    kept_word.keep(starts.word_of(starts.SERVICE_LEFT, 0))
    try:
        tell("begin", **works.identity(holds, board, build_id.FIRMWARE_HASH))
        rig = Rig(port, scales, made, tell)
        _loop(port, rig, works.work_of(name, rig, holds, lambda: memory.Memory(rp2.flash()).journal, *arguments))
    except Exception as error:
        tell("end", what="firmware", value=0, least=0, most=0, text=repr(error))
    finally:
        port.stop()
        time.sleep_ms(_LAST_WORDS_MS)
        rp2.reset()


def _loop(port, rig, work):
    """A step each 20 ms; what is slow, and the computer's bytes, in between. One is late when the heap is collected."""
    console, heard = Console(sys.stdin.buffer, sys.stdout.buffer), memoryview(bytearray(1))
    watchdog = Watchdog(port.start_watchdog())
    port.start()
    due_ms = collected_ms = port.now_ms()
    for _ in rig.play(work):
        due_ms += PERIOD_MS
        while port.now_ms() < due_ms:
            port.pump()
            if console.read_into(heard):
                rig.hear(bytes(heard))
            time.sleep_ms(_REST_MS)
        if due_ms - collected_ms >= _COLLECT_MS:
            collected_ms = due_ms
            gc.collect()
        watchdog.step(rig.control[state.TICKS], rig.control[state.SILENT_TICKS], port.registers_hold())
