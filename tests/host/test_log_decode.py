"""The fast reader finds what the firmware's own finds, in whatever bytes, and what is damaged costs nothing else.

STILLWATER_JOURNAL_MUTATIONS sets how many journals are damaged; the seed is kept, and a failure is told with its number.
"""

import os
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from stillwater.journal import formats, packed
from stillwater_tools.log.checked import check
from stillwater_tools.log.files import JournalFile
from stillwater_tools.log.journal import Journal
from stillwater_tools.log.tables import decode
from support.journal_files import by_firmware, in_place, in_tables, put_by, unit_files
from support.records import RECORDS_DRAWN

_SEED = 20261201
_MUTATIONS = int(os.environ.get("STILLWATER_JOURNAL_MUTATIONS", 1000))
_JUNK = st.one_of(st.binary(max_size=40), st.just(bytes([formats.MAGIC])), st.just(b"\xff" * 300))


@settings(max_examples=100, deadline=None)
@given(RECORDS_DRAWN)
def test_packed_records_come_out_as_the_firmware_expands_them(records):
    data = put_by([formats.framed(*record) for record in records])
    decoded = decode(data)
    assert sorted(in_tables(decoded.tables)) == sorted(by_firmware(data))
    assert not decoded.is_broken.any()


@settings(max_examples=100, deadline=None)
@given(RECORDS_DRAWN, st.lists(_JUNK, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_records_are_found_between_whatever_lies_there(records, junk, draw):
    parts = [formats.framed(*record) for record in records]
    for one in junk:
        parts.insert(draw.randrange(len(parts) + 1), one)
    data = b"".join(parts)
    assert sorted(in_tables(decode(data).tables)) == sorted(by_firmware(data))


@settings(max_examples=250, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_a_forged_packed_record_is_told_as_the_firmware_tells_it_or_as_broken(payload, sequence, time_ms):
    data = formats.framed(packed.PACKED, sequence, time_ms, payload)
    decoded = decode(data)
    if not decoded.is_broken.any():
        assert sorted(in_tables(decoded.tables)) == sorted(by_firmware(data))


def test_what_no_version_knows_is_kept_and_not_read():
    data = formats.framed(77, 1, 2, b"of a later version") + formats.framed(formats.REFUSAL, 2, 3, b"longer than now")
    assert sorted(in_tables(decode(data).tables)) == [(formats.REFUSAL, 2, 3, None), (77, 1, 2, None)]
    assert [record["kind"] for record in Journal("", [JournalFile("a.log", data)]).records()] == ["unknown", "refusal"]


def test_bytes_without_a_record_are_no_journal():
    for data in (b"", b"\xff" * 5000, bytes([formats.MAGIC]) * 999, random.Random(_SEED).randbytes(5000)):
        assert in_tables(decode(data).tables) == []


def edits(draw, data):
    """Up to three places that are damaged, in order: (begin, end, what is there instead)."""
    places = []
    for begin in sorted(draw.sample(range(len(data)), draw.choice((1, 1, 2, 3)))):
        end = min(begin + draw.choice((0, 1, 1, 4, 60, 256)), len(data))
        if not places or begin > places[-1][1]:
            places.append((begin, end, _instead(draw, data, begin, end)))
    return places


def _instead(draw, data, begin, end):
    size = end - begin
    kind = draw.randrange(6)
    if kind == 0 or not size:
        return draw.randbytes(draw.randrange(1, 9))
    if kind == 1:
        return b""
    if kind == 2:
        return bytes([data[begin] ^ 1 << draw.randrange(8)]) + data[begin + 1 : end]
    if kind == 3:
        return draw.choice((b"\xff", b"\x00", bytes([formats.MAGIC]))) * size
    if kind == 4:
        other = draw.randrange(len(data))
        return data[other : other + size]
    return draw.randbytes(size)


def damaged(data, places):
    """The bytes with these edits."""
    out, at = b"", 0
    for begin, end, instead in places:
        out += data[at:begin] + instead
        at = end
    return out + data[at:]


def is_hit(begin, end, places):
    """Whether an edit lies within a record; what is put in between two hits none."""
    return any(first < end and last > begin or begin < first == last < end for first, last, _instead in places)


def test_damage_costs_only_the_records_that_it_hits_and_every_gap_is_named():
    draw = random.Random(_SEED)
    files = unit_files(7, summaries=60, soft_stops=1)
    whole = [(file, decode(file.content)) for file in files]
    records = [dict(enumerate(_by_place(decoded))) for _file, decoded in whole]
    everything = {row for by_place in records for rows in by_place.values() for row in rows}
    for number in range(_MUTATIONS):
        which = draw.randrange(len(files))
        file, decoded = whole[which]
        places = edits(draw, file.content)
        content = damaged(file.content, places)
        journal = Journal("", [JournalFile(one.name, content) if one is file else one for one in files])
        found = set(in_tables(journal.tables))
        begins, ends = decoded.found.begin.tolist(), decoded.found.end.tolist()
        hit = {row for at, rows in records[which].items() if is_hit(begins[at], ends[at], places) for row in rows}
        assert everything - hit <= found <= everything, f"mutation {number}"
        _assert_named(journal, everything - found, number)


def _by_place(decoded):
    """Rows of each record as it lies; a packed one has many."""
    rows = {at: [] for at in decoded.found.begin.tolist()}
    for kind, table in decoded.tables.items():
        for at, row in zip(table.at.tolist(), in_tables({kind: table}), strict=True):
            rows[at].append(row)
    return [rows[at] for at in decoded.found.begin.tolist()]


def _assert_named(journal, lost, number):
    """Every number that is lost between two that are there is told."""
    told = {one for finding in check(journal) for first, last in finding.lost for one in range(first, last + 1)}
    here = journal.order.sequence
    missing = {sequence for _kind, sequence, _time_ms, _values in lost if here[0] < sequence < here[-1]}
    assert missing - set(here.tolist()) == told, f"mutation {number}"


def test_in_place_and_packed_tell_the_same():
    files = unit_files(3, summaries=300)
    again = Journal("", [JournalFile(files[0].name, in_place([formats.framed(kind, sequence, time_ms, _payload(kind, values))
                                                              for kind, sequence, time_ms, values in by_firmware(files[0].content)]))])
    assert list(again.records()) == list(Journal("", files[:1]).records())


def _payload(kind, values):
    return formats.decode(formats.encode(kind, 0, 0, values), 0)[3]
