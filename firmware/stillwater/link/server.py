"""Answers a computer, one bounded slice at a time: some bytes read, or one frame answered, or some bytes written.

Attaching, detaching, a flood, a tool that has crashed and a pipe that is full cost a treatment nothing: nothing here waits, no
buffer grows, and whatever goes wrong is counted, not raised. Knows frames and the command table; what a command does is in
answers.py.
"""

from micropython import const

from stillwater.link import commands, frames
from stillwater.link.answers import Answers
from stillwater.link.sender import Sender

READ_BYTES = const(32)  # a step; a byte takes a chip 40 us
WRITE_BYTES = const(16)  # a step while current may flow: one by one, 70 us each
WRITE_AT_REST_BYTES = const(256)  # a step otherwise, a packet of USB at a time
PACKET_BYTES = const(64)
HINT_MS = const(1000)
_HINT = (
    "\r\nStillwater unit %s, treatment mode: it hears only the tool `stillwater`. "
    "For a REPL: `stillwater service` while idle, or hold less while it is switched on.\r\n")


class Server:
    """Serves one stream: an object with read_into(buffer) -> count and write(buffer, at_once_bytes) -> count.

    app, files, identity, board_name: see Answers. offers: functions by the name of their command, each left out if the unit
    cannot do it: clock_set(clock_s) -> whether the board keeps it, prescription_load(data), prescription_read() -> values of its
    reply, service(). The first two refuse by raising commands.Refusal, with REFUSED or BUSY; service is called when its reply is out,
    and only if the state still allows it.
    """

    def __init__(self, stream, app, files, identity, board_name, offers=None):
        self._stream = stream
        self._receiver = frames.Receiver()
        self._sender = Sender()
        self._answers = Answers(app, files, identity, board_name, offers or {})
        self._request = None  # a frame that has been found and not answered
        self._hint = (_HINT % identity[2].rstrip(b"\0").decode()).encode()
        self._hinted_ms = -HINT_MS
        self._hinted_strays = 0
        self._told = 0  # number of the last telemetry frame

    def step(self, now_ms):
        """One slice, at most 5 ms on a chip; call it from the main loop, as often as there is time."""
        try:
            self._slice(now_ms)
        except Exception:  # a link that fails must not end a treatment; hello tells how often it did
            self._answers.failures += 1

    def _slice(self, now_ms):
        """Write, or say what is due, or read: one of them, so that a step is short."""
        self._answers.now_ms = now_ms
        if not self._sender.is_free:
            if self._write(now_ms) or not self._sender.is_gone(now_ms):
                return
            self._answers.service_asked = False
            self._reply()  # nobody reads: what is asked is still done
        elif self._has_to_say() and self._say(now_ms):
            return
        self._receiver.take(self._stream, READ_BYTES, now_ms)
        if self._request is None and not self._receiver.is_empty:
            self._request = self._receiver.next(now_ms)

    def _has_to_say(self):
        """False when there is nothing to answer and nothing to tell: nearly always."""
        answers = self._answers
        asked = self._request or answers.service_asked or answers.telemetry_until_ms
        return asked or self._receiver.strays != self._hinted_strays

    def _write(self, now_ms):
        if self._answers.state() in commands.AT_REST:
            return self._sender.pump(self._stream, WRITE_AT_REST_BYTES, PACKET_BYTES, now_ms)
        return self._sender.pump(self._stream, WRITE_BYTES, 1, now_ms)

    def _say(self, now_ms):
        """Give the sender what comes first: a due sample, a reply, the line for a human; True if there was any."""
        if self._answers.service_asked:
            self._leave()
            return True
        frame = self._sample(now_ms) or self._reply() or self._hint_line(now_ms)
        if frame:
            self._sender.give(frame, now_ms)
        return bool(frame)

    def _sample(self, now_ms):
        """A telemetry frame if one is due. Numbered by time, so what a full pipe has dropped is a gap."""
        if now_ms >= self._answers.telemetry_until_ms:
            self._answers.telemetry_until_ms = 0
            return None
        number = now_ms // commands.TELEMETRY_MS
        if number == self._told:
            return None
        self._told = number
        return frames.encode(frames.TELEMETRY, commands.TELEMETRY, number, self._answers.sample())

    def _reply(self):
        """The frame that answers the request, if one has come."""
        asked, self._request = self._request, None
        if asked is None or asked[0] != frames.REQUEST:
            return None
        _kind, code, sequence, payload = asked
        try:
            return frames.encode(frames.REPLY, code, sequence, self._done(code, payload))
        except commands.Refusal as refusal:
            return frames.encode(frames.ERROR, code, sequence, _told(refusal))

    def _done(self, code, payload):
        """Payload of the reply to a request that has been done. Refusal."""
        row = commands.row_of(code)
        arguments = commands.arguments_of(row, payload, self._answers.state())
        try:
            return commands.pack(row[3], getattr(self._answers, "do_" + row[1])(*arguments))
        except commands.Refusal:
            raise
        except Exception as error:
            self._answers.failures += 1
            raise commands.Refusal(commands.BROKEN, code, 0, repr(error))

    def _leave(self):
        """Service mode, if the state still allows it: the patient may have begun meanwhile."""
        if self._answers.state() in commands.row_of(commands.SERVICE)[4]:
            self._answers.enter_service()
        self._answers.service_asked = False

    def _hint_line(self, now_ms):
        if self._receiver.strays == self._hinted_strays or now_ms - self._hinted_ms < HINT_MS:
            return None
        self._hinted_strays = self._receiver.strays
        self._hinted_ms = now_ms
        return self._hint


def _told(refusal):
    """Payload of an error frame."""
    text = refusal.text.encode()[:commands.TEXT_BYTES_MAX]
    return commands.pack(commands.ERROR, (refusal.error, refusal.value, refusal.bound, text))
