"""Reads of this room that every page needs."""

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet
from django.db.models.functions import Cast
from django.db.models.signals import post_delete, post_save
from django.utils.timezone import get_current_timezone

from core.dates import day_after
from core.enums import JobState, UserKind
from core.lookups import among
from core.models import (
    Agency,
    AuditEvent,
    Job,
    ScheduledService,
    SystemMessage,
    User,
    UserPreference,
)
from core.portfolio import bound_models, in_force

_AGENCY_SECONDS = 30.0
_agency: tuple[float, Agency] | None = None


def agency() -> Agency:
    """The firm; a nameless one before the first settings. Remembered for half a minute."""
    global _agency  # noqa: PLW0603
    if _agency is None or _agency[0] < time.monotonic():
        found = Agency.objects.filter(pk=1).first() or Agency(pk=1, name="LSC")
        _agency = (time.monotonic() + _AGENCY_SECONDS, found)
    return _agency[1]


def forget_agency(**_kwargs: Any) -> None:
    """Read the agency afresh next time."""
    global _agency  # noqa: PLW0603
    _agency = None


post_save.connect(forget_agency, sender=Agency)
post_delete.connect(forget_agency, sender=Agency)


def messages_of(user: User, *, unread: bool = False) -> QuerySet[SystemMessage]:
    """What was told to ``user``, within the portfolio in force: what tells of an entity that was
    withdrawn from them since is not read any more."""
    rows = SystemMessage.objects.filter(recipient=user)
    if unread:
        rows = rows.filter(read_at__isnull=True)
    portfolio = in_force()
    if portfolio.is_whole:
        return rows
    told = rows.values_list("pk", "entities")
    return rows.filter(among("pk", [pk for pk, about in told if portfolio.covers(about)]))


def unread_messages(user: User) -> int:
    return messages_of(user, unread=True).count()


def preferences(user: User, *keys: str) -> dict[str, Any]:
    """What the user chose, of these keys; absent keys are absent."""
    return dict(UserPreference.objects.filter(user=user, key__in=keys).values_list("key", "value"))


def who_gives_rights() -> list[User]:
    """The active members of staff who can give a right to someone."""
    holders = User.objects.with_perm("core.manage_users", backend="core.auth.SiteBackend")
    return list(holders.filter(kind=UserKind.STAFF).order_by("last_name", "username")[:5])


@dataclass(frozen=True)
class ServiceRow:
    """One scheduled service with its settings, its last runs (oldest first) and the next one."""

    code: str
    label: str
    row: ScheduledService
    jobs: list[Job]
    next_at: datetime | None

    @property
    def last(self) -> Job | None:
        return self.jobs[-1] if self.jobs else None


def service_rows(now: datetime) -> list[ServiceRow]:
    """Every registered service, with the runs of the last two weeks."""
    from core.services import due_times, schedule

    services = schedule.registered()
    by_kind: dict[str, list[Job]] = {service.job_kind: [] for service in services}
    recent = Job.objects.filter(kind__in=by_kind, requested_at__gte=now - timedelta(days=14))
    for job in recent.order_by("id"):
        by_kind[job.kind].append(job)
    rows = {row.code: row for row in ScheduledService.objects.all()}
    found = []
    for service in services:
        row = rows.get(service.code) or schedule.row_of(service)
        jobs, coming = by_kind[service.job_kind][-14:], due_times.next_due(row, now)
        found.append(ServiceRow(service.code, str(service.label), row, jobs, coming))
    return found


@dataclass(frozen=True)
class NightShift:
    """The services run since a sign-in, oldest first."""

    jobs: list[Job]
    #: The part of the page asks again while this is true.
    goes_on: bool

    @property
    def failed(self) -> bool:
        return any(job.state == JobState.FAILED for job in self.jobs)


_STARTING = timedelta(seconds=30)
_PAUSE = timedelta(seconds=5)


def services_since(since: datetime, *, now: datetime) -> NightShift:
    """What ran or runs. Between two services, and while the process starts, it goes on too."""
    jobs = list(
        Job.objects.filter(kind__startswith="service:", requested_at__gte=since).order_by("id")
    )
    open_ = any(job.state in {JobState.WAITING, JobState.RUNNING} for job in jobs)
    ended = max((job.finished_at for job in jobs if job.finished_at), default=None)
    pausing = now < since + _STARTING if ended is None else now < ended + _PAUSE
    return NightShift(jobs, open_ or pausing)


def staff_rows() -> list[User]:
    """Members of staff, active ones first, each with ``factors``: how many second factors."""
    people = User.objects.filter(kind=UserKind.STAFF).annotate(
        factors=Count("authenticator", distinct=True),
        given=Count("user_permissions", distinct=True),
    )
    return list(people.order_by("-is_active", "last_name", "first_name", "username"))


def audit_events(
    *,
    who: User | None = None,
    action: str = "",
    text: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[AuditEvent]:
    """The audit trail, newest first. Dates are local days, both included."""
    events = within_portfolio(AuditEvent.objects.select_related("user"))
    if who is not None:
        events = events.filter(user=who)
    if action:
        events = events.filter(action=action)
    if text:
        events = events.filter(object_label__icontains=text)
    if since:
        events = events.filter(at__gte=_midnight(since))
    if until:
        events = events.filter(at__lt=_midnight(day_after(until)))
    return events


def within_portfolio(events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
    """These events, but those of what is outside the portfolio in force, or of no entity."""
    portfolio = in_force()
    if portfolio.is_whole:
        return events
    found = Q()
    for model in bound_models():
        keys = model.everywhere.filter(model.bound_to(portfolio)).order_by()
        texts = keys.annotate(key_text=Cast("pk", CharField())).values("key_text")
        found |= Q(object_type=model._meta.label_lower, object_id__in=texts)
    return events.filter(found)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), tzinfo=get_current_timezone())
