"""A unit's files as the bytes of a littlefs file system, both ways. Knows MicroPython's layout, no firmware and no emulator."""

from pathlib import PurePosixPath

from littlefs import LittleFS, UserContext

from stillwater_tools.chip.image import BLOCK_BYTES, FILES_BLOCKS, FILES_BYTES

_PROGRAM_BYTES = 256  # as the image mounts it


def packed(files: dict[str, bytes]) -> bytes:
    """A file system that holds `files` (path -> content), their folders made."""
    context = UserContext(buffsize=FILES_BYTES)
    file_system = _on(context)
    file_system.format()
    file_system.mount()
    for name, content in sorted(files.items()):
        file_system.makedirs(str(PurePosixPath(name).parent), exist_ok=True)
        with file_system.open(name, "wb") as file:
            file.write(content)
    return bytes(context.buffer)


def unpacked(file_system: bytes) -> dict[str, bytes]:
    """Every file (path -> content) of a file system: of a dead unit, or of a chip that still runs."""
    mounted = _on(UserContext(buffer=bytearray(file_system)))
    mounted.mount()
    names = [f"{folder.rstrip('/')}/{name}" for folder, _, found in mounted.walk("/") for name in found]
    return {name.lstrip("/"): _content(mounted, name) for name in names}


def _content(file_system: LittleFS, name: str) -> bytes:
    with file_system.open(name, "rb") as file:
        return bytes(file.read())


def _on(context: UserContext) -> LittleFS:
    return LittleFS(
        context=context,
        mount=False,
        block_size=BLOCK_BYTES,
        block_count=FILES_BLOCKS,
        prog_size=_PROGRAM_BYTES,
        read_size=_PROGRAM_BYTES,
    )
