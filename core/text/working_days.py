"""Working days in France: neither a weekend nor a public holiday."""

from datetime import datetime, timedelta
from functools import lru_cache

import holidays
from django.utils import timezone


@lru_cache(maxsize=1)
def _public_holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("FR")


def add_working_days(moment: datetime, count: int) -> datetime:
    """The same hour, ``count`` working days after ``moment``, in local time."""
    local = timezone.localtime(moment)
    while count > 0:
        local += timedelta(days=1)
        if local.weekday() < 5 and local.date() not in _public_holidays():
            count -= 1
    return local
