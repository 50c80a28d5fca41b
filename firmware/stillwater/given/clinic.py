"""Holds a unit to what its clinic has signed: the prescriptions, the clock that tells which are in force, and what the link offers of it.

What judges a signature is brought in for the moment and let go again, for a treatment wants the memory. Knows app, files and clock; what
may be believed is in prescriptions.py. The time is the board's own clock's, or what a computer has set since power came.
"""

from stillwater.given.forget import forget

FILE = "prescription.signed"
_NOTHING = (0, b"")  # refused, data: what a unit tells that holds none
_JUDGES = ("stillwater.given.prescriptions", "stillwater.treatment.signed", "stillwater.treatment.signature")


class Clinic:
    """app: App; folder: where the signed prescription lies; serial, key: the unit's, see Prescriptions; now_ms(): ms since start."""

    def __init__(self, app, folder, serial, key, now_ms):
        self._app = app
        self._now_ms = now_ms
        self._given = folder + "/" + FILE, serial, key, app.notes
        self._set_s, self._set_ms = app.port.clock_s(), now_ms()
        self._held = _NOTHING
        if key:
            self._judge()

    def clock_s(self):
        """Seconds since 1970; 0 when nobody knows."""
        return self._set_s and self._set_s + (self._now_ms() - self._set_ms) // 1000

    def offers(self):
        """What a computer may have done, by the names of the link's commands."""
        return {"clock_set": self.set_clock, "prescription_load": self._judge, "prescription_read": self.told}

    def told(self):
        """Values of the reply: the clock, why what lay there is not believed, the bytes that the unit holds."""
        return (self.clock_s(),) + self._held

    def set_clock(self, clock_s):
        """The time from now on; what has expired by it is no longer treated. Whether the board keeps it while the unit is off."""
        self._set_s, self._set_ms = clock_s, self._now_ms()
        is_kept = self._app.port.set_clock(clock_s)
        self._app.notes.clock(self._set_ms, clock_s)
        if self._given[2]:
            self._judge()
        return is_kept

    def _judge(self, data=b""):
        """Believe anew what lies there, after `data` has been taken in its place, if there is any. commands.Refusal."""
        from stillwater.given.prescriptions import Prescriptions
        try:
            self._take(Prescriptions(*self._given), data)
        finally:
            forget(*_JUDGES)

    def _take(self, prescriptions, data):
        """A clinic's unit treats what is signed and in force; one without a key takes none and goes on with what it has."""
        now_ms, clock_s = self._now_ms(), self.clock_s()
        if data:
            prescriptions.load(data, clock_s, now_ms)
        if prescriptions.has_key:
            self._held = prescriptions.told(clock_s)[1:]
            self._app.prescribe(now_ms, prescriptions.all(clock_s, now_ms))
