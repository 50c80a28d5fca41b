"""Setting a DS3231, see ds3231.py."""

from stillwater.port.ds3231 import ADDRESS, DAY_S, STATUS, TIME, Y2000_S, days_in, told_s


def put_right(i2c, clock_s):
    """Set it, to seconds since 1970; whether it tells that now."""
    try:
        i2c.writeto_mem(ADDRESS, TIME, registers_of(clock_s))
        i2c.writeto_mem(ADDRESS, STATUS, b"\x00")
    except OSError:
        return False
    return 0 <= told_s(i2c) - clock_s <= 1


def registers_of(clock_s):
    """The seven registers for seconds since 1970, of 2000 to 2099."""
    days, rest_s = divmod(clock_s - Y2000_S, DAY_S)
    weekday, year, month = (days + 5) % 7 + 1, 0, 1  # 2000 began on a Saturday
    while days >= (365 if year % 4 else 366):
        days -= 365 if year % 4 else 366
        year += 1
    while days >= days_in(month, year):
        days -= days_in(month, year)
        month += 1
    values = (rest_s % 60, rest_s // 60 % 60, rest_s // 3600, weekday, days + 1, month, year)
    return bytes([value // 10 << 4 | value % 10 for value in values])
