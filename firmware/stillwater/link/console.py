"""The stream of bytes to a computer: USB serial on a unit, a pty or pipe on the unix port. Never waits for the other side.

MicroPython 1.28 tells by poll that there is something to read, or room to write, but not how much: a read waits until all is
there, and a write to USB that has less room than wanted waits up to 500 ms for the computer (MICROPY_HW_USB_CDC_TX_TIMEOUT).
So bytes are read one by one, and written in pieces of at_once_bytes after each poll: one byte never waits; more may, so
that is for times when nothing flows. A unit that is not plugged in, or whose port nobody has opened, writes into nowhere.
"""

import select


class Console:
    """Reads from `source` and writes to `sink`: sys.stdin.buffer and sys.stdout.buffer, or a file twice."""

    def __init__(self, source, sink):
        self._source = source
        self._sink = sink
        self._readable = select.poll()
        self._readable.register(source, select.POLLIN)
        self._writable = select.poll()
        self._writable.register(sink, select.POLLOUT)

    def read_into(self, buffer):
        """Fill `buffer`, a memoryview, as far as bytes are there; how many."""
        count = 0
        try:
            while count < len(buffer) and _is_ready(self._readable, select.POLLIN):
                if not self._source.readinto(buffer[count:count + 1]):
                    break
                count += 1
        except OSError:  # the other side has gone; it may come back
            pass
        return count

    def write(self, data, at_once_bytes):
        """Write `data`, a memoryview, as far as there is room, in pieces of at_once_bytes; how many bytes were taken."""
        count = 0
        try:
            while count < len(data) and _is_ready(self._writable, select.POLLOUT):
                taken = self._sink.write(data[count:count + at_once_bytes])
                if not taken:
                    break
                count += taken
        except OSError:
            pass
        return count


def _is_ready(poller, event):
    for ready in poller.ipoll(0):
        return bool(ready[1] & event)
    return False
