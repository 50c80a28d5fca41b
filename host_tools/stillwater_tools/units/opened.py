"""Opens a unit: a client that has said hello, at a port that is closed again. Knows no command but that."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from stillwater_tools.link.client import Client
from stillwater_tools.link.errors import PortGone
from stillwater_tools.link.ports import open_port


@contextmanager
def port_at(port: str) -> Iterator[Any]:
    """The port of an address, to which nothing has been said yet. PortGone, at any time within the block too."""
    opened = open_port(port)
    try:
        yield opened
    except OSError as why:
        if type(why).__module__.partition(".")[0] != "serial":  # of a file of the caller's
            raise
        raise PortGone(f"{port}: has gone ({why}): plug the unit in again") from None
    finally:
        opened.close()


@contextmanager
def unit_at(port: str) -> Iterator[tuple[Client, dict[str, Any]]]:
    """A client and the unit's hello. PortGone, NoAnswer, OtherTable."""
    with port_at(port) as opened:
        client = Client(opened)
        yield client, client.connect()
