"""The unit's end of the link: what each command may do in each state, what is refused and how, and what is told."""

import struct

import pytest

from stillwater.link import commands, frames
from stillwater.treatment import states
from stillwater.treatment.course import STOP
from support.link_unit import FILE, FILE_BYTES, IDENTITY, SERIAL, LinkedUnit, edges, request

_STATES = [*range(len(states.STATES)), commands.NO_PLAN]
_NAMES = [row[1] for row in commands.COMMANDS]
_HOLD = states.HOLD
_OFFERED = ("clock_set", "prescription_load", "service")


def _allowed(row):
    return row[4] or tuple(_STATES)


@pytest.mark.parametrize("name", _NAMES)
def test_no_command_changes_what_a_current_depends_on_in_any_state(name):
    row = commands.named(name)
    for state in _STATES:
        for values in edges(row):
            unit = LinkedUnit(state)
            before = unit.memory()
            assert unit.send(request(name, *values))
            assert unit.memory() == before
            assert unit.app._stop_asked == (name == "safe")


def test_what_safe_asks_for_leads_to_less_in_every_state():
    for state in range(len(states.STATES)):
        for event in ("stop", "no"):
            following = states.next_of(state, event)
            assert following is None or states.STATES[following[0]][1:3] == (states.OFF_MODE, states.NO)


def test_safe_is_the_stop_button_at_the_next_look():
    unit = LinkedUnit(_HOLD)
    seen, step = [], unit.app.session.step
    unit.app.session.step = lambda snapshot, pressed: (seen.append(pressed), step(snapshot, pressed))
    unit.ask("safe")
    unit.app.treat(0)
    unit.app.treat(20)
    assert seen == [STOP, 0]


@pytest.mark.parametrize("name", _NAMES)
def test_a_command_is_done_in_its_states_and_refused_in_every_other(name):
    row = commands.named(name)
    for state in _STATES:
        unit = LinkedUnit(state)
        kind, told = unit.ask(name, *edges(row)[1])
        if state in _allowed(row):
            assert kind == frames.REPLY
            assert [offered[0] for offered in unit.offered] == [name] * (name in _OFFERED)
        else:
            assert (kind, told.error, told.value, told.bound) == (frames.ERROR, commands.STATE, state, row[4][0])
            assert unit.offered == []


@pytest.mark.parametrize("row", [row for row in commands.COMMANDS if row[2]], ids=lambda row: row[1])
def test_an_argument_beyond_its_range_is_refused_with_the_bound(row):
    for at, (name, code, _unit, least, most) in enumerate(row[2]):
        for value, bound in ((least - 1, least), (most + 1, most)):
            values = edges(row)[0]
            try:
                values[at] = struct.unpack("<" + code, struct.pack("<" + code, value))[0]
            except struct.error:  # a value that the field cannot hold cannot be sent
                continue
            kind, told = LinkedUnit(states.IDLE).ask(row[1], *values)
            assert (kind, told.error, told.value, told.bound, told.text) == (frames.ERROR, commands.RANGE, value, bound, name.encode())


def test_a_tail_that_is_empty_is_refused_with_the_bound():
    kind, told = LinkedUnit(states.IDLE).ask("prescription_load", b"")
    assert (kind, told.error, told.value, told.bound) == (frames.ERROR, commands.RANGE, 0, 1)


@pytest.mark.parametrize("code, payload, error, value, bound", [
    (0, b"", commands.UNKNOWN, 0, len(commands.COMMANDS)),
    (200, b"", commands.UNKNOWN, 200, len(commands.COMMANDS)),
    (commands.HELLO, b"x", commands.LENGTH, 1, 0),
    (commands.TELEMETRY, b"", commands.LENGTH, 0, 1),
    (commands.JOURNAL_READ, b"x" * 39, commands.LENGTH, 39, 38),
])
def test_a_request_that_is_none_is_refused_with_value_and_bound(code, payload, error, value, bound):
    ((kind, _code, _sequence, told),) = LinkedUnit().send(frames.encode(frames.REQUEST, code, 7, payload))
    assert kind == frames.ERROR
    assert commands.unpack(commands.ERROR, told)[:3] == [error, value, bound]


@pytest.mark.parametrize("name", ["clock_set", "prescription_load", "service"])
def test_what_the_application_does_not_offer_is_refused_by_name(name):
    unit = LinkedUnit(states.IDLE)
    unit.server._answers._offers.clear()
    kind, told = unit.ask(name, *edges(commands.named(name))[0])
    assert (kind, told.error) == (frames.ERROR, commands.REFUSED)
    assert name in told.text.decode()


@pytest.mark.parametrize("error", [commands.REFUSED, commands.BUSY])
def test_what_the_application_refuses_is_told_with_its_reason(error):
    def refuse(_data):
        raise commands.Refusal(error, 3, 2, "expired " + "x" * 300)

    unit = LinkedUnit(states.IDLE)
    unit.server._answers._offers["prescription_load"] = refuse
    kind, told = unit.ask("prescription_load", b"{}")
    assert (kind, told.error, told.value, told.bound) == (frames.ERROR, error, 3, 2)
    assert told.text == (b"expired " + b"x" * 300)[: commands.TEXT_BYTES_MAX]


def test_an_application_that_fails_is_told_and_counted_and_the_link_goes_on():
    unit = LinkedUnit(states.IDLE)
    unit.server._answers._offers["prescription_load"] = lambda data: [][1]
    kind, told = unit.ask("prescription_load", b"{}")
    assert (kind, told.error) == (frames.ERROR, commands.BROKEN)
    assert b"IndexError" in told.text
    assert unit.ask("hello")[1].failures == 1


def test_hello_tells_who_and_by_which_table():
    told = LinkedUnit().ask("hello")[1]
    assert (told.serial, told.firmware_hash, told.board_hash) == (SERIAL, IDENTITY[0], IDENTITY[1])
    assert (told.protocol, told.table_crc) == (commands.PROTOCOL, commands.table_crc())


def test_status_tells_what_the_slots_hold():
    from stillwater.control import state
    from stillwater.safety import faults
    from stillwater.safety.slots import FAULT

    unit = LinkedUnit(_HOLD)
    unit.app.control[state.MODE] = state.MODE_DRIVE
    unit.app.control[state.CURRENT_UA] = unit.app.control[state.LEVEL_Q8_UA] = 5000
    unit.app.control[state.LEVEL_Q8_UA] = 10_000 << 8
    unit.app.control[state.CURRENT_SLOW_Q6_UA] = 5000 << 6
    unit.app.control[state.OUTPUT_MV] = 33_000
    unit.app.guard[FAULT] = faults.COMPARATOR
    told = unit.ask("status")[1]
    assert (told.state, told.current_ua, told.output_mv, told.wet_ppm, told.fault) == (_HOLD, 5000, 33_000, 500_000, faults.COMPARATOR)


def test_the_journal_is_read_by_file_and_offset():
    unit = LinkedUnit(_HOLD)
    assert (unit.ask("journal_file", 0)[1].name.rstrip(b"\0"), unit.ask("journal_file", 0)[1].bytes) == (FILE.encode(), len(FILE_BYTES))
    assert unit.ask("journal_file", 1)[1].name.rstrip(b"\0") == b""
    assert unit.ask("journal_read", FILE.encode(), 100, 512)[1].data == FILE_BYTES[100:612]
    assert unit.ask("journal_read", FILE.encode(), 1200, 512)[1].data == FILE_BYTES[1200:].rstrip(b"\xff")
    assert unit.ask("journal_read", FILE.encode(), 1 << 30, 512)[1].data == b""


def test_no_file_but_the_journals_is_read():
    kind, told = LinkedUnit().ask("journal_read", b"../main.py", 0, 512)
    assert (kind, told.error) == (frames.ERROR, commands.REFUSED)
