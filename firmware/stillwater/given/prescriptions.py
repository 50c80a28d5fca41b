"""The signed prescription that a unit holds: taken over the link, kept in a file, believed anew at every start.

A unit without a key takes none and keeps its careful beginnings. A unit with a key treats only what its clinic has signed: an area that is
not in it, one that has expired and a file that is damaged are refused, for falling back to a careful beginning could give more than the
clinic allowed. Knows files and the journal; what a signature is, and what may be believed, is in treatment/signed.py.
"""

import os

from stillwater.journal import formats
from stillwater.journal.shelf import NEW
from stillwater.treatment import refusals
from stillwater.treatment.prescription import AREAS, Prescription
from stillwater.treatment.signature import KEY_BYTES
from stillwater.treatment.signed import MOST_BYTES, Signed, Unfit


class Prescriptions:
    """path: the file it is kept in; serial: the unit's, 12 bytes; key: the unit's, KEY_BYTES, empty without a clinic; notes: Notes.

    `refused` is the Unfit of a file that was there at the start and is not believed, else None.
    """

    def __init__(self, path, serial, key, notes):
        self._path = path
        self._serial = serial
        self._notes = notes
        self._key = key
        self._held = None
        self.refused = None
        data = _bytes_of(path, MOST_BYTES + 1)
        if data is not None and self.has_key:
            self._believe(data)

    @property
    def has_key(self):
        """Whether the unit belongs to a clinic."""
        return len(self._key) == KEY_BYTES

    def told(self, now_s):
        """For a computer: the unit's clock, why what lay there at the start is not believed (0: it is), the bytes that it holds."""
        return now_s, self.refused.reason if self.refused else 0, self._held.data if self._held else b""

    def load(self, data, now_s, now_ms=0):
        """Take a signed prescription in the place of the one before. The same again is held already: its reply may have been lost.

        now_s: the unit's clock, s since 1970, 0 without one; now_ms: since boot, for the journal. commands.Refusal.
        """
        if self._held and bytes(data) == self._held.data:
            return
        try:
            taken = self._taken(data, now_s)
        except Unfit as why:
            from stillwater.link import commands  # here, for a start has no time for the table and no need of it
            self._notes.refusal(now_ms, why.reason)
            raise commands.Refusal(commands.REFUSED, why.value, why.bound, why.text)
        self._held = taken
        self.refused = None
        for fields in taken.fields:
            self._notes.journal.append(formats.PRESCRIPTION_CHANGED, now_ms, *Prescription(fields).record())

    def all(self, now_s, now_ms=0):
        """Dictionaries for App, those that may be treated first; none for a unit without a key. What it refuses here is journaled."""
        if not self.has_key:
            return []
        fields = self._in_force(now_s, now_ms)
        prescribed = [area["area"] for area in fields]
        return fields + [{"area": area} for area in AREAS if area not in prescribed]

    def _taken(self, data, now_s):
        """What may be believed, for this unit and now, and is in flash. Unfit."""
        if not self.has_key:
            raise Unfit(refusals.NO_KEY, len(self._key), KEY_BYTES, "no clinic key: provision the unit")
        signed = Signed(data, self._key, self._serial)
        signed.must_be_in_force(now_s)
        signed.must_follow(self._held)
        self._keep(signed.data)
        return signed

    def _in_force(self, now_s, now_ms):
        if not self._held:
            return []
        try:
            self._held.must_be_in_force(now_s)
            return list(self._held.fields)
        except Unfit as why:
            self._notes.refusal(now_ms, why.reason)
            return []

    def _believe(self, data):
        """What the file holds; damaged, it is journaled, and whatever the clinic has signed for this unit may come anew."""
        try:
            self._held = Signed(data, self._key, self._serial)
        except Unfit as why:
            self.refused = why
            self._notes.refusal(0, why.reason)

    def _keep(self, data):
        """A new file, read back, then renamed: power may fail at any instant, and one of the two is whole."""
        try:
            with open(self._path + NEW, "wb") as file:
                file.write(data)
            if _bytes_of(self._path + NEW, MOST_BYTES + 1) != data:
                raise OSError("reads back other bytes")
            os.rename(self._path + NEW, self._path)
        except OSError as why:
            raise Unfit(refusals.NOT_KEPT, 0, 0, "flash cannot be written (%s); the one before stays; send it again" % why.args[0])


def _bytes_of(path, most_bytes):
    """What a file holds, None if it is not there."""
    try:
        with open(path, "rb") as file:
            return file.read(most_bytes)
    except OSError:
        return None
