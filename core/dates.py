"""Calendar months, which no number of days stands for."""

import calendar
from datetime import date


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last one (Code de procédure civile, art. 641)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
