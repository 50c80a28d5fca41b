"""Typing and listening on a machine's USB, and running code through MicroPython's raw REPL. Knows the REPL's bytes."""

from stillwater_tools.chip.machine import Machine

_INTERRUPT = b"\x03\x03"
_RAW = b"\x01"
_END = b"\x04"
_PROMPT = b"raw REPL; CTRL-B to exit\r\n>"
_TAKEN = b"OK"
_ENTER_MOST_MS = 1000


class CodeRaised(Exception):
    """Code on the chip ended with an exception; the message is its traceback."""


def type_in(machine: Machine, data: bytes, most_ms: float = 2000) -> None:
    """Send bytes, as fast as the chip takes them."""
    rest = data
    while rest:
        machine.until(lambda: machine.usb.has_room, most_ms, "the chip reads what is typed")
        rest = machine.usb.send(rest)


def hear(machine: Machine, words: bytes, most_ms: float, since: int | None = None) -> bytes:
    """Run until the chip has said `words`; all that it said from position `since`, or from now, to their end."""
    said = machine.usb.said
    begin = len(said) if since is None else since
    machine.until(lambda: said.find(words, begin) >= 0, most_ms, f"the chip says {words!r}")
    return bytes(said[begin : said.find(words, begin) + len(words)])


def ask(machine: Machine, data: bytes, words: bytes, most_ms: float) -> bytes:
    """Send bytes and run until the chip has said `words`; its answer."""
    begin = len(machine.usb.said)
    type_in(machine, data)
    return hear(machine, words, most_ms, since=begin)


def start(machine: Machine, code: str) -> int:
    """Give code to the raw REPL, whatever ran before, and do not wait for its end; where in `said` its output begins."""
    ask(machine, _INTERRUPT + _RAW, _PROMPT, _ENTER_MOST_MS)
    begin = len(machine.usb.said)
    return begin + len(ask(machine, code.encode() + _END, _TAKEN, _ENTER_MOST_MS))


def finish(machine: Machine, begin: int, most_ms: float) -> str:
    """Wait for the end of code that start() began at `begin`; what it printed. CodeRaised if it raised."""
    printed, traceback = hear(machine, _END + b">", most_ms, begin).split(_END)[:2]
    if traceback:
        raise CodeRaised(traceback.decode())
    return printed.decode()


def execute(machine: Machine, code: str, most_ms: float = 10_000) -> str:
    """Run code through the raw REPL; what it printed. CodeRaised if it raised."""
    return finish(machine, start(machine, code), most_ms)
