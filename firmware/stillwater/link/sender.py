"""One frame on its way out, finished before any other begins. Knows no stream but its method write, and no frame's meaning."""

from micropython import const

GONE_MS = const(1000)  # UNSOURCED: a tool that has not taken a byte for so long has crashed, or its cable is out


class Sender:
    """Holds what is being written; `is_free` when a frame may be given."""

    def __init__(self):
        self._frame = b""
        self._sent = 0
        self._moved_ms = 0

    @property
    def is_free(self):
        """True when nothing is half written."""
        return self._sent == len(self._frame)

    def is_gone(self, now_ms):
        """True when nobody has taken a byte for GONE_MS of what is being written."""
        return not self.is_free and now_ms - self._moved_ms > GONE_MS

    def give(self, frame, now_ms):
        """Begin a frame. ValueError while another is half written."""
        if not self.is_free:
            raise ValueError("%d bytes of a frame are still to be written; wait for is_free" % (len(self._frame) - self._sent))
        self._frame = frame
        self._sent = 0
        self._moved_ms = now_ms

    def pump(self, stream, most_bytes, at_once_bytes, now_ms):
        """Write at most so many bytes by a stream's write(buffer, at_once_bytes) -> count; how many were taken."""
        count = stream.write(memoryview(self._frame)[self._sent:self._sent + most_bytes], at_once_bytes)
        if count:
            self._sent += count
            self._moved_ms = now_ms
        return count
