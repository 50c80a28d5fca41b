"""Which records are meant: of some kinds, of a treatment, since a day, the last so many. Knows no command line."""

import itertools
from collections import deque
from collections.abc import Collection, Iterator
from datetime import datetime, timezone

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.log.journal import Journal, Record
from stillwater_tools.problems import InputError, Problem


def chosen(
    journal: Journal, kinds: Collection[str] = (), since: str | None = None, treatment: int | None = None, last: int | None = None
) -> Iterator[Record]:
    """Records in order; arguments that are left out choose all. since: a day or a time in ISO 8601, UTC unless it says another.

    InputError for a kind, a time or a treatment that there is none of. A record without a clock is since no day.
    """
    since_s = 0 if since is None else _clock_s(since)
    start = None if treatment is None else start_of(journal, treatment)
    records = journal.records(_known(kinds))
    kept = (record for record in records if (record["clock_s"] or 0) >= since_s and start in (None, record["treatment"]))
    return iter(deque(kept, maxlen=last)) if last else kept


def start_of(journal: Journal, treatment: int) -> int:
    """Sequence number of a treatment's start: itself, or counted from the last, which is -1. InputError."""
    starts = [record["sequence"] for record in journal.records(["treatment_start"])]
    if treatment in starts:
        return treatment
    if -len(starts) <= treatment < 0:
        return int(starts[treatment])
    known = ", ".join(map(str, itertools.islice(reversed(starts), 10))) or "none"
    remedy = f"choose one of {known}, or -1 for the last"
    raise InputError([Problem("--treatment", "start", treatment, f"{journal.serial or journal.about} has no such one", remedy)])


def _known(kinds: Collection[str]) -> Collection[str]:
    known = [row[1] for row in firmware_module("stillwater.journal.formats").RECORDS]
    for kind in kinds:
        if kind not in known:
            raise InputError([Problem("--kind", "kind", kind, "is no kind of record", f"choose one of {', '.join(known)}")])
    return kinds


def _clock_s(told: str) -> float:
    try:
        when = datetime.fromisoformat(told)
    except ValueError:
        remedy = "write it as 2026-11-25 or 2026-11-25T14:30"
        raise InputError([Problem("--since", "time", told, "is no day and no time", remedy)]) from None
    return (when if when.tzinfo else when.replace(tzinfo=timezone.utc)).timestamp()
