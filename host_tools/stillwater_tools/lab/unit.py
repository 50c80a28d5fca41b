"""A unit as labgrid knows it: the resource StillwaterUnit and the driver StillwaterDriver; docs/fleets.md has the files of a lab.

The driver also takes labgrid's own serial ports, local ones and those that an exporter shares over TCP. Imported only where labgrid is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import attr
from labgrid.driver import Driver
from labgrid.factory import target_factory
from labgrid.resource import Resource
from labgrid.step import step
from labgrid.util.proxy import proxymanager

from stillwater_tools.link.client import Client
from stillwater_tools.units.opened import unit_at
from stillwater_tools.units.places import place_of

_SCHEMES = {"raw": "socket://{host}:{port}", "rfc2217": "rfc2217://{host}:{port}?ign_set_control"}


@target_factory.reg_resource
@attr.s(eq=False)
class StillwaterUnit(Resource):  # type: ignore[misc]  # labgrid tells no types
    """port: a path, socket://HOST:PORT or rfc2217://HOST:PORT. An exporter shares it as it is, so there it has to be one of the latter."""

    port: str = attr.ib(validator=attr.validators.instance_of(str))


@target_factory.reg_driver
@attr.s(eq=False)
class StillwaterDriver(Driver):  # type: ignore[misc]
    """Speaks to the unit over the link. Opening it disturbs no treatment."""

    bindings = {"unit": {StillwaterUnit, "SerialPort", "NetworkSerialPort"}}
    unit: Any

    @property
    def address(self) -> str:
        """What every command of `stillwater` takes as --port."""
        if not hasattr(self.unit, "protocol"):
            return str(self.unit.port)
        host, port = proxymanager.get_host_and_port(self.unit)
        return _SCHEMES[self.unit.protocol].format(host=host, port=port)

    @contextmanager
    def client(self) -> Iterator[Client]:
        """A client that has said hello; the port is free again behind it. NoAnswer, PortGone, OtherTable."""
        with unit_at(self.address) as (client, _hello):
            yield client

    @Driver.check_active  # type: ignore[untyped-decorator]
    @step()  # type: ignore[untyped-decorator]
    def hello(self) -> dict[str, Any]:
        """Who the unit is."""
        with unit_at(self.address) as (_client, hello):
            return hello

    @Driver.check_active  # type: ignore[untyped-decorator]
    @step()  # type: ignore[untyped-decorator]
    def flash(self) -> dict[str, Any]:
        """Today's firmware, as `stillwater flash`; see flash.install."""
        from stillwater_tools.flash.install import Job, contents, install

        return install(Job(place_of(self.address), contents())).as_dict()
