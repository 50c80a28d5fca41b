"""A whole application with its link, in plain Python, and the pipe between it and a test. Nothing flows: the test sets the state."""

import struct
from types import SimpleNamespace

from stillwater import app, blocks
from stillwater.journal.scan import BLANK_PAGE, PAGE_BYTES
from stillwater.journal.store import Journal
from stillwater.link import commands, frames
from stillwater.link.server import Server
from stillwater.notes import Notes
from stillwater_tools.run.host import board_scales
from virtual.device import Device, board_block

SERIAL = b"SWV-00000001"
IDENTITY = (b"firmware", b"board---", SERIAL)
PRESCRIPTION = {"area": "palms", "current_ua": 10_000}
FILE, FILE_BYTES = "live.log", bytes(range(256)) * 5 + b"\xff" * 300


class Pipe:
    """Both directions of a stream: `said` is what the unit has written; it takes `room_bytes` more, then nothing."""

    def __init__(self):
        self.waiting = bytearray()
        self.said = bytearray()
        self.room_bytes = 1 << 40
        self.at_once = []

    def read_into(self, buffer):
        count = min(len(buffer), len(self.waiting))
        buffer[:count] = self.waiting[:count]
        del self.waiting[:count]
        return count

    def write(self, data, at_once_bytes):
        count = min(len(data), self.room_bytes)
        self.said += data[:count]
        self.room_bytes -= count
        self.at_once.append(at_once_bytes)
        return count


class Pages:
    """A journal's pages in memory."""

    size, count = PAGE_BYTES, 8

    def __init__(self):
        self._pages = [bytearray(BLANK_PAGE) for _ in range(self.count)]

    def read(self, index):
        return bytes(self._pages[index])

    def last_used(self):
        return max([index for index, page in enumerate(self._pages) if page != BLANK_PAGE], default=-1)

    def program(self, index, offset, data):
        self._pages[index][offset : offset + len(data)] = data


class Files:
    """The journal's files in memory, name -> bytes."""

    def __init__(self, files):
        self.files = files

    def entry(self, number):
        names = sorted(self.files)
        return (names[number], len(self.files[names[number]])) if number < len(names) else None

    def read(self, name, offset, length):
        if name not in self.files:
            raise OSError(2)
        return bytes(self.files[name][offset : offset + length])


class LinkedUnit:
    """`app` with its `server`; time goes on with each step. `offered` lists what a computer has had done."""

    def __init__(self, state=None, prescriptions=(PRESCRIPTION,)):
        board = board_scales("virtual")
        self.blocks = blocks.blocks(board)
        device = Device(board_block(board), self.blocks[1], None)
        self.app = app.App(device, board, self.blocks, Notes(Journal(Pages()), IDENTITY), list(prescriptions))
        self.pipe, self.offered, self.now_ms = Pipe(), [], 0
        offers = {
            "clock_set": lambda clock_s: self.offered.append(("clock_set", clock_s)),
            "prescription_load": lambda data: self.offered.append(("prescription_load", data)),
            "prescription_read": lambda: (0, 0, b"signed"),
            "service": lambda: self.offered.append(("service",)),
        }
        self.files = {FILE: FILE_BYTES}
        self.server = Server(self.pipe, self.app, Files(self.files), IDENTITY, "virtual", offers)
        if state == commands.NO_PLAN:
            self.app.session = None
        elif state is not None:
            self.app.session.state = state

    def steps(self, count, period_ms=5):
        """Let the server take so many steps."""
        for _ in range(count):
            self.now_ms += period_ms
            self.server.step(self.now_ms)

    def send(self, data, steps=40):
        """Give bytes and let the server step until it has had time for them; the frames that it said, and forget them."""
        self.pipe.waiting += data
        self.steps(steps + len(data) // 8)
        return self.heard()

    def heard(self):
        """Frames that have been said since, and forget them."""
        said, self.pipe.said = bytes(self.pipe.said), bytearray()
        return sound_frames(said)

    def ask(self, name, *values, sequence=1):
        """Ask by name; (kind, values of the reply by name). Samples that come between are left out."""
        said = self.send(request(name, *values, sequence=sequence))
        ((kind, _code, answered, payload),) = [frame for frame in said if frame[0] != frames.TELEMETRY]
        assert answered == sequence
        fields = commands.named(name)[3] if kind == frames.REPLY else commands.ERROR
        return kind, SimpleNamespace(**dict(zip([f[0] for f in fields], commands.unpack(fields, payload), strict=True)))

    def memory(self):
        """All that a current depends on: the blocks, the session with its wishes, what is prescribed."""
        session = self.app.session
        wishes = dict(vars(session), targets=dict(vars(session.targets)), dose=dict(vars(session.dose))) if session else None
        return [bytes(block) for block in self.blocks], repr(wishes), repr(self.app._prescriptions)


def request(name, *values, sequence=1):
    """A request's frame by the command's name."""
    row = commands.named(name)
    return frames.encode(frames.REQUEST, row[0], sequence, commands.pack(row[2], values))


def edges(row):
    """Argument lists of a command: all least, all most."""
    return [[_edge(field, at) for field in row[2]] for at in (3, 4)]


def _edge(field, at):
    if field[0] == "name":
        return FILE.encode()
    return field[at] if field[1] in "BHI" else b"x" * field[at]


def sound_frames(data):
    """Whole frames in bytes, found without the firmware's receiver: the slow and plain way."""
    found, at = [], data.find(frames.START)
    while at >= 0:
        end = _end_of(data, at)
        if end:
            _start, kind, code, sequence, length = struct.unpack_from(frames.HEADER, data, at)
            found.append((kind, code, sequence, data[at + frames.HEADER_BYTES : at + frames.HEADER_BYTES + length]))
        at = data.find(frames.START, end or at + 1)
    return found


def _end_of(data, at):
    if at + frames.HEADER_BYTES > len(data):
        return 0
    _start, kind, code, sequence, length = struct.unpack_from(frames.HEADER, data, at)
    end = at + frames.HEADER_BYTES + length + frames.CRC_BYTES
    if length > frames.PAYLOAD_BYTES_MAX or not 1 <= kind <= 4 or end > len(data):
        return 0
    payload = data[at + frames.HEADER_BYTES : end - frames.CRC_BYTES]
    return end if frames.encode(kind, code, sequence, payload) == data[at:end] else 0


class LoopPort:
    """A port to a unit in this process: reading lets it step. `lose` drops so many of the next answers."""

    timeout = 0.0

    def __init__(self, unit):
        self.unit = unit
        self.lose = 0
        self.sent = bytearray()

    def write(self, data):
        self.sent += data
        self.unit.pipe.waiting += data
        return len(data)

    def read(self, size):
        self.unit.steps(20)
        said = self.unit.pipe.said
        while self.lose and said:
            self.lose -= 1
            said.clear()
        data = bytes(said[:size])
        del said[:size]
        return data
