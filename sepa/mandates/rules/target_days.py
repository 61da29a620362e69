"""TARGET days: those on which direct debits are settled (ECB calendar)."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays
from django.conf import settings
from django.utils import timezone


@lru_cache(maxsize=1)
def _closed_days() -> holidays.HolidayBase:
    """Closing days of TARGET; years are worked out as they are asked for."""
    return holidays.financial_holidays("ECB")


def is_target_day(day: date) -> bool:
    """Neither a weekend nor a closing day of TARGET."""
    return day.weekday() < 5 and day not in _closed_days()


def next_target_day(day: date) -> date:
    """``day`` itself where it is a TARGET day, else the first one after it."""
    while not is_target_day(day):
        day += timedelta(days=1)
    return day


def add_target_days(day: date, count: int) -> date:
    """The TARGET day that comes ``count`` TARGET days after ``day`` (itself brought to one)."""
    day = next_target_day(day)
    for _step in range(count):
        day = next_target_day(day + timedelta(days=1))
    return day


def earliest_collection_date(lead_days: int, now: datetime) -> date:
    """First date that a bank which wants ``lead_days`` TARGET days accepts for a file made now.

    SDD CORE wants one at least (rulebook, D-1). A file made after the cut-off hour counts as of
    the next TARGET day.
    """
    local = timezone.localtime(now)
    day = local.date()
    if is_target_day(day) and local.time() >= time(hour=settings.SEPA_CUT_OFF_HOUR):
        day += timedelta(days=1)
    return add_target_days(day, max(lead_days, 1))
