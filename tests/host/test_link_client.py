"""The computer's end of the link: what it asks, what it makes of answers, and what it says when there are none."""

import os
import socket
import tty

import pytest

from stillwater.link import commands, frames
from stillwater.treatment import states
from stillwater_tools.link import ports
from stillwater_tools.link.client import Client
from stillwater_tools.link.errors import NoAnswer, OtherTable, PortGone, UnitRefused
from stillwater_tools.link.ports import Descriptor, Socket, open_port
from stillwater_tools.link.refused import refused
from stillwater_tools.problems import InputError
from support.link_unit import LinkedUnit, LoopPort, sound_frames

_SOON_S = 0.05


def client_of(state=states.HOLD):
    """A client that gives up soon, with its unit and its port."""
    unit = LinkedUnit(state)
    port = LoopPort(unit)
    return Client(port, timeout_s=_SOON_S), unit, port


class Said:
    """A port on which somebody else talks."""

    timeout = 0.0

    def __init__(self, data=b""):
        self._data = data

    def write(self, data):
        return len(data)

    def read(self, size):
        data, self._data = self._data[:size], self._data[size:]
        return data


def test_a_unit_is_told_by_names():
    client, _unit, _port = client_of()
    hello = client.connect()
    assert (hello["serial"], hello["board"], hello["state"]) == ("SWV-00000001", "virtual", "hold")
    assert hello["firmware_hash"] == b"firmware".hex()
    status = client.request("status")
    assert (status["state"], status["fault"], status["current_ua"]) == ("hold", "none", 0)


def test_a_hello_bears_no_control_character_but_those_of_every_frame():
    unit = LinkedUnit()
    port = LoopPort(unit)
    asked = Client(port)
    for _ in range(100):
        asked.request("hello")
    hellos = [bytes(port.sent[at : at + 12]) for at in range(0, len(port.sent), 12)]
    assert len(hellos) >= 100
    assert all(hello[:4] == b"\xf5\x57\x01\x01" and min(hello[4:6] + hello[8:]) >= 0x20 for hello in hellos)


def test_a_unit_without_a_prescription_is_told_as_such():
    client, unit, _port = client_of()
    unit.app.session = None
    assert client.request("status")["state"] == "no-plan"


def test_a_unit_of_another_table_is_refused_before_anything_is_asked_of_it():
    client, unit, port = client_of()
    unit.server._answers._table_crc = 0x1234
    with pytest.raises(OtherTable, match="SWV-00000001.*1/00001234.*flash the unit"):
        client.connect()
    assert [frame[1] for frame in sent_frames(port)] == [commands.HELLO]


def sent_frames(port):
    """Frames that the client wrote."""
    return sound_frames(bytes(port.sent))


@pytest.mark.parametrize("name, arguments, told", [
    ("raise_current", {}, "raise_current.*is none of the table.*hello"),
    ("telemetry", {}, "seconds missing.*0..60"),
    ("telemetry", {"seconds": 61}, "seconds = 61.*0..60"),
    ("telemetry", {"seconds": b"1"}, "0..60"),
    ("telemetry", {"seconds": 1, "hz": 9}, "hz = 9.*is no argument"),
    ("journal_read", {"name": b"x" * 33, "offset": 0, "length": 1}, "1..32"),
])
def test_what_does_not_fit_the_table_is_not_sent(name, arguments, told):
    client, _unit, port = client_of()
    with pytest.raises(InputError, match=told):
        client.request(name, **arguments)
    assert port.sent == b""


def test_a_refusal_tells_value_bound_and_what_to_do():
    client, _unit, _port = client_of(states.HOLD)
    with pytest.raises(UnitRefused, match="service: not while the unit is in state hold, only in idle, no-plan, blocked") as told:
        client.request("service")
    assert (told.value.command, told.value.error, told.value.value, told.value.bound) == ("service", "state", states.HOLD, states.IDLE)


@pytest.mark.parametrize("row", commands.ERRORS, ids=lambda row: row[1])
def test_every_error_of_the_table_has_a_sentence(row):
    error = refused(commands.TELEMETRY, commands.pack(commands.ERROR, (row[0], 6, 5, b"because")))
    assert error.error == row[1]
    assert str(error).startswith("telemetry: ")
    assert not str(error).startswith(f"telemetry: {row[1]}, 6")


def test_a_lost_answer_is_asked_for_again():
    client, _unit, port = client_of()
    port.lose = 2
    assert client.request("hello")["serial"] == "SWV-00000001"
    assert len(sent_frames(port)) == 3


def test_an_answer_to_another_tool_is_not_taken_for_ours():
    client, _unit, port = client_of()
    port.unit.pipe.said += frames.encode(frames.REPLY, commands.HELLO, (client._sequence + 3) & 0xFFFF, b"")
    assert client.request("status")["state"] == "hold"


@pytest.mark.parametrize("said, told", [
    (b"", "not a byte; is this a Stillwater unit, and is it on"),
    (b"MicroPython v1.28\r\n>>> ", "heard last .*>>> .*service mode"),
    (b"\x00\xf5garbage", "heard last .*garbage.*noise"),
])
def test_silence_is_told_with_what_was_heard_and_the_likely_cause(said, told):
    with pytest.raises(NoAnswer, match=told):
        Client(Said(said), timeout_s=_SOON_S).request("hello")


def test_samples_come_in_order_and_telemetry_ends_with_them():
    client, unit, port = client_of()
    samples = client.samples(10)
    told = [next(samples) for _ in range(20)]
    samples.close()
    assert [later["time_ms"] - sooner["time_ms"] for sooner, later in zip(told[:-1], told[1:], strict=True)] == [100] * 19
    assert (told[0]["state"], client.lost_samples) == ("hold", 0)
    assert unit.server._answers.telemetry_until_ms == 0
    assert [frame[3] for frame in sent_frames(port)] == [bytes([30]), bytes([0])]


def test_samples_that_a_full_pipe_has_dropped_are_counted():
    client, unit, _port = client_of()
    samples = client.samples(10)
    next(samples)
    unit.pipe.room_bytes = 0
    unit.steps(200)
    unit.pipe.room_bytes = 1 << 40
    for _ in range(5):
        next(samples)
    assert client.lost_samples >= 8


def test_a_unit_that_falls_silent_ends_the_samples_with_an_error():
    client, unit, _port = client_of()
    samples = client.samples(10)
    next(samples)
    unit.server.step = lambda now_ms: None
    with pytest.raises(NoAnswer, match="telemetry: no answer"):
        for _ in samples:
            pass


def test_a_port_that_vanishes_is_told_as_gone():
    tool, other = socket.socketpair()
    port = Socket(tool)
    other.close()
    with pytest.raises(PortGone, match="plug the unit in again"):
        Client(port, timeout_s=_SOON_S).request("hello")
    port.close()


def test_a_port_that_takes_nothing_is_told_and_not_waited_for(monkeypatch):
    monkeypatch.setattr(ports, "_WRITE_S", _SOON_S)
    tool, other = socket.socketpair()
    port = Socket(tool)
    with pytest.raises(NoAnswer, match="has taken nothing"):
        for _ in range(10_000):
            port.write(bytes(65_536))
    other.close()
    port.close()


def test_a_pty_is_a_port():
    unit_end, tool_end = os.openpty()
    tty.setraw(tool_end)
    port = Descriptor(tool_end, timeout=_SOON_S)
    os.write(unit_end, b"hello")
    assert port.read(100) == b"hello"
    assert port.read(100) == b""
    port.write(b"\x01")
    assert os.read(unit_end, 10) == b"\x01"
    os.close(unit_end)
    with pytest.raises(PortGone):
        port.read(1)
    port.close()


@pytest.mark.parametrize("address, told", [
    ("/dev/ttyNOT", "is not there"),
    ("socket://127.0.0.1:1", "nobody answers there"),
    ("socket://nowhere", "must be socket://HOST:PORT"),
])
def test_a_port_that_cannot_be_opened_says_why(address, told):
    with pytest.raises(PortGone, match=told):
        open_port(address)


@pytest.mark.parametrize("why, told", [
    ("[Errno 11] Could not exclusively lock port", "another program holds it"),
    ("[Errno 16] Device or resource busy", "another program holds it"),
    ("[Errno 13] Permission denied", "not permitted"),
    ("[Errno 5] Input/output error", "cannot be opened"),
])
def test_absent_held_and_not_permitted_are_different_messages(why, told, tmp_path):
    assert told in ports._why_not(str(tmp_path), why)
