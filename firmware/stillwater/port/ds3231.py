"""A DS3231 on I2C: the time, kept by a battery of its own while the unit is off. Knows UTC from 2000 to 2099, and nothing of its use.

Registers are of the Maxim data sheet 19-5170, figure 1: seconds to years in BCD from 0x00 on, the status at 0x0F.
"""

_ADDRESS = 0x68
_TIME, _STATUS = 0x00, 0x0F
_HAS_STOPPED = 0x80  # OSF: it has stood still since it was set, so what it tells is not the time
_IS_12_HOURS = 0x40
_TIME_BYTES = 7
_Y2000_S = 946684800
_DAY_S = 86400
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def told_s(i2c):
    """Seconds since 1970; 0 when it does not answer, has stood still, or tells what is no time."""
    try:
        if i2c.readfrom_mem(_ADDRESS, _STATUS, 1)[0] & _HAS_STOPPED:
            return 0
        return seconds_of(i2c.readfrom_mem(_ADDRESS, _TIME, _TIME_BYTES))
    except OSError:
        return 0


def put_right(i2c, clock_s):
    """Set it, to seconds since 1970. OSError when it does not answer."""
    i2c.writeto_mem(_ADDRESS, _TIME, registers_of(clock_s))
    i2c.writeto_mem(_ADDRESS, _STATUS, b"\x00")


def seconds_of(registers):
    """Seconds since 1970 of the seven registers; 0 for what is no time."""
    if max([byte & 15 for byte in registers]) > 9 or registers[2] & _IS_12_HOURS:
        return 0
    second, minute, hour, _weekday, day, month, year = [(byte >> 4) * 10 + (byte & 15) for byte in registers]
    month %= 80  # the century's bit
    if second > 59 or minute > 59 or hour > 23 or year > 99 or not 1 <= month <= 12 or not 1 <= day <= _days_in(month, year):
        return 0
    days = year * 365 + (year + 3) // 4 + sum([_days_in(before, year) for before in range(1, month)]) + day - 1
    return _Y2000_S + days * _DAY_S + (hour * 60 + minute) * 60 + second


def registers_of(clock_s):
    """The seven registers for seconds since 1970, of 2000 to 2099."""
    days, rest_s = divmod(clock_s - _Y2000_S, _DAY_S)
    weekday, year, month = (days + 5) % 7 + 1, 0, 1  # 2000 began on a Saturday
    while days >= (365 if year % 4 else 366):
        days -= 365 if year % 4 else 366
        year += 1
    while days >= _days_in(month, year):
        days -= _days_in(month, year)
        month += 1
    values = (rest_s % 60, rest_s // 60 % 60, rest_s // 3600, weekday, days + 1, month, year)
    return bytes([value // 10 << 4 | value % 10 for value in values])


def _days_in(month, year):
    return 29 if month == 2 and year % 4 == 0 else _MONTH_DAYS[month - 1]
