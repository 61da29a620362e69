"""Erase what sign-ins leave behind: the security log, missed attempts, sessions that ended."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef

from core.database.models import SecurityEvent
from core.database.retention import without_held
from core.database.services import erase_rows
from core.sign_in.models import FailedAttempt, SpentCode

#: One year, as the CNIL recommends for access logs (délibération n° 2021-122, 6 to 12 months).
RETENTION = timedelta(days=365)
_ATTEMPTS_KEPT = timedelta(days=2)


def erase_old_events(now: datetime) -> int:
    """Erase what is older than its retention. Returns how many events that is."""
    before = now - _ATTEMPTS_KEPT
    erase_rows.erase(FailedAttempt.objects.filter(at__lt=before))
    erase_rows.erase(SpentCode.objects.filter(at__lt=before))
    return erase_rows.erase(SecurityEvent.objects.filter(at__lt=now - RETENTION))


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
