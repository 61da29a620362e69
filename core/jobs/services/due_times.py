"""When a scheduled service is due: its hours, its retries, and a clock that was wrong."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from core.jobs.models import ScheduledService

#: A service that was due during a long stop runs once, not once for each time it missed.
_LOOK_BACK_DAYS = 8
#: All within the hour: what fails at midnight is not left to the next night.
RETRY_AFTER = (timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=30))
#: The clocks of two machines differ by seconds. What is further ahead, a wrong clock wrote.
SKEW = timedelta(hours=1)


def is_from_a_wrong_clock(moment: datetime | None, now: datetime) -> bool:
    """Whether something that has happened is dated well after now."""
    return moment is not None and moment > now + SKEW


def _instants(row: ScheduledService, first_day: datetime, days: int) -> list[datetime]:
    """Due instants of ``days`` local days from ``first_day``, in order."""
    zone = timezone.get_current_timezone()
    found = []
    for offset in range(days):
        day = (first_day + timedelta(days=offset)).date()
        if row.weekdays >> day.weekday() & 1:
            found += [
                datetime.combine(day, time.fromisoformat(text), tzinfo=zone) for text in row.times
            ]
    return sorted(found)


def last_due(row: ScheduledService, now: datetime) -> datetime | None:
    """The latest due instant that is not dealt with yet; None where nothing is due.

    A last run in the future is no run: believed, it would stop the service until that day.
    """
    start = timezone.localtime(now) - timedelta(days=_LOOK_BACK_DAYS)
    past = [due for due in _instants(row, start, _LOOK_BACK_DAYS + 1) if due <= now]
    if not row.active or not past:
        return None
    handled = row.handled_until
    if handled is None or is_from_a_wrong_clock(handled, now):
        return past[-1]
    return past[-1] if past[-1] > handled else None


def is_retry_due(row: ScheduledService, now: datetime) -> bool:
    """Whether a run that failed is to be tried again now."""
    if not row.active or row.retry_at is None:
        return False
    return row.retry_at <= now or is_from_a_wrong_clock(row.retry_at, now)


def next_due(row: ScheduledService, now: datetime) -> datetime | None:
    """When the service runs next; None where it is inactive or has no day or hour."""
    if not row.active:
        return None
    coming = _instants(row, timezone.localtime(now), _LOOK_BACK_DAYS)
    return next((due for due in coming if due > now), None)
