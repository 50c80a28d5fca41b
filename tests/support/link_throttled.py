"""A port that lets through so many bytes a second, each way, as a slow line does. Knows no frame."""

import time


class Throttled:
    """Stands before another port."""

    def __init__(self, port, bytes_per_s):
        self._port = port
        self._bytes_per_s = bytes_per_s
        self._free_s = time.monotonic()
        self.carried_bytes = 0

    @property
    def timeout(self):
        return self._port.timeout

    @timeout.setter
    def timeout(self, seconds):
        self._port.timeout = seconds

    def read(self, size):
        """At most what the line carries in 10 ms."""
        data = self._port.read(min(size, self._bytes_per_s // 100))
        self._pass(len(data))
        return data

    def write(self, data):
        self._pass(len(data))
        return self._port.write(data)

    def _pass(self, count):
        """Wait until the line has carried so many bytes more."""
        self.carried_bytes += count
        self._free_s = max(self._free_s, time.monotonic()) + count / self._bytes_per_s
        time.sleep(max(0, self._free_s - time.monotonic()))
