"""The station file: which units a bench has, and where each is plugged in. Opens no port."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from stillwater_tools.problems import GIVEN, InputError, Problem
from stillwater_tools.toml_file import read_toml

_SEE = "see docs/fleets.md"
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bay(_Part):
    """One unit's place on the bench: the USB socket it is plugged into (1-1.4, as `stillwater devices` tells), or a port.

    serial: of the unit that has to be there; without it, whichever it is.
    """

    name: Name
    usb_path: Annotated[str | None, Field(pattern=r"^\d+-\d+(\.\d+)*$")] = None
    port: Annotated[str | None, Field(min_length=1)] = None
    serial: Annotated[str | None, Field(min_length=1, max_length=12)] = None

    @model_validator(mode="after")
    def _has_one_place(self) -> "Bay":
        if (self.usb_path is None) == (self.port is None):
            raise ValueError("needs exactly one of usb_path and port")
        return self


class Station(_Part):
    """A bench. board: a board.toml, of all its units; records: the file that results go to; both beside the station file."""

    about: str = ""
    board: Path | None = None
    records: Path | None = None
    unit: Annotated[list[Bay], Field(min_length=1, max_length=200)]

    @model_validator(mode="after")
    def _tells_them_apart(self) -> "Station":
        for key in ("name", "usb_path", "port", "serial"):
            given = [getattr(bay, key) for bay in self.unit if getattr(bay, key)]
            twice = sorted({value for value in given if given.count(value) > 1})
            if twice:
                raise ValueError(f"{key} {twice[0]!r} is there twice")
        return self


def load_station(path: Path) -> Station:
    """The checked file, its paths made whole. InputError with everything that is wrong."""
    try:
        station = Station.model_validate(read_toml(path))
    except ValidationError as why:
        raise InputError([_problem(str(path), error) for error in why.errors()]) from None
    beside = {key: path.parent / value for key in ("board", "records") if (value := getattr(station, key))}
    return station.model_copy(update=beside)


def _problem(file: str, error: Any) -> Problem:
    key = ".".join(str(part) for part in error["loc"]) or "station"
    if error["type"] == "missing":
        return Problem(file, key, None, "is required", f"add it; {_SEE}")
    if error["type"] == "extra_forbidden":
        return Problem(file, key, error["input"], "is not known", f"remove it or mend its spelling; {_SEE}")
    value = error["input"] if isinstance(error["input"], (str, int, float)) else GIVEN
    return Problem(file, key, value, error["msg"].removeprefix("Value error, "), _SEE)
