"""Until when a cheque may be cashed (Code monétaire et financier).

A cheque is payable at sight: any mention to the contrary is void, and one that is presented before
the date it bears is payable that day (L131-31). It is to be presented within eight days of the day
of issue that it bears (L131-32). The bank owes it one year more (L131-59, second paragraph); the
holder's recourse against the drawer lapses after six months (L131-59, first paragraph).
"""

import calendar
from datetime import date, timedelta

PRESENTATION_DAYS = 8


def last_day(issued: date, *, received: date) -> date:
    """The last day on which the bank owes the cheque: a year and eight days from its issue.

    A cheque in hand was issued on the day it was ``received`` at the latest, whatever it bears.
    """
    return months_later(_presentation_ends(issued, received), 12)


def recourse_ends(issued: date, *, received: date) -> date:
    """The last day of the holder's recourse against the drawer, should the bank not pay."""
    return months_later(_presentation_ends(issued, received), 6)


def _presentation_ends(issued: date, received: date) -> date:
    return min(issued, received) + timedelta(days=PRESENTATION_DAYS)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last one (Code de procédure civile, art. 641)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
