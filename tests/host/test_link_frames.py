"""Frames: what was sent comes back, and nothing else does, whatever is on the line. STILLWATER_FUZZ_FRAMES plays more of it."""

import os
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stillwater.link import commands, frames
from stillwater.treatment import states
from support.link_unit import LinkedUnit, edges, request, sound_frames

_FRAMES = int(os.environ.get("STILLWATER_FUZZ_FRAMES", "100000"))
_SEED = 20261125
_BATCH = 200
_LONGEST_STEPS = 40  # to write the longest reply while current may flow
_FRAME = st.tuples(st.integers(1, 4), st.integers(0, 255), st.integers(0, 65535), st.binary(max_size=frames.PAYLOAD_BYTES_MAX))
_NOISE = st.binary(max_size=60) | st.just(frames.START) | st.just(frames.START + b"\x01\x01\x00\x00\x00\x02")


class Bytes:
    """A stream that brings what it was given."""

    def __init__(self, data):
        self._data = data

    def read_into(self, buffer):
        count = min(len(buffer), len(self._data))
        buffer[:count] = self._data[:count]
        self._data = self._data[count:]
        return count


def received(data, slice_bytes=32):
    """What a receiver finds in bytes that come in slices, and have then ended."""
    receiver, stream, found = frames.Receiver(), Bytes(data), []
    for now_ms in range(0, 40 * (len(data) // slice_bytes + frames.FRAME_BYTES_MAX), 20):
        came = receiver.take(stream, slice_bytes, now_ms)
        frame = receiver.next(now_ms)
        found += [frame] if frame else []
        if not came and receiver.is_empty:
            return found
    raise AssertionError("the receiver does not come to an end")


@given(_FRAME)
def test_a_frame_comes_back_as_it_was_sent(frame):
    assert received(frames.encode(*frame)) == [frame]


@settings(deadline=None)
@given(st.lists(st.tuples(_NOISE, _FRAME), min_size=1, max_size=4), st.integers(1, 700))
def test_frames_are_found_again_after_noise(pieces, slice_bytes):
    data = b"".join(noise + frames.encode(*frame) for noise, frame in pieces)
    assert received(data, slice_bytes) == sound_frames(data)


@given(_FRAME, st.data())
def test_a_frame_with_any_wrong_bit_is_no_frame(frame, data):
    whole = bytearray(frames.encode(*frame))
    bit = data.draw(st.integers(0, 8 * len(whole) - 1))
    whole[bit // 8] ^= 1 << bit % 8
    assert received(bytes(whole)) == []


@given(_FRAME, st.data())
def test_a_cut_frame_is_no_frame_and_hides_none_behind_it(frame, data):
    whole = frames.encode(*frame)
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    assert received(cut + whole)[-1] == frame


def test_a_frame_that_has_stopped_half_way_is_given_up_in_time():
    receiver, whole = frames.Receiver(), frames.encode(1, 1, 1, b"")
    receiver.take(Bytes(frames.encode(1, 1, 1, bytes(500))[:300]), 524, 0)
    assert receiver.next(0) is None
    receiver.take(Bytes(whole), 524, 100)
    assert receiver.next(100 + frames.STALE_MS) is None
    assert receiver.next(101 + frames.STALE_MS, 10) == (1, 1, 1, b"")


def test_a_payload_that_is_too_long_is_refused_before_it_is_sent():
    with pytest.raises(ValueError, match="513 bytes: a frame takes 512"):
        frames.encode(1, 1, 1, bytes(513))


def test_nothing_that_is_typed_begins_a_frame():
    with pytest.raises(UnicodeDecodeError):
        frames.START[:1].decode()


def test_noise_is_counted_and_the_buffer_does_not_grow():
    receiver = frames.Receiver()
    size = len(receiver._buffer)
    for now_ms in range(100):
        receiver.take(Bytes(b"AT+CGMI\r"), 32, now_ms)
        assert receiver.next(now_ms) is None
    assert (receiver.strays, len(receiver._buffer)) == (800, size)


def test_a_false_start_costs_a_call_only_few_checks(monkeypatch):
    receiver, checked = frames.Receiver(), []
    crc32 = frames.binascii.crc32
    monkeypatch.setattr(frames.binascii, "crc32", lambda data: checked.append(len(data)) or crc32(data))
    receiver.take(Bytes((frames.START + b"\x01\x01\x00\x00\x08\x00") * 65), frames.FRAME_BYTES_MAX, 0)
    receiver.next(0)
    assert 1 <= len(checked) <= 4


def _line(draw, sequence):
    """(bytes, frames in them that are whole) of one mishap on the line."""
    row = draw.choice([row for row in commands.COMMANDS if row[1] != "safe"])
    whole = request(row[1], *draw.choice(edges(row)), sequence=sequence)
    at = draw.randrange(len(whole))
    flipped = bytearray(whole)
    flipped[at] ^= 1 << draw.randrange(8)
    long = frames.START + bytes([1, row[0]]) + sequence.to_bytes(2, "little") + draw.choice((513, 60000)).to_bytes(2, "little")
    return draw.choice((
        (draw.randbytes(draw.randrange(1, 80)), 0),
        (whole[:at], 0),
        (bytes(flipped), 0),
        (whole[at:] + whole[:at], 0) if at else (whole, 1),
        (whole[:-4] + draw.randbytes(4), 0),
        (long + draw.randbytes(draw.randrange(60)), 0),
        (whole + whole, 2),
        (frames.encode(draw.choice((2, 3, 4)), row[0], sequence, draw.randbytes(9)), 0),
        (frames.encode(1, draw.randrange(len(commands.COMMANDS) + 1, 256), sequence, draw.randbytes(draw.randrange(40))), 1),
    ))


def _answers(said):
    return [(code, sequence) for kind, code, sequence, _payload in said if kind in (frames.REPLY, frames.ERROR)]


def test_no_mishap_on_the_line_is_obeyed_or_stops_the_link():
    draw, unit, played, began_s = random.Random(_SEED), LinkedUnit(states.HOLD), 0, time.perf_counter()
    before = unit.memory()
    while played < _FRAMES:
        lines = [_line(draw, (played + at) & 0xFFFF) for at in range(_BATCH)]
        data = b"".join(line for line, _whole in lines)
        sent = [(code, sequence) for kind, code, sequence, _payload in sound_frames(data) if kind == frames.REQUEST]
        assert _answers(unit.send(data, _LONGEST_STEPS * len(sent))) == sent, played
        assert unit.ask("hello")[0] == frames.REPLY, played
        played += _BATCH
    assert unit.memory() == before
    assert (unit.offered, unit.app._stop_asked, unit.ask("hello")[1].failures) == ([], False, 0)
    print(f"{played} frames in {time.perf_counter() - began_s:.1f} s")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.binary(max_size=200) | _FRAME.map(lambda frame: frames.encode(*frame)[:-1]), max_size=20))
def test_whatever_comes_the_server_still_answers(pieces):
    unit = LinkedUnit(states.HOLD)
    unit.send(b"".join(pieces), 400)
    assert unit.ask("hello")[0] == frames.REPLY
