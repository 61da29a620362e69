"""Work that is due and that nobody has done yet, and since when: of the outbox, of the services."""

from datetime import datetime

from django.db.models import F, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from core.jobs.enums import JobState
from core.jobs.models import Job, OutboxMessage, ScheduledService
from core.jobs.services import outbox, schedule
from core.jobs.services.due_times import is_from_a_wrong_clock, is_retry_due, last_due


def waiting() -> QuerySet[OutboxMessage]:
    """Messages that are still to be done, due or put off."""
    return OutboxMessage.objects.filter(done_at=None, attempts__lt=outbox.MAX_ATTEMPTS)


def oldest_message(now: datetime) -> datetime | None:
    """Since when the oldest message that is due has been so; None where none is."""
    put_off = Q(next_attempt_at__range=(now, now + outbox.LONGEST_DELAY))
    due = waiting().exclude(put_off).annotate(due_at=Coalesce("next_attempt_at", F("created_at")))
    # One that a wrong clock put off for years is due since it was asked for.
    moments = due.aggregate(due=Min("due_at"), asked=Min("created_at", filter=Q(due_at__gt=now)))
    return _earliest(now, [moments["due"], moments["asked"]])


def oldest_service(now: datetime) -> datetime | None:
    """The same of scheduled services: of their hours, their retries, and of what was asked for."""
    known = {service.code for service in schedule.by_label()}
    due: list[datetime | None] = []
    for row in ScheduledService.objects.filter(active=True, code__in=known):
        due.append(last_due(row, now))
        if row.retry_at and is_retry_due(row, now):
            due.append(row.retry_at)
    asked = Job.objects.filter(state=JobState.WAITING, kind__startswith="service:")
    due.append(asked.aggregate(asked=Min("requested_at"))["asked"])
    return _earliest(now, due)


def _earliest(now: datetime, moments: list[datetime | None]) -> datetime | None:
    """A moment that is still to come was written by a wrong clock, and tells nothing."""
    told = [
        each for each in moments if each and each <= now and not is_from_a_wrong_clock(each, now)
    ]
    return min(told, default=None)
