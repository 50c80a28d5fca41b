"""Treatments as a journal gets them, drawn by a seeded generator; and every record of a journal's files, wherever it lies."""

from stillwater.journal import formats, packed, scan
from stillwater.treatment import states

SUMMARY_MS = 500
SERIAL, FIRMWARE, BOARD = b"SW1-00000042", b"firmware", b"boardhas"
_CHUNKS = 11


def treatment(draw, summaries=3000, soft_stops=1):
    """Yields (kind, time_ms, fields) of a start of the unit and one treatment; draw: random.Random."""
    yield formats.BOOT, 0, (FIRMWARE, BOARD, 0, draw.randrange(3))
    now_ms = draw.randrange(5_000, 30_000)
    for question in range(3):
        yield formats.ANSWER, now_ms + 1700 * question, (question, 1)
    if draw.random() < 0.3:
        yield formats.REFUSAL, now_ms, (draw.randrange(1, 9),)
    yield formats.TREATMENT_START, now_ms + 6000, (SERIAL, FIRMWARE, BOARD, 0, 15_000, 20, 0, 3)
    yield from _course(draw, now_ms + 6000, summaries, soft_stops)


def _course(draw, start_ms, summaries, soft_stops):
    stops = set(draw.sample(range(summaries), min(soft_stops, summaries)))
    current_ua, charge_uc = 0, 0
    for number in range(summaries):
        now_ms = start_ms + SUMMARY_MS * number + draw.randrange(3)
        current_ua = min(15_000, current_ua + 150) + round(draw.gauss(0, 30))
        charge_uc += max(0, current_ua) // 2
        yield formats.SUMMARY, now_ms, _summary(draw, current_ua, charge_uc)
        if number in stops:
            yield from _soft_stop(draw, now_ms, current_ua)
            current_ua = 0
        if number in (1, summaries // 2):
            yield formats.TURN, now_ms, (1 if number == 1 else -1, 20)
        if number % 200 == 100:
            yield formats.STATE, now_ms, (states.RAMP, states.HOLD, 3)
    yield formats.TREATMENT_END, start_ms + SUMMARY_MS * summaries, (1, charge_uc, SUMMARY_MS * summaries)


def _summary(draw, current_ua, charge_uc):
    output_mv = 25_000 + current_ua // 10 + round(draw.gauss(0, 60))
    spread_ua = [round(abs(draw.gauss(0, 40))) for _ in range(2)]
    skin_mv, wet_ppm = output_mv // 4 + round(draw.gauss(0, 40)), 1000 * round(draw.gauss(990, 8))
    return current_ua - spread_ua[0], current_ua, current_ua + spread_ua[1], output_mv, skin_mv, wet_ppm, charge_uc, states.HOLD


def _soft_stop(draw, now_ms, current_ua):
    yield formats.SOFT_STOP, now_ms, (1, current_ua, 400_000)
    for chunk in range(_CHUNKS):
        yield formats.CAPTURE, now_ms + SUMMARY_MS * chunk, (chunk, draw.randbytes(192))


def keep(journal, entries, written):
    """Append entries and note in `written` what was kept: (kind, sequence, fields)."""
    for kind, now_ms, fields in entries:
        sequence = journal.sequence
        if not journal.append(kind, now_ms, *fields):
            return False
        written.append((kind, sequence, fields))
    return True


def in_files(files):
    """{sequence: (kind, time_ms, payload)} of all records in the contents of a journal's files."""
    found = {}
    for content in files:
        for record in scan.records_in(content):
            for kind, sequence, time_ms, payload in packed.expand(record):
                found[sequence] = (kind, time_ms, payload)
    return found


def missing(written, found, kinds=None):
    """Those of the written records, of some kinds or of all, that are not found as they were written."""
    wanted = [record for record in written if kinds is None or record[0] in kinds]
    return [record for record in wanted if not _is_there(record, found)]


def _is_there(record, found):
    kind, sequence, fields = record
    there = found.get(sequence)
    return there is not None and there[0] == kind and formats.unpack(kind, there[2]) == tuple(fields)
