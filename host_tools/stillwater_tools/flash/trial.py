"""Whether firmware that has been put onto a unit starts: then the old one goes, else it comes back. Knows nothing of how it came."""

import time

from stillwater_tools.flash import swap
from stillwater_tools.flash.changes import changes
from stillwater_tools.flash.content import PATHS, Content
from stillwater_tools.flash.errors import DoesNotStart
from stillwater_tools.flash.told import Step, Watch
from stillwater_tools.link.errors import LinkError
from stillwater_tools.units.find import REPL, Found
from stillwater_tools.units.places import Place
from stillwater_tools.units.service import START_S, in_service, started

_REPL_S = 3.0  # UNSOURCED: a REPL that is still open then is what main.py leaves when it cannot import


def bring_back(place: Place, watch: Watch = lambda step: None, start_s: float = START_S) -> Found:
    """What a unit held before a flash that has not been confirmed; the unit as it has started. DoesNotStart if nothing is kept."""
    with in_service(place, lambda stage: watch(Step(stage)), start_s) as unit:
        if not swap.planned(unit):
            raise DoesNotStart(f"{unit.port}: no firmware of before is kept; `stillwater flash` gives the unit today's")
        watch(Step("brings back"))
        swap.bring_back(unit)
    watch(Step("starts"))
    return started(place, start_s)


def seen_to_start(place: Place, new: Content, is_on_trial: bool, watch: Watch, start_s: float) -> Found:
    """The unit that runs what is wanted. DoesNotStart, after the old firmware has been brought back if it is still there."""
    repl_from_s = time.monotonic() + _REPL_S * place.slowness

    def is_decided(found: Found) -> bool:
        return new.is_run_by(found) or (found.kind == REPL and time.monotonic() > repl_from_s)

    there = started(place, start_s, is_decided)
    if new.is_run_by(there):
        return there
    if not is_on_trial:
        raise DoesNotStart(f"{place.port}: holds all that it should, and has not started within {start_s:.0f} s; see its display")
    try:
        back = bring_back(place, watch, start_s)
    except LinkError as why:
        raise DoesNotStart(_stuck(there, start_s, why)) from None
    now = f"what was there is back, and {back.serial} is {back.hello['state']}" if back.hello else "it is as it was before"
    raise DoesNotStart(f"{place.port}: the new firmware has not answered; {now}")


def _stuck(there: Found, start_s: float, why: Exception) -> str:
    remedy = "switch it off, hold less while you switch it on, then `stillwater flash --back`: the old firmware is kept on it"
    return f"{there.port}: the new firmware has not answered within {start_s:.0f} s, and its REPL does not open ({why}); {remedy}"


def kept(place: Place, new: Content, watch: Watch, start_s: float) -> Found:
    """The old firmware goes, once the new one, which has answered, reads back as it should."""
    with in_service(place, lambda stage: watch(Step("confirms"))) as unit:
        other = changes(new, unit.hashes(*PATHS))
        if not other.is_none:
            raise DoesNotStart(f"{unit.port}: {other} differs from what was written; run `stillwater flash` again")
        swap.clean(unit)
    return seen_to_start(place, new, False, watch, start_s)
