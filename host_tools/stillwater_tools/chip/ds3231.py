"""A DS3231 on I2C that has its battery: seven registers of time that go on with chip time, and a status that says whether it stood still.

Knows neither alarms, temperature nor 12 hours.
"""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

_TIME, _STATUS = 0x00, 0x0F
_HAS_STOPPED = 0x80
_REGISTERS = 0x13
_TIME_BYTES = 7


class Ds3231:
    """The part; now_us() is chip time. As with a new battery: it counts from 2000 on, and `has_stopped` until it is set."""

    def __init__(self, now_us: Callable[[], float]) -> None:
        self._now_us = now_us
        self._status = _HAS_STOPPED
        self._time, self._set_us = datetime(2000, 1, 1, tzinfo=timezone.utc), 0.0
        self._written: dict[int, int] = {}
        self._pointer = 0
        self._is_first = True

    @property
    def has_stopped(self) -> bool:
        """Whether what it tells is no time."""
        return bool(self._status & _HAS_STOPPED)

    @property
    def now(self) -> datetime:
        """The time it tells."""
        if self._written:
            self._take_over()
        return self._time + self._elapsed()

    def put_right(self, time: datetime) -> None:
        """As after it was set."""
        self._time, self._set_us, self._status = time, self._now_us(), 0

    def begin(self, reading: bool) -> None:
        """Of `i2c.Part`."""
        self._is_first = not reading

    def take(self, byte: int) -> bool:
        """Of `i2c.Part`: the register to begin at, then what goes into one after the other."""
        if self._is_first:
            self._pointer, self._is_first = byte % _REGISTERS, False
            return True
        if self._pointer < _TIME_BYTES:
            self._written[self._pointer] = byte
        elif self._pointer == _STATUS:
            self._status &= byte  # the flag can only be taken away
        self._pointer = (self._pointer + 1) % _REGISTERS
        return True

    def give(self) -> int:
        """Of `i2c.Part`."""
        byte = _registers_of(self.now)[self._pointer] if self._pointer < _TIME_BYTES else self._status if self._pointer == _STATUS else 0
        self._pointer = (self._pointer + 1) % _REGISTERS
        return byte

    def _take_over(self) -> None:
        """What was written since the last look: all at once, for day and month alone may be no date."""
        told = [self._written.pop(at, byte) for at, byte in enumerate(_registers_of(self._time + self._elapsed()))]
        second, minute, hour, _weekday, day, month, year = [int(f"{value:x}") for value in told]
        self._time, self._set_us = datetime(2000 + year, month, day, hour, minute, second, tzinfo=timezone.utc), self._now_us()

    def _elapsed(self) -> timedelta:
        return timedelta(microseconds=self._now_us() - self._set_us)


def _registers_of(now: datetime) -> list[int]:
    return [int(str(value), 16) for value in (now.second, now.minute, now.hour, now.isoweekday(), now.day, now.month, now.year % 100)]
