"""Until when the house keeps a cheque (Code monétaire et financier).

A cheque is payable at sight: any mention to the contrary is void, and one that is presented before
the date it bears is payable that day (L131-31). It is to be presented within eight days, counted
from the date that it bears as that of issue (L131-32). The holder's action against the bank lapses
a year after those eight days, and the recourse against the drawer six months after them; there
remains an action against a drawer who made no provision, or who would be enriched unduly (L131-59).

These articles give a post-dated cheque the time of the date that it bears. The house does not: a
cheque in hand was issued on the day it was received at the latest, so it counts from there.
"""

from datetime import date, timedelta

from core.text.dates import months_later

PRESENTATION_DAYS = 8


def last_day(issued: date, *, received: date) -> date:
    """The last day on which the house cashes the cheque: a year and eight days from the date it
    bears, or from the day it was ``received`` where it bears a later one."""
    return months_later(_presentation_ends(issued, received), 12)


def recourse_ends(issued: date, *, received: date) -> date:
    """The last day of the six months' recourse, counted with the same prudence. After it there
    remains the action against a drawer who made no provision."""
    return months_later(_presentation_ends(issued, received), 6)


def _presentation_ends(issued: date, received: date) -> date:
    return min(issued, received) + timedelta(days=PRESENTATION_DAYS)
