"""The port's drivers on a recorded bus: display, INA228, DS3231, buzzer."""

from datetime import datetime, timezone
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillwater.port import ds3231, ds3231_set, ina228
from stillwater.port.buzzer import Buzzer
from stillwater.port.ssd1306 import Display
from support.registers_fake import Bus


def sent(bus):
    data, bus.sent = bus.sent, []
    return data


def test_the_display_is_set_up_once_and_then_gets_the_pages_that_changed():
    bus = Bus(x3C={})
    display = Display(bus)
    while display.pump(0):
        pass
    first = sent(bus)
    assert first[0][1][:2] == b"\x00\xae" and first[0][1][-1] == 0xAF
    assert [data[1] for _address, data in first[1::2]] == [0xB0 | page for page in range(8)]
    frame = bytearray(1024)
    frame[3 * 128 + 5] = 0x5A
    display.show(frame)
    assert display.pump(0) and not display.pump(0)
    (_, where), (_, page) = sent(bus)
    assert where == b"\x00\xb3\x00\x10"
    assert page == b"\x40" + frame[3 * 128:4 * 128]


def test_a_display_that_is_missing_is_asked_once_a_second_and_set_up_anew():
    bus = Bus()
    display = Display(bus)
    for now_ms in range(3000):
        assert not display.pump(now_ms)
    assert display.failures == 3
    bus.parts[0x3C] = {}
    assert display.pump(3000)
    assert sent(bus)[0][1][:2] == b"\x00\xae"


def reference(vshunt=b"\0\0\0"):
    bus = Bus(x40={ina228.VSHUNT: vshunt, ina228.DIAG_ALRT: b"\0\0"})
    return bus, ina228.Reference(bus, shunt_mohm=4700, alert_ua=30_000)


def test_the_ina228_is_set_up_by_its_data_sheet():
    bus, part = reference()
    part.pump(0)
    assert sent(bus) == [
        (0x40, b"\x00\x00\x00"),  # CONFIG: range 163.84 mV
        (0x40, b"\x01\xab\x6a"),  # ADC_CONFIG: shunt only, 1.052 ms, 16 averaged
        (0x40, b"\x0c\x6e\x28"),  # SOVL: 28,200 steps of 5 uV are 141 mV, 30 mA over 4.7 ohm
        (0x40, b"\x0b\x80\x00"),  # DIAG_ALRT: latched
    ]


@pytest.mark.parametrize("code, ua", [(0, 0), (225_600, 15_000), (0xFFFFF, -1), (0x100000 - 225_600, -15_000), (0x7FFFF, 34_859)])
def test_the_ina228_tells_microamperes(code, ua):
    bus, part = reference((code << 4).to_bytes(3, "big"))
    part.pump(0)
    part.pump(20)
    assert part.current_ua == ua


def test_the_ina228_is_read_fifty_times_a_second_and_its_settings_once():
    bus, part = reference()
    part.pump(0)
    sent(bus)
    for now_ms in range(20, 1020):
        part.pump(now_ms)
    registers_read = [data for _address, data in sent(bus)]
    assert registers_read.count(b"\x04") == 50
    assert registers_read.count(b"\x0c") == 1 and b"\x0b" not in registers_read  # which would let the alert go


def test_an_ina228_that_was_reset_is_set_up_anew():
    bus, part = reference()
    part.pump(0)
    bus.parts[0x40][ina228.SOVL] = b"\x7f\xff"
    for now_ms in range(20, 1100):
        part.pump(now_ms)
    assert bus.parts[0x40][ina228.SOVL] == b"\x6e\x28"
    assert part.failures == 1


def test_an_ina228_that_does_not_answer_tells_no_current():
    bus, part = reference((225_600 << 4).to_bytes(3, "big"))
    part.pump(0)
    part.pump(20)
    del bus.parts[0x40]
    part.pump(40)
    part.release()
    assert (part.current_ua, part.failures) == (0, 2)


def test_the_alert_is_let_go_by_reading_it():
    bus, part = reference()
    part.release()
    assert sent(bus) == [(0x40, b"\x0b")]


@given(st.integers(946684800, 4102444799))
def test_the_clock_is_told_its_time_and_tells_it(clock_s):
    registers = ds3231_set.registers_of(clock_s)
    assert ds3231.seconds_of(registers) == clock_s
    now = datetime.fromtimestamp(clock_s, timezone.utc)
    figures = (now.second, now.minute, now.hour, now.isoweekday(), now.day, now.month, now.year - 2000)
    assert [f"{byte:02x}" for byte in registers] == [f"{figure:02d}" for figure in figures]


@pytest.mark.parametrize("registers", [
    "60000001010127", "00600001010127", "00002401010127", "00004101010127", "00000001000127", "00000001300227", "00000001290227",
    "00000001010027", "00000001011327", "0a000001010127", "ffffffffffffff"])
def test_what_is_no_time_is_not_told(registers):
    assert ds3231.seconds_of(bytes.fromhex(registers)) == 0


def test_a_clock_that_has_stopped_or_is_missing_tells_no_time_and_one_that_is_set_does():
    bus = Bus(x68={0x0F: b"\x88", 0: bytes(7)})
    assert ds3231.told_s(bus) == 0
    assert ds3231_set.put_right(bus, 1_796_000_000)
    assert ds3231.told_s(bus) == 1_796_000_000
    assert ds3231.told_s(Bus()) == 0
    assert not ds3231_set.put_right(Bus(), 1_796_000_000)


def test_the_century_of_a_clock_is_not_looked_at_and_what_was_before_2026_is_no_time():
    assert ds3231.seconds_of(bytes.fromhex("00000001019326")) == 0
    assert ds3231.seconds_of(bytes.fromhex("00000004018126")) == 1_767_225_600
    told = {year: ds3231.told_s(Bus(x68={0x0F: b"\0", 0: bytes.fromhex(f"000000040101{year}")})) for year in ("25", "26")}
    assert told == {"25": 0, "26": 1_767_225_600}


def test_the_buzzer_plays_a_pattern_and_a_new_one_ends_the_old():
    levels = []
    buzzer = Buzzer(SimpleNamespace(value=levels.append))
    buzzer.sound((2, 100, 50), 0)
    for now_ms in range(0, 400, 10):
        buzzer.pump(now_ms)
    assert levels == [0, 1, 0, 1, 0]
    buzzer.sound((1, 100, 50), 400)
    buzzer.pump(400)
    buzzer.sound((0, 0, 0), 420)
    buzzer.pump(1000)
    assert levels[-1] == 0
