"""Calendar months, which no number of days stands for; days up to the last there is."""

import calendar
from datetime import date, timedelta


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last one (Code de procédure civile, art. 641); the
    last day of 9999 where it would be later still."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    if year > date.max.year:
        return date.max
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def day_after(day: date) -> date:
    """The next day; of 31 December 9999, which people type and Python ends with, that very day."""
    return min(day, date.max - timedelta(days=1)) + timedelta(days=1)
