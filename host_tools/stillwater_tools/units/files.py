"""A unit's files through its REPL: read, written whole, their hashes in one round trip. Knows no file's meaning.

Paths are of the unit's root; a virtual unit's root is its flash folder, so none begins with /. What is written is a new file, read back
by its hash, then renamed: power may fail at any instant, and one of the two is whole. Round trips are few, for each costs more than the
bytes in it.
"""

import binascii
import hashlib
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from stillwater_tools.units.repl import EXECUTE_S, Repl

PIECE_BYTES = 4096
_CODE_LETTERS = 6144  # UNSOURCED: what the compiler of a unit in service mode, with 150 KB of heap, takes with ease
_WINDOW_BITS = 12  # of a piece; the unit keeps so much to unpack it
NEW = ".new"
_HASH_S = 60.0  # UNSOURCED: a full flash
_PRELUDE = f"""
_NOT_WHOLE = {NEW!r}
""" + """
import binascii, deflate, hashlib, io, os
def _kind(path):
    try:
        return os.stat(path)[0]
    except OSError:
        return 0
def _is_folder(path):
    return _kind(path) & 0x4000
def _hash(path):
    whole, part = hashlib.sha256(), memoryview(bytearray(1024))
    with open(path, "rb") as file:
        count = file.readinto(part)
        while count:
            whole.update(part[:count])
            count = file.readinto(part)
    return binascii.hexlify(whole.digest()).decode()
def _walk(path, told):
    kind = _kind(path) if path else 0x4000
    if kind & 0x4000:
        _below(path, told)
    elif kind:
        told(path)
def _below(folder, told):
    for entry in list(os.ilistdir(folder or ".")):
        path = folder + "/" + entry[0] if folder else entry[0]
        if entry[1] & 0x4000:
            _below(path, told)
        else:
            told(path)
def _make(path):
    folder = path.rpartition("/")[0]
    if folder and not _kind(folder):
        _make(folder)
        os.mkdir(folder)
def _remove(path):
    if _is_folder(path):
        for entry in list(os.ilistdir(path)):
            _remove(path + "/" + entry[0])
        os.rmdir(path)
    elif _kind(path):
        os.remove(path)
def _begin(path):
    _make(path)
    return open(path + _NOT_WHOLE, "wb")
def _put(text):
    _file.write(deflate.DeflateIO(io.BytesIO(binascii.a2b_base64(text)), deflate.ZLIB).read())
def _end(path, digest):
    _file.close()
    found = _hash(path + _NOT_WHOLE)
    if found != digest:
        raise OSError("%s reads back as %s, written was %s" % (path, found, digest))
    os.rename(path + _NOT_WHOLE, path)
"""


class Files:
    """The files that a REPL, which has been entered, can reach. All raise CodeRaised, NoRepl, PortGone."""

    def __init__(self, repl: Repl) -> None:
        self._repl = repl
        self._prelude = _PRELUDE  # goes with the first code, once

    def do(self, code: str, most_s: float = EXECUTE_S) -> str:
        """Execute code that may call what the prelude defines."""
        prelude, self._prelude = self._prelude, ""
        return self._repl.execute(prelude + code, most_s)

    def hashes(self, *paths: str) -> dict[str, str]:
        """SHA-256 in hex of every file below some paths, files or folders; all of the unit's without any. What is not there is left out."""
        walked = [path_of(path) for path in paths] or [""]
        printed = self.do(f"for _path in {walked!r}: _walk(_path, lambda path: print(path, _hash(path), sep='\\t'))", _HASH_S)
        return dict(line.split("\t") for line in printed.splitlines())

    def listing(self, folder: str = "") -> dict[str, int]:
        """Every file below a folder, path -> bytes."""
        printed = self.do(f"_walk({path_of(folder)!r}, lambda path: print(path, os.stat(path)[6], sep='\\t'))")
        return {path: int(size) for path, size in (line.split("\t") for line in printed.splitlines())}

    def read(self, path: str) -> bytes:
        """A file's bytes."""
        self.do(f"_file = open({path_of(path)!r}, 'rb')")
        whole = bytearray()
        while piece := self.do(f"print(binascii.b2a_base64(_file.read({PIECE_BYTES})).decode(), end='')").strip():
            whole += binascii.a2b_base64(piece)
        self.do("_file.close()")
        return bytes(whole)

    def write(self, path: str, data: bytes, progress: Callable[[int], None] = lambda done: None) -> None:
        """A file, in the place of the one before; its folders are made. progress(bytes) is told how many are there."""
        self.write_all({path: data}, progress)

    def write_all(self, files: dict[str, bytes], progress: Callable[[int], None] = lambda done: None) -> None:
        """Many files, path -> content, in order: each is whole before the next begins."""
        batch, done = "", 0
        for line, count in (row for path, data in files.items() for row in _lines(path_of(path), data)):
            if batch and len(batch) + len(line) > _CODE_LETTERS:
                self.do(batch)
                batch = ""
                progress(done)
            batch, done = batch + line, done + count
        self.do(batch)
        progress(done)

    def remove(self, path: str) -> None:
        """A file, or a folder with all that is in it; nothing if it is not there."""
        self.do(f"_remove({path_of(path)!r})")


def _lines(name: str, data: bytes) -> Iterator[tuple[str, int]]:
    """Code that writes a file, line by line, and how many of its bytes each brings."""
    yield f"_file = _begin({name!r})\n", 0
    for at in range(0, len(data), PIECE_BYTES):
        piece = data[at : at + PIECE_BYTES]
        squeezed = zlib.compress(piece, 9, wbits=_WINDOW_BITS)
        yield f"_put({binascii.b2a_base64(squeezed, newline=False).decode()!r})\n", len(piece)
    yield f"_end({name!r}, {hashlib.sha256(data).hexdigest()!r})\n", 0


def path_of(path: str) -> str:
    """As the unit takes it, from its root. ValueError for one that leads out of it."""
    pure = PurePosixPath(path.lstrip("/"))
    if ".." in pure.parts:
        raise ValueError(f"{path}: leads out of the unit's root; give a path below it")
    return "" if pure == PurePosixPath() else str(pure)
