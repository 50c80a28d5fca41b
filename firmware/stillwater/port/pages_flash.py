"""Pages of the journal on the chip's flash: one littlefs file of erased bytes, programmed in place behind the file system's back.

Knows how littlefs lays a large file: block n of it begins with 1 + (zeros at the end of n) pointers, the first of which is
block n - 1. So the first page of each block is left to littlefs and to a mark, by which the block is found and known, and the
other 15 are pages. In the plain file, as it is copied off the unit, 15 pages follow each mark. Programs and never erases: a
used file is replaced by a new one. Does not know what a page holds. The twin of journal/pages_file.py.
"""

import os
import struct
from array import array

from micropython import const

from stillwater.journal.scan import BLANK_PAGE, PAGE_BYTES
from stillwater.journal.shelf import written

PAGES_A_BLOCK = const(15)
MARK_BYTES = const(20)
_MARK_AT = const(236)  # the end of the first page; 352 blocks need at most 36 bytes of pointers
_NAME = b"SWPAGES1"
_NONCE_AT = const(8)
_NONCE_BYTES = const(8)
_IOCTL_BLOCKS = const(4)


class PagesFlash:
    """`count` pages in the file `path`, which is made if there is none.

    flash: an rp2.Flash(), the one that the file system is on; near: the block where its last one is looked for first, which is
    `last_block` then. Making takes some 55 ms for each 15 pages: prepare files while idle.
    OSError if the file is there and is no such file, or is one of another number of blocks.
    """

    def __init__(self, flash, path, count, near=0):
        self.path = path
        self.count = count
        self._flash = flash
        self._one = bytearray(PAGE_BYTES)
        self._seen = bytearray(MARK_BYTES)
        self._looked = bytearray(PAGE_BYTES)
        self._nonce = _nonce_of(path, count)
        self._blocks = array("H", [0] * _blocks_for(count))
        self.last_block = self._found(near)
        self._follow(self.last_block)

    def read(self, index):
        """The 256 bytes of page `index`, 0..count-1. IndexError outside."""
        page = bytearray(PAGE_BYTES)
        self._flash.readblocks(self._block(index), page, _offset(index))
        return page

    def last_used(self):
        """The last page that is not all erased, -1 if all are. A start looks at a thousand: no allocation, 40 us a page."""
        # From the end, not by bisection: a page that took nothing may lie blank between two that are used.
        readblocks, looked, blank = self._flash.readblocks, self._looked, BLANK_PAGE
        for page in range(self.count - 1, -1, -1):
            readblocks(self._blocks[page // PAGES_A_BLOCK], looked, _offset(page))
            if looked != blank:
                return page
        return -1

    def program(self, index, offset, data):
        """Clears the bits of `data` that are 0 in page `index` from `offset` on; bits are never set. Interrupts wait for it."""
        end = offset + len(data)
        if offset < 0 or end > PAGE_BYTES:
            raise ValueError("%d bytes at offset %d: a page has %d" % (len(data), offset, PAGE_BYTES))
        block = self._block(index)
        self._assert_ours(index // PAGES_A_BLOCK, block)
        self._one[:] = BLANK_PAGE
        self._one[offset:end] = data
        self._flash.writeblocks(block, self._one, _offset(index))

    def close(self):
        """Nothing is held; no call may follow."""

    def _block(self, index):
        if not 0 <= index < self.count:
            raise IndexError("page %d: the journal has pages 0..%d" % (index, self.count - 1))
        return self._blocks[index // PAGES_A_BLOCK]

    def _assert_ours(self, number, block):
        """The file may have been deleted since, and its block given to another."""
        self._flash.readblocks(block, self._seen, _MARK_AT)
        if self._seen != mark(self._nonce, number, len(self._blocks)):
            raise OSError("%s: block %d of flash is not its part %d any more; start the unit again" % (self.path, block, number))

    def _found(self, near):
        """Its last block, by its mark: 20 bytes are read of each block of flash, from `near` on and round."""
        readblocks, seen = self._flash.readblocks, self._seen
        wanted = mark(self._nonce, len(self._blocks) - 1, len(self._blocks))
        blocks = self._flash.ioctl(_IOCTL_BLOCKS, 0)
        for step in range(blocks):
            block = (near + step) % blocks
            readblocks(block, seen, _MARK_AT)
            if seen == wanted:
                return block
        raise OSError("%s: not a file of %d pages that lies in flash; remove it, and start the unit again" % (self.path, self.count))

    def _follow(self, block):
        """From the last block to the first by littlefs's own pointers, so that no stale copy of a block is taken."""
        pointer = bytearray(4)
        for number in range(len(self._blocks) - 1, -1, -1):
            self._assert_ours(number, block)
            self._blocks[number] = block
            self._flash.readblocks(block, pointer, 0)
            block = struct.unpack("<I", pointer)[0]


def opening(flash):
    """Opens one file after another, as PagesFlash does: each is looked for first where the one before lies, for so they were made."""
    near = [0]

    def pages(path, count):
        opened = PagesFlash(flash, path, count, near[0])
        near[0] = opened.last_block
        return opened

    return pages


def mark(nonce, number, blocks):
    """What block `number` of a file of `blocks` bears at the end of its first page; nonce: 8 bytes, another for each file."""
    return _NAME + nonce + struct.pack("<HH", number, blocks)


def parts(nonce, blocks):
    """The file's bytes in parts of at most a page: where littlefs puts its pointers, a first page is shorter by them."""
    for number in range(blocks):
        yield BLANK_PAGE[:_MARK_AT - _pointer_bytes(number)] + mark(nonce, number, blocks)
        for _page in range(PAGES_A_BLOCK):
            yield BLANK_PAGE


def _pointer_bytes(number):
    """littlefs SPEC.md, CTZ skip-lists: block 0 has no pointer, block n one for each power of two that divides it."""
    pointers = 0
    while number and number % (1 << pointers) == 0:
        pointers += 1
    return 4 * pointers


def _offset(index):
    return (1 + index % PAGES_A_BLOCK) * PAGE_BYTES


def _nonce_of(path, count):
    """Of the file that is there, or of the one that is made now."""
    try:
        os.stat(path)
    except OSError:
        for _slice in making(path, count):
            pass
    with open(path, "rb") as file:
        file.seek(_MARK_AT)
        return file.read(MARK_BYTES)[_NONCE_AT:_NONCE_AT + _NONCE_BYTES]


def making(path, count):
    """Makes the file, whole or not there at all; yields after each slice: a page, and for each 15 an erase of 45 to 400 ms."""
    return written(path, parts(os.urandom(_NONCE_BYTES), _blocks_for(count)))


def _blocks_for(count):
    return -(-count // PAGES_A_BLOCK)
