"""Where journals are: in a file, in a unit's folder, in a folder of such folders, in a flash image. Reads, decodes nothing."""

from collections.abc import Iterator
from pathlib import Path

from stillwater_tools.log.files import JournalFile, in_folder, is_journal, read
from stillwater_tools.log.image import in_image, is_image
from stillwater_tools.problems import GIVEN, InputError, Problem


def places(path: Path) -> list[Path]:
    """Files and folders at a path that are of one unit each. InputError when there are none."""
    if not path.is_dir():
        return [path]
    folders = [path, *sorted(folder for folder in path.iterdir() if folder.is_dir())]
    kept = [folder for folder in folders if any(is_journal(one.name) for one in folder.iterdir())]
    if not kept:
        remedy = "give a unit's folder, or the one that `stillwater log pull` has filled"
        raise InputError([Problem(str(path), "folder", GIVEN, "has no journal file", remedy)])
    return kept


def sources(path: Path) -> Iterator[tuple[str, list[JournalFile]]]:
    """(where, files) of every unit there, read one after another. InputError when something cannot be read."""
    for place in places(path):
        yield str(place), in_folder(place) if place.is_dir() else _in_file(place)


def _in_file(path: Path) -> list[JournalFile]:
    """A journal's file has its own name; whatever else it may be is told by its bytes."""
    data = read(path)
    if not is_journal(path.name) and is_image(data):
        return in_image(data)
    return [JournalFile(path.name, data)]
