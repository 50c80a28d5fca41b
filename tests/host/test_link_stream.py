"""The unit's end of the link when the pipe is full, slow, noisy or dead: nothing waits, and what was begun is ended."""

import pytest

from stillwater.link import commands, frames
from stillwater.link.sender import GONE_MS, Sender
from stillwater.link.server import HINT_MS
from stillwater.treatment import states
from support.link_unit import FILE, SERIAL, LinkedUnit, request

_STATES = [*range(len(states.STATES)), commands.NO_PLAN]
_HOLD = states.HOLD


def test_a_stream_that_fails_is_counted_and_not_raised():
    unit = LinkedUnit()
    read_into, unit.pipe.read_into = unit.pipe.read_into, lambda buffer: 1 // 0
    unit.steps(3)
    unit.pipe.read_into = read_into
    assert unit.ask("hello")[1].failures == 3


def test_telemetry_comes_ten_times_a_second_and_ends_by_itself():
    unit = LinkedUnit(_HOLD)
    unit.pipe.waiting += request("telemetry", 2)
    unit.steps(800)
    samples = [frame for frame in unit.heard() if frame[0] == frames.TELEMETRY]
    numbers = [sequence for _kind, _code, sequence, _payload in samples]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert 19 <= len(numbers) <= 21
    assert commands.unpack(commands.SAMPLE, samples[0][3])[1] == _HOLD


def test_telemetry_ends_when_asked():
    unit = LinkedUnit()
    unit.ask("telemetry", 60)
    unit.send(request("telemetry", 0))
    unit.steps(400)
    assert unit.heard() == []


def test_a_full_pipe_drops_samples_and_ends_what_was_begun():
    unit = LinkedUnit(_HOLD)
    unit.ask("telemetry", 60)
    unit.pipe.room_bytes = 60
    unit.steps(300)
    unit.pipe.room_bytes = 1 << 40
    unit.steps(100)
    said = bytes(unit.pipe.said)
    numbers = [sequence for _kind, _code, sequence, _payload in unit.heard()]
    assert len(said) % len(frames.encode(frames.TELEMETRY, 3, 0, bytes(commands.size_of(commands.SAMPLE)))) == 0
    assert len(numbers) < 10
    assert numbers[1] - numbers[0] == 1
    assert numbers[2] - numbers[1] > 10


def test_replies_come_whole_and_in_order_through_a_pipe_that_takes_little():
    unit = LinkedUnit()
    asked = [request("journal_read", FILE.encode(), 256 * k, 256, sequence=k) for k in range(6)]
    unit.pipe.waiting += b"".join(asked)
    unit.pipe.room_bytes = 0
    for _ in range(700):
        unit.pipe.room_bytes = 7
        unit.steps(1)
    said = bytes(unit.pipe.said)
    assert b"".join(frames.encode(*frame) for frame in unit.heard()) == said
    assert said.count(frames.START) >= 6


def test_no_frame_is_begun_before_the_last_is_whole():
    sender = Sender()
    sender.give(b"whole", 0)
    with pytest.raises(ValueError, match="5 bytes of a frame are still to be written"):
        sender.give(b"next", 1)


def test_safe_is_obeyed_though_nobody_reads():
    unit = LinkedUnit(_HOLD)
    unit.pipe.room_bytes = 0
    unit.pipe.waiting += request("status") * 3 + request("safe")
    unit.steps(50)
    assert not unit.app._stop_asked
    unit.steps(GONE_MS // 5 + 100)
    assert unit.app._stop_asked


def test_service_is_entered_when_its_reply_is_out():
    unit = LinkedUnit(states.IDLE)
    unit.pipe.room_bytes = 5
    unit.pipe.waiting += request("service")
    unit.steps(20)
    assert unit.offered == []
    unit.pipe.room_bytes = 100
    unit.steps(5)
    assert unit.offered == [("service",)]
    unit.steps(50)
    assert unit.offered == [("service",)]


def test_service_is_not_entered_when_the_patient_has_begun_meanwhile():
    unit = LinkedUnit(states.IDLE)
    unit.pipe.room_bytes = 5
    unit.pipe.waiting += request("service")
    unit.steps(20)
    unit.app.session.state = states.ASK
    unit.pipe.room_bytes = 100
    unit.steps(50)
    assert unit.offered == []


def test_while_current_may_flow_bytes_are_written_one_by_one():
    for state in _STATES:
        unit = LinkedUnit(state)
        unit.send(request("hello"))
        flows = state < len(states.STATES) and (states.STATES[state][1] or states.STATES[state][4])
        assert not flows or set(unit.pipe.at_once) == {1}


def test_a_step_reads_and_writes_little_whatever_comes():
    unit = LinkedUnit(_HOLD)
    unit.pipe.waiting += request("journal_read", FILE.encode(), 0, 512) * 20 + b"junk" * 1000
    for _ in range(400):
        before = len(unit.pipe.waiting), len(unit.pipe.said)
        unit.steps(1)
        assert before[0] - len(unit.pipe.waiting) <= 32
        assert len(unit.pipe.said) - before[1] <= 16


def test_a_human_is_told_once_a_second_what_this_is():
    unit = LinkedUnit()
    for _ in range(30):
        unit.pipe.waiting += b"AT\r\x03\x01"
        unit.steps(100 // 5)
    lines = [line for line in bytes(unit.pipe.said).split(b"\r\n") if line]
    assert 3 <= len(lines) <= 3000 // HINT_MS + 1
    assert all(SERIAL in line and b"treatment mode" in line for line in lines)


def test_who_types_nothing_is_told_nothing():
    unit = LinkedUnit()
    unit.steps(2000)
    assert unit.pipe.said == b""
