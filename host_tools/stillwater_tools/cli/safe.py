"""safe: ends a unit's treatment softly. Knows arguments and printing; the work is in units."""

import json
from dataclasses import asdict
from typing import Any

from rich.console import Console

from stillwater_tools.cli.unit_options import Json, Port, Serial
from stillwater_tools.report.metrics import UC_PER_MA_MIN
from stillwater_tools.units.choose import chosen
from stillwater_tools.units.rest import Rest, bring_to_rest


def safe(port: Port = None, unit: Serial = None, as_json: Json = False) -> None:
    """End a treatment softly, as the stop button does, and wait until nothing flows. The unit is left at rest.

    Exit code 0 only when the unit itself says that nothing flows. The quickest way is still the button on the unit.
    Example: stillwater safe --unit SW0123456789
    """
    with chosen(port, unit) as (client, hello), Console(stderr=True).status("") as status:

        def watch(now: dict[str, Any]) -> None:
            status.update(f"{now['state']}  {now['current_ua'] / 1000:.2f} mA")

        rest = bring_to_rest(client, watch=watch)
    print(json.dumps({"serial": hello["serial"], **asdict(rest)}) if as_json else _told(hello["serial"], rest))


def _told(serial: str, rest: Rest) -> str:
    if rest.before == rest.after:
        return f"{serial}: nothing flows, it is {rest.after}"
    given = f"{rest.dose_uc / UC_PER_MA_MIN:.1f} mA min given"
    return f"{serial}: nothing flows any more, it was {rest.before} with {rest.most_ua / 1000:.2f} mA and is {rest.after}; {given}"
