"""The journal's files in their folder: what each holds is said by its name, so that one look at the folder tells all.

A file is (level, first, last, starts, blocks), and its name is made of them: numbers of the first and the last segment whose records
it holds, treatments that start in it, blocks of flash it takes. Records move by making the new file whole, then removing the old:
a file whose segments another of its level or of a later one has too is covered, and may go. Knows no record and no page.
"""

import os

from micropython import const

LEVELS = ("live", "full", "thin", "years")  # in the order in which records age
LEVEL, FIRST, LAST, STARTS, BLOCKS = 0, 1, 2, 3, 4
_END = ".log"
_NAME = "%s-%06d-%06d-%d-%d" + _END
BLOCK_BYTES = const(4096)
_UNIT_BYTES, _FREE = 1, 3  # in what os.statvfs gives
NEW = ".new"  # the end of a file's name until it is whole


class Shelf:
    """What is in `folder`, which is made if there is none. Whatever a power cut left unfinished is removed."""

    def __init__(self, folder):
        self._folder = folder
        self.files = []
        _make_folder(folder)
        for name in os.listdir(folder):
            if name.endswith(NEW):
                os.remove(folder + "/" + name)
            elif name.endswith(_END):
                self.files.append(_file_of(name))
        self.files.sort(key=_first_of)
        for file in self.covered():
            self.remove(file)

    def of(self, level):
        """The files of a level, oldest first."""
        return [file for file in self.files if file[LEVEL] == level]

    def covered(self):
        """Files whose records are all in another."""
        if all([after[FIRST] > before[LAST] for before, after in zip(self.files, self.files[1:])]):
            return []
        return [file for file in self.files if any([_covers(other, file) for other in self.files])]

    def blocks(self, level):
        """Blocks of flash that the files of a level take."""
        return sum([file[BLOCKS] for file in self.of(level)])

    def free_blocks(self):
        """Blocks of flash that nothing takes."""
        told = os.statvfs(self._folder)
        return told[_FREE] * told[_UNIT_BYTES] // BLOCK_BYTES

    def next_number(self):
        """Of a segment that there has never been."""
        return 1 + max([file[LAST] for file in self.files] + [0])

    def path(self, file):
        """Where a file is, or is to be."""
        return self._folder + "/" + _NAME % file

    def new_path(self):
        """Where a file is written that has no name yet."""
        return self._folder + "/tidy" + NEW

    def add(self, file):
        """A file that is whole, at its path."""
        self.files.append(file)
        self.files.sort(key=_first_of)

    def remove(self, file):
        """Its records are elsewhere, or are kept no longer."""
        os.remove(self.path(file))
        self.files.remove(file)


def written(path, parts):
    """Makes a file of its parts, whole or not there at all; yields after each."""
    with open(path + NEW, "wb") as file:
        for part in parts:
            file.write(part)
            yield
    os.rename(path + NEW, path)


def _covers(other, file):
    later = LEVELS.index(other[LEVEL]) - LEVELS.index(file[LEVEL])
    has_all = other[FIRST] <= file[FIRST] and file[LAST] <= other[LAST]
    return has_all and (later > 0 or (later == 0 and other[LAST] - other[FIRST] > file[LAST] - file[FIRST]))


def _first_of(file):
    return file[FIRST]


def _file_of(name):
    level, first, last, starts, blocks = name[:-len(_END)].split("-")
    return level, int(first), int(last), int(starts), int(blocks)


def _make_folder(folder):
    try:
        os.mkdir(folder)
    except OSError:  # it is there; if it cannot be made, the first file says so
        pass
