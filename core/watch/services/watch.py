"""Does the machine behind the pages work? Seen by whoever still runs, told by mail at once.

Beat looks; the worker looks where beat shows no sign of life; pages look too. The mail is sent by
whoever sees it: an outbox that does not move would keep it.
"""

import logging
import smtplib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.database import locks
from core.database.context import new_request_id, under
from core.jobs.models import Heartbeat, Incident
from core.jobs.services import due_work, messages
from core.jobs.services.due_times import SKEW
from core.people.models import User
from core.screens import dashboard
from core.watch.services.readiness import redis_answers

logger = logging.getLogger(__name__)

LOCK = "watch"
#: What follows from these: while one lasts, and a moment after, it alone is told.
CAUSES = ("redis", "worker", "beat")
#: Signs of life that are missed before one is worried.
_MISSED = 5
_CATCHING_UP = timedelta(minutes=10)


@dataclass(frozen=True)
class Trouble:
    code: str
    since: datetime


def silence() -> timedelta:
    """For how long a process may show no sign of life."""
    return timedelta(seconds=_MISSED * settings.BEAT_SECONDS)


def show_life(code: str, now: datetime) -> None:
    """The process ``worker``, or ``beat``, works at this moment."""
    if not Heartbeat.objects.filter(code=code).update(at=now):
        Heartbeat.objects.bulk_create([Heartbeat(code=code, at=now)], ignore_conflicts=True)


def silent_since(code: str, now: datetime) -> datetime | None:
    """The last sign of life of a process that shows none any more; None where it does.

    One that never showed any is not missed: what waits for it is, once it is too old.
    """
    last = Heartbeat.objects.filter(code=code).values_list("at", flat=True).first()
    return last if last and not now - silence() <= last <= now + SKEW else None


def troubles(now: datetime) -> list[Trouble]:
    """What does not go now; what follows from a cause comes after it."""
    found = []
    worker, beat = silent_since("worker", now), silent_since("beat", now)
    if worker and settings.REDIS_URL and not redis_answers():
        # Neither does anything without it: there is one thing to repair.
        found.append(Trouble("redis", worker))
    else:
        found += [Trouble("worker", worker)] if worker else []
        found += [Trouble("beat", beat)] if beat else []
    limit = now - timedelta(minutes=settings.ALERT_MINUTES)
    for code, oldest in (
        ("outbox", due_work.oldest_message(now)),
        ("services", due_work.oldest_service(now)),
    ):
        if oldest and oldest < limit:
            found.append(Trouble(code, oldest))
    return found


def look(now: datetime) -> None:
    """Open and close incidents as things are, and mail each once, and once more when it is over.

    One process looks at a time. A mail that does not leave is tried again at the next look.
    """
    with locks.exclusive(LOCK) as free:
        if not free:
            return
        found = troubles(now)
        _close([each.code for each in found], now)
        _open(found, now)
        with translation.override(settings.LANGUAGE_CODE), under(new_request_id()):
            _tell(now)


def _close(codes: Sequence[str], now: datetime) -> None:
    for incident in open_incidents():
        if incident.code not in codes:
            logger.warning("Incident over: %s", incident.code)
            Incident.objects.filter(pk=incident.pk).update(closed_at=now)


def _open(found: Sequence[Trouble], now: datetime) -> None:
    lately = Incident.objects.filter(code__in=CAUSES, closed_at__gte=now - _CATCHING_UP)
    explained = any(each.code in CAUSES for each in found) or lately.exists()
    known = {incident.code for incident in open_incidents()}
    for trouble in found:
        if trouble.code in known or (explained and trouble.code not in CAUSES):
            continue
        logger.error("Incident: %s, since %s", trouble.code, trouble.since.isoformat())
        Incident.objects.create(code=trouble.code, since=trouble.since, opened_at=now)


def open_incidents() -> list[Incident]:
    """Those that last, the first to be seen first."""
    return list(Incident.objects.filter(closed_at=None).order_by("opened_at", "id"))


def _tell(now: datetime) -> None:
    for incident in Incident.objects.filter(closed_at=None, told_at=None):
        if _mail(incident):
            Incident.objects.filter(pk=incident.pk).update(told_at=now)
    for incident in Incident.objects.filter(closed_at__isnull=False, told_over_at=None):
        if _mail(incident):
            Incident.objects.filter(pk=incident.pk).update(told_over_at=now)


def _mail(incident: Incident) -> bool:
    """Whether there is nothing left to do: it has gone, or there is nobody to write to."""
    people = [user.email for user in messages.administrators() if user.email]
    recipients = sorted({*settings.ALERT_EMAILS, *people})
    if not recipients:
        logger.error("Nobody to mail of %s: no administrator has an address", incident.code)
        return True
    title = title_of(incident.code)
    context = {"incident": incident, "title": title, "what": sentence_of(incident.code)}
    letter = EmailMessage(
        subject=_("LSC : rétabli : %(title)s") % {"title": title}
        if incident.closed_at
        else _("LSC : %(title)s") % {"title": title},
        body=render_to_string("core/mail/incident.txt", context | {"url": settings.BACKOFFICE_URL}),
        to=recipients,
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        letter.send()
    except (OSError, smtplib.SMTPException):
        logger.exception("No mail of incident %s has left", incident.code)
        return False
    return True


def troubles_told_to(user: User) -> list[dashboard.Trouble]:
    """What does not go on the server, for those who are told of it."""
    if not user.has_perm("core_people.receive_system_messages"):
        return []
    return [
        dashboard.Trouble(title_of(each.code), sentence_of(each.code), each.since)
        for each in open_incidents()
    ]


def title_of(code: str) -> str:
    return {
        "redis": _("Redis ne répond plus"),
        "worker": _("les tâches de fond ne répondent plus"),
        "beat": _("le réveil des services ne répond plus"),
        "outbox": _("des envois attendent"),
        "services": _("des services n’ont pas tourné à leur heure"),
    }[code]


def sentence_of(code: str) -> str:
    """What it means, and what to do."""
    return {
        "redis": _(
            "Courriels, services de la nuit et coupons attendent ; le reste fonctionne. Relancez "
            "Redis sur le serveur : ce qui attend partira."
        ),
        "worker": _(
            "Le processus « worker » ne donne plus signe de vie : courriels, services de la nuit "
            "et coupons attendent. Relancez-le sur le serveur : rien n’est perdu."
        ),
        "beat": _(
            "Le processus « beat » ne donne plus signe de vie : les services de la nuit ne "
            "partiront pas d’eux-mêmes. Relancez-le sur le serveur."
        ),
        "outbox": _(
            "Des courriels ou des fichiers à remettre attendent plus longtemps qu’ils ne "
            "devraient. Regardez le journal du processus « worker » sur le serveur."
        ),
        "services": _(
            "Un service attend plus longtemps qu’il ne devrait. Regardez Paramètres, Services "
            "système, puis le journal du processus « worker » sur le serveur."
        ),
    }[code]


class _NowAndThen:
    """When this process looks next: not before it has run as long as a silence may last."""

    def __init__(self) -> None:
        self._next: float | None = None

    def is_time(self) -> bool:
        moment = time.monotonic()
        if self._next is None:
            self._next = moment + silence().total_seconds()
        if moment < self._next:
            return False
        self._next = moment + settings.BEAT_SECONDS
        return True


_now_and_then = _NowAndThen()


def look_now_and_then(**_kwargs: Any) -> None:
    """Look, at most as often as beat wakes. Raises nothing: who calls has other work.

    A process that has just started waits: after a night that the machine was off, all is late.
    """
    if settings.MULTI_USER and _now_and_then.is_time():
        try:
            look(timezone.now())
        except DatabaseError:
            logger.exception("Nobody could look whether all goes well")
