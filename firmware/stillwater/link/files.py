"""The journal's files as a computer may read them: which there are, and bytes of one. Writes nothing, and knows no record.

Each is opened for one read and closed again: it may be programmed or removed meanwhile by whoever keeps it.
"""

import os

from micropython import const

_NAME, _SIZE = const(0), const(3)  # in what os.ilistdir gives, which has no size on the unix port
_STAT_SIZE = const(6)


class Files:
    """The files in `folder` whose names end with `end`; a folder that is not there has none."""

    def __init__(self, folder, end):
        self._folder = folder
        self._end = end
        self._walk = iter("")
        self._number = -1
        self._found = None

    def entry(self, number):
        """(name, bytes) of a file by its place, None behind the last. Place 0 looks anew; asked in order, each costs one look."""
        if number == 0 or number < self._number:
            self._walk, self._number = self._begun(), -1
        while self._number < number:
            self._number += 1
            self._found = self._following()
        return self._found

    def read(self, name, offset, length):
        """Bytes of a file from an offset, fewer at its end. OSError when it has gone, ValueError for a name that is none of the list's."""
        if not self._is_ours(name):
            raise ValueError("%s: is no file of the journal" % name)
        with open(self._path(name), "rb") as file:
            file.seek(offset)
            return file.read(length)

    def _begun(self):
        try:
            return os.ilistdir(self._folder)  # type: ignore[attr-defined]  # CPython has none
        except OSError:
            return iter(())

    def _following(self):
        for entry in self._walk:
            name = entry[_NAME]
            if self._is_ours(name):
                return name, entry[_SIZE] if len(entry) > _SIZE else os.stat(self._path(name))[_STAT_SIZE]
        return None

    def _is_ours(self, name):
        return name.endswith(self._end) and "/" not in name

    def _path(self, name):
        return self._folder + "/" + name
