"""An INA228 on I2C: shunt voltage, bus voltage and temperature of this instant, in the part's own registers and steps.

Its alert watches the shunt's upper limit. Knows neither averaging nor conversion time, so the alert comes up to 1 ms too soon, no
other limit, and no register that needs a calibration (current, power, energy, charge).
"""

from collections.abc import Callable

_CONFIG, _SHUNT, _BUS, _TEMPERATURE, _MANUFACTURER, _DEVICE = 0x00, 0x04, 0x05, 0x06, 0x3E, 0x3F
_ALERT, _SHUNT_LIMIT = 0x0B, 0x0C
_IS_FINE = 1 << 4  # of the configuration: a quarter of the range
_IS_LATCHED = 1 << 15  # of the alert's register: it stands until it is read
_LIMIT_V_PER_CODE = 5e-6
_SHUNT_V_PER_CODE = 312.5e-9
_BUS_V_PER_CODE = 195.3125e-6
_C_PER_CODE = 7.8125e-3
_AT_RESET = {0x01: 0xFB68, 0x02: 0x1000, 0x0B: 0x0001, 0x0C: 0x7FFF, 0x0D: 0x8000, 0x0E: 0x7FFF, 0x10: 0x7FFF, 0x11: 0xFFFF,
             _MANUFACTURER: 0x5449, _DEVICE: 0x2281}


class Ina228:
    """The part over a shunt; shunt_v() and bus_v() are asked whenever the chip reads them."""

    def __init__(self, shunt_v: Callable[[], float], bus_v: Callable[[], float] = lambda: 0.0, temperature_c: float = 25.0) -> None:
        self.registers = dict(_AT_RESET)
        self.alerts = False  # the pin is pulled low
        self._shunt_v = shunt_v
        self._bus_v = bus_v
        self._temperature_c = temperature_c
        self._register = 0
        self._in = bytearray()
        self._out = b""

    def compare(self, shunt_v: float) -> None:
        """A conversion of the shunt's voltage against its upper limit: above it the alert comes, and it goes unless it is latched."""
        is_above = shunt_v > self.registers[_SHUNT_LIMIT] * _LIMIT_V_PER_CODE / self._fineness
        self.alerts = is_above or self.alerts and bool(self.registers[_ALERT] & _IS_LATCHED)

    @property
    def _fineness(self) -> int:
        return 4 if self.registers.get(_CONFIG, 0) & _IS_FINE else 1

    def begin(self, reading: bool) -> None:
        """Of `i2c.Part`."""
        self._in.clear()
        self._out = self._read() if reading else b""

    def take(self, byte: int) -> bool:
        """Of `i2c.Part`: the register's number, then its two bytes."""
        self._in.append(byte)
        self._register = self._in[0]
        if len(self._in) == 3:
            self.registers[self._register] = int.from_bytes(self._in[1:], "big")
        return True

    def give(self) -> int:
        """Of `i2c.Part`."""
        byte, self._out = (self._out[0], self._out[1:]) if self._out else (0xFF, b"")
        return byte

    def _read(self) -> bytes:
        if self._register == _SHUNT:
            return _twenty_bits(self._shunt_v() / _SHUNT_V_PER_CODE * self._fineness)
        if self._register == _BUS:
            return _twenty_bits(self._bus_v() / _BUS_V_PER_CODE)
        if self._register == _TEMPERATURE:
            return round(self._temperature_c / _C_PER_CODE).to_bytes(2, "big", signed=True)
        if self._register == _ALERT:
            self.alerts = False
        return self.registers.get(self._register, 0).to_bytes(2, "big")


def _twenty_bits(code: float) -> bytes:
    """A code of 20 bits, limited to its range, in the upper part of three bytes."""
    limited = max(-(1 << 19), min((1 << 19) - 1, round(code)))
    return (limited << 4 & 0xFFFFFF).to_bytes(3, "big")
