"""The journal in a dead unit's flash: an image of it as a binary, or as the UF2 that picotool saves. Knows a Pico's layout.

Only the journal's files are taken; the unit's key stays where it is. Where the file system cannot be mounted any more, the bytes
themselves are the journal: records are found wherever they lie.
"""

import importlib.util
import struct
from pathlib import PurePosixPath

from stillwater_tools.log.files import JournalFile, is_journal
from stillwater_tools.run.interpreter import ToolMissing

_UF2_BLOCK_BYTES = 512
_UF2_DATA_AT = 32
_UF2_MAGIC = b"UF2\n\x57\x51\x5d\x9e"
_FLASH_AT = 0x10000000  # where the RP2040 sees its flash
_NAME_AT = 8  # littlefs SPEC.md: the name in a superblock
_NAME = b"littlefs"
NO_FILES = "flash.log"  # what the bytes are called where no file system is


def is_image(data: bytes) -> bool:
    """Whether these bytes are a flash, and not a journal's file."""
    return data.startswith(_UF2_MAGIC) or _begin_of_files(data) is not None or len(data) >= _files_place()[0] + _files_place()[1]


def in_image(data: bytes) -> list[JournalFile]:
    """The journal's files of an image."""
    flash = _from_uf2(data) if data.startswith(_UF2_MAGIC) else data
    begin = _begin_of_files(flash)
    files = _mounted(flash[begin:]) if begin is not None else []
    return files or [JournalFile(NO_FILES, flash)]


def _mounted(file_system: bytes) -> list[JournalFile]:
    """What littlefs finds; nothing if it cannot be mounted. ToolMissing without littlefs-python."""
    if importlib.util.find_spec("littlefs") is None:
        raise ToolMissing("no littlefs-python, which reads a flash's files: run `pip install -e '.[chip]'`")
    from littlefs import LittleFSError

    from stillwater_tools.chip.files import unpacked
    from stillwater_tools.chip.image import FILES_BYTES

    try:
        files = unpacked(file_system[:FILES_BYTES].ljust(FILES_BYTES, b"\xff"))
    except LittleFSError:
        return []
    return [JournalFile(PurePosixPath(path).name, content) for path, content in sorted(files.items()) if is_journal(path)]


def _begin_of_files(flash: bytes) -> int | None:
    """Where the file system begins: at its place in a whole flash, or at the start when it was read out alone."""
    for begin in (0, _files_place()[0]):
        for block in (0, _files_place()[2]):
            if flash[begin + block + _NAME_AT :][: len(_NAME)] == _NAME:
                return begin
    return None


def _files_place() -> tuple[int, int, int]:
    """Start and bytes of the file system, bytes of a block."""
    from stillwater_tools.chip.image import BLOCK_BYTES, FILES_BYTES, FILES_START

    return FILES_START, FILES_BYTES, BLOCK_BYTES


def _from_uf2(data: bytes) -> bytes:
    """The flash that a UF2 tells, erased where it tells nothing."""
    parts: dict[int, bytes] = {}
    for at in range(0, len(data) - _UF2_BLOCK_BYTES + 1, _UF2_BLOCK_BYTES):
        begin, size = struct.unpack_from("<II", data, at + 12)
        parts[begin - _FLASH_AT] = data[at + _UF2_DATA_AT : at + _UF2_DATA_AT + min(size, 476)]
    flash = bytearray()
    for begin, part in sorted(parts.items()):
        if begin >= 0:
            flash = flash.ljust(begin, b"\xff")
            flash[begin : begin + len(part)] = part
    return bytes(flash)
