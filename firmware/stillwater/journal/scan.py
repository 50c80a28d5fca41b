"""How records lie on a 256-byte page: one after another from its start, then erased bytes (0xFF).

Knows how to find every whole record on a page, whatever a power cut left between them. Does not know which
page is which or what a record means.
"""

from micropython import const

from stillwater.journal import formats

PAGE_BYTES = const(256)
BLANK_PAGE = b"\xff" * PAGE_BYTES


def is_blank(page, offset=0):
    """True if the page's bytes from `offset` on are all erased."""
    return page[offset:] == BLANK_PAGE[offset:]


def record_bytes(payload):
    """Length on the page of a record with this payload."""
    return formats.HEADER_BYTES + len(payload) + formats.CRC_BYTES


def walk(page):
    """Yields (offset, end, record) along a page; record is None for a stretch that holds no whole record.

    A damaged stretch ends where the next whole record begins, so damage costs only what it hit.
    """
    offset = 0
    while offset < len(page) and not is_blank(page, offset):
        record = formats.decode(page, offset)
        end = offset + record_bytes(record[3]) if record else _next_whole(page, offset + 1)
        yield offset, end, record
        offset = end


def records(page):
    """The whole records of a page, oldest first, as (kind, sequence, time_ms, payload)."""
    return [record for _offset, _end, record in walk(page) if record]


def may_hold(page, kinds):
    """False if no record of these kinds can be on the page; at start this saves 3 ms a page."""
    return any([bytes([formats.MAGIC, kind]) in page for kind in kinds])


def records_in(data):
    """Yields the whole records of any bytes, such as a file copied off a unit: between its pages may be what is not the journal's."""
    magic = bytes([formats.MAGIC])
    offset = data.find(magic)
    while offset >= 0:
        record = formats.decode(data, offset)
        if record:
            yield record
        offset = data.find(magic, offset + (record_bytes(record[3]) if record else 1))


def free_from(page):
    """Offset of the first byte that may be programmed; the page's length if damage makes its rest unusable.

    A torn record may have weakly programmed bytes that still read as erased: nothing is written behind one.
    """
    offset = 0
    for _offset, end, record in walk(page):
        if record is None:
            return len(page)
        offset = end
    return offset


def _next_whole(page, offset):
    while offset < len(page) and formats.decode(page, offset) is None:
        offset += 1
    return offset
