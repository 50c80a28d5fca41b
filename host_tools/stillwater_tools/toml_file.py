"""Reads a TOML file into a dictionary, or tells in one line why not. Knows nothing of what is in it."""

import sys
from pathlib import Path
from typing import Any

from stillwater_tools.problems import GIVEN, InputError, Problem

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def read_toml(path: str | Path, error: type[InputError] = InputError) -> dict[str, Any]:
    """The file's tables. Raises `error` when it is missing, unreadable or not TOML."""
    try:
        return tomllib.loads(Path(path).read_bytes().decode("utf-8"))
    except OSError as why:
        bound, remedy = f"cannot be read ({why.strerror})", "give the path of a readable TOML file"
    except UnicodeDecodeError as why:
        bound, remedy = f"is not UTF-8 at byte {why.start}", "save it as UTF-8"
    except tomllib.TOMLDecodeError as why:
        bound, remedy = f"is not TOML: {why}", "mend the line that is named"
    raise error([Problem(str(path), "file", GIVEN, bound, remedy)])
