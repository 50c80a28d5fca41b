"""Journals as they lie in files: treatments written record by record, and packed; and what is in a journal that has been read."""

import random

from stillwater.journal import formats, packed, scan, writer
from stillwater_tools.log.files import JournalFile
from stillwater_tools.log.tables import UNREAD
from support.journal_records import treatment

CLOCK_S = 1_800_000_000


def encoded(seed, first=1, **shape):
    """A treatment's records as bytes, numbered from `first` on."""
    entries = enumerate(treatment(random.Random(seed), **shape), first)
    return [formats.encode(kind, number, time_ms, fields) for number, (kind, time_ms, fields) in entries]


def in_place(records):
    """Pages as a treatment writes them, one record behind the other."""
    pages, page = [], b""
    for record in records:
        if len(page) + len(record) > scan.PAGE_BYTES:
            pages.append(page.ljust(scan.PAGE_BYTES, b"\xff"))
            page = b""
        page += record
    return b"".join([*pages, page.ljust(scan.PAGE_BYTES, b"\xff")])


def put_by(records):
    """Pages as they are packed while the unit is idle."""
    pages = []
    filled = writer.Writer(pages.append)
    for record in records:
        filled.add(formats.decode(record, 0))
    filled.close()
    return b"".join(pages)


def unit_files(seed=1, **shape):
    """Two files of a unit: an older treatment that is packed, and one as it was written; sequence numbers go on without a gap."""
    old = encoded(seed, **shape)
    new = encoded(seed + 1, 1 + len(old), **shape)
    name = "{}-{:06}-{:06}-1-8.log".format
    return [JournalFile(name("full", 1, 2), put_by(old)), JournalFile(name("live", 3, 3), in_place(new) + b"\xff" * 1000)]


def by_firmware(data):
    """Every record as the firmware's own reader finds it: (kind, sequence, time_ms, values; a kind that is unknown has none)."""
    found = [record for whole in scan.records_in(data) for record in packed.expand(whole)]
    return [(kind, sequence, time_ms, formats.unpack(kind, payload)) for kind, sequence, time_ms, payload in found]


def in_tables(tables):
    """The same of tables that were read, in no order."""
    return [row for kind, table in tables.items() for row in _rows(kind, table)]


def _rows(kind, table):
    columns = [[bytes(value) for value in column] if column.ndim > 1 or column.dtype == object else column.tolist()
               for column in table.fields.values()]
    places = zip(table.kind.tolist(), table.sequence.tolist(), table.time_ms.tolist(), strict=True)
    for row, place in enumerate(places):
        yield *place, None if kind == UNREAD else tuple(column[row] for column in columns)
