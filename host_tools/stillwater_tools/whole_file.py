"""Writes a file of this computer whole or not at all. Knows no content."""

import os
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """In the place of the one before, which stays until all of the new one is on the disk. OSError."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(new, "wb") as file:
            file.write(data)
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
