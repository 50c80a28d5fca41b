"""The converter reads what the analogue side gives, at the instant of the conversion, in round robin too."""

import pytest

from stillwater_tools.chip.analog import Analog
from stillwater_tools.chip.console import execute

_ROUND = """
import machine
CS, RESULT, start_one, on = 0x4004C000, 0x4004C004, 4, 3
machine.ADC(26)
got = []
machine.mem32[CS] = {mask} << 16 | {first} << 12 | on
for _ in range(12):
    machine.mem32[CS] |= start_one
    got.append(machine.mem32[RESULT])
print(got)
"""


def test_a_conversion_reads_what_its_channel_gives(machine):
    Analog(machine, lambda channel: 1000 + channel)
    codes = [code << 4 | code >> 8 for code in (1000, 1001, 1002)]
    assert execute(machine, "import machine\nprint([machine.ADC(pin).read_u16() for pin in (26, 27, 28)])") == f"{codes}\r\n"


def test_an_input_is_held_at_the_instant_of_its_conversion(machine):
    analog = Analog(machine, lambda channel: int(machine.now_us) % 4096)
    code = "import machine, time\nadc = machine.ADC(26)\nwhile True:\n    code = adc.read_u16() >> 4\n    now = time.ticks_us()\n"
    lags = execute(machine, code + "    print((now - code) % 4096)\n    if now % 7 == 0: break")
    assert len({int(lag) // 50 for lag in lags.split()}) <= 2
    assert analog.conversions[0] == len(lags.split())


def test_an_input_beyond_the_range_is_at_its_end(machine):
    Analog(machine, lambda channel: 9999 if channel else -1)
    assert execute(machine, "import machine\nprint(machine.ADC(26).read_u16(), machine.ADC(27).read_u16())") == "0 65535\r\n"


@pytest.mark.parametrize("first, mask", [(0, 0b00111), (4, 0b10011), (1, 0b11111), (3, 0b01000), (2, 0)])
def test_round_robin_takes_each_channel_in_its_turn(machine, first, mask):
    Analog(machine, lambda channel: 100 + channel)
    turn = [channel % 5 for channel in range(first, first + 5) if mask >> channel % 5 & 1] or [first]
    assert execute(machine, _ROUND.format(first=first, mask=mask)) == f"{[100 + c for c in (turn * 12)[:12]]}\r\n"
