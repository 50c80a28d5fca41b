"""A Pico's flash in memory, whose power can be cut after any byte, with the chip's own file system (littlefs) on it.

The firmware's files see it as `os`, `open` and rp2.Flash: `installed` puts these into them. Knows NOR flash: programming clears bits,
erasing sets a block. Has no times; the emulated chip's tests have.
"""

from contextlib import ExitStack, contextmanager
from types import SimpleNamespace
from unittest.mock import patch

from littlefs import LittleFS, LittleFSError, UserContext

from stillwater.journal import rewrite, shelf, space
from stillwater.port import pages_flash
from stillwater_tools.chip.files import unpacked
from stillwater_tools.chip.image import BLOCK_BYTES, FILES_BLOCKS, FILES_BYTES

_IO_ERROR = -5
_MODULES = (rewrite, shelf, space, pages_flash)


class PowerFailed(BaseException):
    """Nothing runs on after it."""


class ModelledFlash(UserContext):
    """`done_bytes` counts what was programmed and erased, `erased` how often each block was; power goes when `bytes_left` (None: never)
    more are done.
    """

    def __init__(self, content=None):
        super().__init__(buffer=bytearray(content or b"\xff" * FILES_BYTES))
        self.done_bytes = 0
        self.bytes_left = None
        self.erased = [0] * FILES_BLOCKS

    def prog(self, cfg, block, off, data):
        return self._program(block * BLOCK_BYTES + off, bytes(data))

    def erase(self, cfg, block):
        self.erased[block] += 1
        at, size = block * BLOCK_BYTES, self._allowed(BLOCK_BYTES)
        self.buffer[at:at + size] = b"\xff" * size
        return 0 if size == BLOCK_BYTES else _IO_ERROR

    def readblocks(self, block, buffer, offset=0):
        """As rp2.Flash has it."""
        at = block * BLOCK_BYTES + offset
        buffer[:] = self.buffer[at:at + len(buffer)]

    def writeblocks(self, block, data, offset):
        """As rp2.Flash has it with an offset: whole pages, no erase."""
        assert offset % 256 == len(data) % 256 == 0
        if self._program(block * BLOCK_BYTES + offset, bytes(data)):
            raise PowerFailed

    def ioctl(self, operation, _argument):
        """The number of blocks."""
        assert operation == 4
        return FILES_BLOCKS

    @property
    def is_dead(self):
        """Whether power has gone."""
        return self.bytes_left == 0

    def _program(self, at, data):
        size = self._allowed(len(data))
        for place in range(at, at + size):
            self.buffer[place] &= data[place - at]
        return 0 if size == len(data) else _IO_ERROR

    def _allowed(self, size):
        if self.bytes_left is not None:
            size = min(size, self.bytes_left)
            self.bytes_left -= size
        self.done_bytes += size
        return size


class Chip:
    """A started chip: its flash, and files as MicroPython's `os` and `open` give them."""

    def __init__(self, flash):
        self.flash = flash
        self._fs = LittleFS(context=flash, mount=False, block_size=BLOCK_BYTES, block_count=FILES_BLOCKS, prog_size=256, read_size=32)
        if not flash.buffer.strip(b"\xff"):
            self._fs.format()
        self._fs.mount()
        self.os = SimpleNamespace(
            listdir=self._or_dead(self._fs.listdir), mkdir=self._or_dead(self._fs.mkdir), remove=self._or_dead(self._fs.remove),
            rename=self._or_dead(self._fs.rename), stat=self._or_dead(self._fs.stat), statvfs=self._statvfs,
            urandom=self._urandom)
        self._made = 0

    def open(self, path, mode):
        """As MicroPython has it."""
        return _File(self._or_dead(self._fs.open)(path, mode, 0), self._or_dead, self.flash)

    @property
    def used_blocks(self):
        """Of the file system."""
        return self._fs.used_block_count

    @property
    def files(self):
        """Every file (path -> content), as copied off by whoever mounts this flash."""
        return unpacked(self.flash.buffer)

    def _statvfs(self, _path):
        return BLOCK_BYTES, BLOCK_BYTES, FILES_BLOCKS, FILES_BLOCKS - self.used_blocks

    def _urandom(self, size):
        self._made += 1
        return (self.flash.done_bytes * 1000 + self._made).to_bytes(size, "little")

    def _or_dead(self, call):
        def called(*arguments):
            if self.flash.is_dead:
                raise PowerFailed
            try:
                return call(*arguments)
            except LittleFSError as error:
                if self.flash.is_dead:
                    raise PowerFailed from None
                raise OSError(-error.code, str(error)) from error

        return called


class _File:
    """An open file, dead with its chip: then it must not be closed, which littlefs itself does not survive."""

    def __init__(self, file, or_dead, flash):
        self._file, self._flash = file, flash
        self.write, self.read, self.seek, self._close = map(or_dead, (file.write, file.read, file.seek, file.close))

    def close(self):
        if not self._flash.is_dead:
            self._close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __del__(self):
        if self._flash.is_dead:
            self._file.close = _nothing


def _nothing():
    """In place of a dead file's close."""


@contextmanager
def installed(chip):
    """While it lasts, the firmware's files are on this chip."""
    with ExitStack() as stack:
        for module in _MODULES:
            for name in ("os", "open"):
                stack.enter_context(patch.object(module, name, getattr(chip, name), create=True))
        yield chip
