"""Writes a built firmware into a folder, in the place of an earlier build. Knows paths; deletes nothing that no build has made."""

import json
from pathlib import Path

from stillwater_tools.build.firmware import Firmware
from stillwater_tools.problems import GIVEN, InputError, Problem

MANIFEST = "manifest.json"


def write(firmware: Firmware, out: Path) -> None:
    """Manifest, then files: what was cut short can be replaced. Raises InputError for a folder with anything else, or no folder."""
    try:
        _empty(out)
        out.mkdir(parents=True, exist_ok=True)
        (out / MANIFEST).write_text(firmware.manifest_text, encoding="utf-8")
        for path, content in firmware.files.items():
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            (out / path).write_bytes(content)
    except OSError as why:
        raise InputError([Problem("--out", str(out), GIVEN, f"cannot be used ({why.strerror})", "give another folder")]) from None


def _empty(out: Path) -> None:
    """Take away the files of an earlier build, its manifest last."""
    made = {out / path for path in _of_manifest(out / MANIFEST)} | {out / MANIFEST}
    there = sorted(path for path in out.rglob("*") if path.is_file())
    strange = [path.relative_to(out) for path in there if path not in made]
    if strange:
        raise InputError([Problem("--out", str(out), GIVEN, f"holds {strange[0]}, which no build has made", "give another folder")])
    for path in sorted(there, key=lambda path: path.name == MANIFEST):
        path.unlink()


def _of_manifest(path: Path) -> list[str]:
    try:
        return [row["path"] for row in json.loads(path.read_text(encoding="utf-8"))["files"]]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError):
        raise InputError([Problem("--out", str(path), GIVEN, "is no manifest of a build", "give another folder")]) from None
