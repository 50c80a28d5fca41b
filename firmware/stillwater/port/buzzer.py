"""Sounds a pattern by switching a pin on and off in the main loop. Knows time and one pin, no meaning of a pattern."""


class Buzzer:
    """`pin` is an output that sounds while it is 1."""

    def __init__(self, pin):
        self._pin = pin
        self._edges = []  # (ms, level), earliest first

    def sound(self, pattern, now_ms):
        """Begin a pattern (pulses, on ms, off ms); what sounded before ends."""
        pulses, on_ms, off_ms = pattern
        self._pin.value(0)
        self._edges = []
        for pulse in range(pulses):
            began_ms = now_ms + pulse * (on_ms + off_ms)
            self._edges += [(began_ms, 1), (began_ms + on_ms, 0)]

    def pump(self, now_ms):
        """Switch what is due."""
        while self._edges and now_ms >= self._edges[0][0]:
            self._pin.value(self._edges.pop(0)[1])
