"""Parts on I2C, from plain MicroPython: the picture that is sent stands on the glass, a shunt's voltage is read, time is the bus's."""

import pytest

from stillwater_tools.chip.console import CodeRaised, execute
from stillwater_tools.chip.i2c import Bus
from stillwater_tools.chip.ina228 import Ina228
from stillwater_tools.chip.ssd1306 import HEIGHT, WIDTH, Ssd1306

_OPEN = "import machine, time\ni2c = machine.I2C(0, sda=machine.Pin(16), scl=machine.Pin(17), freq=400_000)\n"
_DRAWN = _OPEN + """
import framebuf
frame = bytearray(1024)
canvas = framebuf.FrameBuffer(frame, 128, 64, framebuf.MONO_VLSB)
canvas.line(0, 0, 63, 63, 1)
canvas.vline(100, 3, 50, 1)
"""
_DIAGONAL_AND_LINE = [
    "".join("#" if x == y or (x == 100 and 3 <= y < 53) else "." for x in range(WIDTH)) for y in range(HEIGHT)
]
_WHOLE = """
for command in b"\\xae\\x20\\x00\\x21\\x00\\x7f\\x22\\x00\\x07\\xda\\x12\\x81\\xcf\\xaf":
    i2c.writeto(0x3C, bytes((0x80, command)))
i2c.writeto(0x3C, b"\\x40" + frame)
"""
_BY_PAGE = """
i2c.writeto(0x3C, b"\\x00\\xae\\x20\\x02\\xda\\x12\\xaf")
for page in range(8):
    i2c.writeto(0x3C, bytes((0, 0xB0 | page, 0x00, 0x10)))
    i2c.writeto(0x3C, b"\\x40" + frame[page * 128 : page * 128 + 128])
"""


@pytest.mark.parametrize("send", [_WHOLE, _BY_PAGE], ids=["whole", "by page"])
def test_a_picture_that_is_sent_stands_on_the_glass(machine, send):
    display = Ssd1306()
    Bus(machine, 0, {0x3C: display})
    execute(machine, _DRAWN + send)
    assert display.picture() == _DIAGONAL_AND_LINE


def test_a_shunt_is_read_in_the_parts_own_steps(machine):
    Bus(machine, 0, {0x40: Ina228(lambda: -0.047, lambda: 12.0)})
    read = "print([i2c.readfrom_mem(0x40, register, 3).hex() for register in (4, 5)], i2c.readfrom_mem(0x40, 0x3F, 2).hex())"
    assert execute(machine, _OPEN + read) == f"{[f'{(-150400 << 4) & 0xFFFFFF:06x}', f'{61440 << 4:06x}']} 2281\r\n"


def test_what_is_written_to_a_register_is_read_back(machine):
    Bus(machine, 0, {0x40: Ina228(lambda: 0.0)})
    write = "i2c.writeto_mem(0x40, 12, b'\\x12\\x34')\nprint(i2c.readfrom_mem(0x40, 12, 2).hex())"
    assert execute(machine, _OPEN + write) == "1234\r\n"


@pytest.mark.parametrize("hz", [100_000, 400_000])
def test_a_transfer_takes_as_long_as_on_wires(machine, hz):
    bus = Bus(machine, 0, {0x3C: Ssd1306()})
    timed = "began = time.ticks_us()\ni2c.writeto(0x3C, bytes(64))\nprint(time.ticks_diff(time.ticks_us(), began))"
    took_us = int(execute(machine, _OPEN.replace("400_000", str(hz)) + timed))
    assert 0 <= took_us - 65 * 9 * 1_000_000 / hz <= 200
    assert bus.bytes_moved == 65


@pytest.mark.parametrize("is_stuck, address", [(True, 0x3C), (False, 0x3D)], ids=["stuck bus", "nobody there"])
def test_a_part_that_does_not_answer_is_an_error(machine, is_stuck, address):
    Bus(machine, 0, {0x3C: Ssd1306()}).is_stuck = is_stuck
    with pytest.raises(CodeRaised, match="OSError"):
        execute(machine, _OPEN + f"i2c.writeto({address}, b'\\x00\\xaf')")
