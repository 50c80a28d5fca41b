"""Records drawn by hypothesis, as (kind, sequence, time_ms, payload): any kind with any values, in the order of a journal."""

from hypothesis import strategies as st

from stillwater.journal import formats

_FIELDS = {code: st.integers(*bounds) for code, bounds in formats.RANGES.items()}
_RECORDS_MOST = 60


def values_of(fields):
    """Any values of a kind's fields."""
    return st.tuples(*[_FIELDS[code] if code in _FIELDS else _bytes(code) for _name, code, _unit in fields])


def _bytes(code):
    return st.binary(max_size=120) if code == formats.TAIL else st.binary(min_size=int(code[:-1]), max_size=int(code[:-1]))


RECORD_DRAWN = st.sampled_from(formats.RECORDS).flatmap(lambda row: st.tuples(st.just(row[0]), values_of(row[2])))


def _in_order(rows):
    sequence, records = 0, []
    for (kind, values), step, time_ms in rows:
        sequence += step
        records.append(formats.decode(formats.encode(kind, sequence, time_ms, values), 0))
    return records


_STEPS = st.one_of(st.just(1), st.integers(1, 100_000))
RECORDS_DRAWN = st.lists(
    st.tuples(RECORD_DRAWN, _STEPS, st.integers(0, 2**32 - 1)), min_size=1, max_size=_RECORDS_MOST).map(_in_order)
