"""A DS3231 on I2C: the time, kept by a battery of its own while the unit is off. Knows UTC from 2000 to 2099, and nothing of its use.
Setting it is in ds3231_set.py, for a start has no time for it.

Registers are of the Maxim data sheet 19-5170, figure 1: seconds to years in BCD from 0x00 on, the status at 0x0F.
"""

ADDRESS = 0x68
TIME, STATUS = 0x00, 0x0F
_HAS_STOPPED = 0x80  # OSF: it has stood still since it was set, so what it tells is not the time
_IS_12_HOURS = 0x40
_TIME_BYTES = 7
Y2000_S = 946684800
_LEAST_S = 1767225600  # 2026: as of a computer's clock (link/commands.py)
DAY_S = 86400
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def told_s(i2c):
    """Seconds since 1970; 0 when it does not answer, has stood still, or tells what is no time, or none that can be now."""
    try:
        if i2c.readfrom_mem(ADDRESS, STATUS, 1)[0] & _HAS_STOPPED:
            return 0
        clock_s = seconds_of(i2c.readfrom_mem(ADDRESS, TIME, _TIME_BYTES))
    except OSError:
        return 0
    return clock_s if clock_s >= _LEAST_S else 0


def seconds_of(registers):
    """Seconds since 1970 of the seven registers; 0 for what is no time."""
    if max([byte & 15 for byte in registers]) > 9 or registers[2] & _IS_12_HOURS:
        return 0
    second, minute, hour, _weekday, day, month, year = [(byte >> 4) * 10 + (byte & 15) for byte in registers]
    month %= 80  # the century's bit
    if second > 59 or minute > 59 or hour > 23 or year > 99 or not 1 <= month <= 12 or not 1 <= day <= days_in(month, year):
        return 0
    days = year * 365 + (year + 3) // 4 + sum([days_in(before, year) for before in range(1, month)]) + day - 1
    return Y2000_S + days * DAY_S + (hour * 60 + minute) * 60 + second


def days_in(month, year):
    """Days of a month, 1 to 12, of a year of this century."""
    return 29 if month == 2 and year % 4 == 0 else _MONTH_DAYS[month - 1]
