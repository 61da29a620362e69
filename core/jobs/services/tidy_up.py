"""Erase what the software keeps for a while of its own working: messages, jobs, mails."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from core.database.services import erase_rows
from core.jobs.models import Incident, Job, OutboxMessage, SystemMessage

#: What is told to a colleague, and the trace of each job, serves for a year.
A_YEAR = timedelta(days=365)
#: Somebody may still look at a mail that could not be sent, and do without it.
GIVEN_UP_FOR = timedelta(days=90)


def erase_messages(now: datetime) -> int:
    return erase_rows.erase(SystemMessage.objects.filter(created_at__lt=now - A_YEAR))


def erase_jobs(now: datetime) -> int:
    """Jobs that ended a year ago, but for the last of each kind: pages tell when it ran. Incidents
    too."""
    later = Job.objects.filter(kind=OuterRef("kind"), pk__gt=OuterRef("pk"))
    over = Job.objects.filter(Exists(later), finished_at__lt=now - A_YEAR)
    incidents = Incident.objects.filter(closed_at__lt=now - A_YEAR)
    return erase_rows.erase(over) + erase_rows.erase(incidents)


def empty_outbox(now: datetime) -> int:
    """Mails given up: their identity stays, so that the same work is never asked for twice."""
    given_up = OutboxMessage.objects.filter(given_up_at__lt=now - GIVEN_UP_FOR)
    return erase_rows.blank(given_up.exclude(payload={}), payload={}, last_error="")
