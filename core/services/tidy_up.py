"""Erase what the software keeps for a while of its own working: messages, jobs, mails, sessions."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef

from core.models import Incident, Job, OutboxMessage, SystemMessage
from core.retention import without_held
from core.services import erase_rows

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


def erase_sessions(now: datetime) -> int:
    """Sessions that open nothing any more, with the address and the browser that they came from."""
    count = 0
    over = without_held(Session.objects.filter(expire_date__lt=now))
    while keys := list(over.values_list("session_key", flat=True)[: erase_rows.BATCH]):
        count += Session.objects.filter(session_key__in=keys).delete()[0]
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    longest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    seen = UserSession.objects.filter(~Exists(alive), last_seen_at__lt=now - longest)
    return count + erase_rows.erase(seen)
