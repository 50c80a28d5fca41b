"""The options by which commands choose a unit, in one place. Knows names; which unit that is, units.choose finds."""

from typing import Annotated

import typer

Port = Annotated[str | None, typer.Option("--port", metavar="PORT", help="the unit at this port, /dev/ttyACM0 or socket://HOST:PORT; "
                                          "else STILLWATER_PORT")]
Serial = Annotated[str | None, typer.Option("--unit", "--serial", metavar="SERIAL", help="the unit with this serial number; "
                                            "else STILLWATER_UNIT, else the only one there")]
Json = Annotated[bool, typer.Option("--json", help="print it as JSON")]
