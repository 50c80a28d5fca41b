"""Which units are meant: those of a station, each at its place, or all that are there. Looks, and changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from stillwater_tools.fleet.station import Station
from stillwater_tools.link.errors import LinkError, PortGone
from stillwater_tools.units.choose import NoUnit
from stillwater_tools.units.find import Found, find, look
from stillwater_tools.units.places import Place, place_of, places


class OtherUnit(LinkError):
    """Another unit than the station's is plugged in there."""


@dataclass(frozen=True)
class Post:
    """One unit of a fleet: `name` as a person calls it, the serial number it has to have, if any, and how its place is found."""

    name: str
    serial: str | None
    find: Callable[[], Place]

    def place(self) -> Place:
        """Where it is now. PortGone; OtherUnit when another one answers there."""
        place = self.find()
        there = look(place).serial if self.serial else ""
        if there and there != self.serial:
            remedy = "plug in that one, or mend the station file"
            raise OtherUnit(f"{self.name}: unit {there} is at {place.port}, must be {self.serial}; {remedy}")
        return place


def of_station(station: Station) -> list[Post]:
    """A station's, in its order."""
    return [Post(bay.name, bay.serial, _finder(bay.name, bay.usb_path, bay.port)) for bay in station.unit]


def all_there(look_round: Callable[[], list[Found]] = find) -> list[Post]:
    """Every unit that is there, blank ones and those in service mode too. NoUnit."""
    there = [one for one in look_round() if one.is_board]
    if not there:
        raise NoUnit("no unit is there; plug some in and switch them on, or start virtual ones with `stillwater sim --count 3`")
    return [Post(one.serial or one.port, None, _found(one.place)) for one in there if one.place]


def _found(place: Place) -> Callable[[], Place]:
    return lambda: place


def _finder(name: str, usb_path: str | None, port: str | None) -> Callable[[], Place]:
    if port:
        return lambda: place_of(port)
    return lambda: _at(name, usb_path or "")


def _at(name: str, usb_path: str) -> Place:
    """The board in a USB socket. PortGone."""
    there = places()
    for place in there:
        if place.usb_path == usb_path:
            return place
    others = ", ".join(place.usb_path for place in there if place.usb_path) or "none"
    raise PortGone(f"{name}: no board is plugged into USB socket {usb_path} (boards are in {others}); plug it in, or mend the station file")
