"""Scheduled services (*Services système*): what runs at which hours, exactly once each time.

Rooms bring their services; the firm chooses their days and hours.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.database import locks, portfolio
from core.database.services import audit
from core.house import metrics
from core.house.registry import Registry
from core.jobs.enums import JobState
from core.jobs.models import Job, ScheduledService
from core.jobs.services import jobs
from core.jobs.services.due_times import SKEW, is_from_a_wrong_clock, is_retry_due, last_due
from core.jobs.services.service_failures import (
    KILLED,
    failed,
    note_failure,
    tell_failure,
    tell_of_wrong_clock,
)
from core.people.models import User
from core.text.errors import BusinessError

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger(__name__)

EVERY_DAY = 0b1111111
_TIME_LIMIT = timedelta(minutes=30)


@dataclass(frozen=True)
class Service:
    """A job of the night, or of the hours. ``run`` returns one French sentence that sums up what it
    did, and must bear being run again after a kill.

    ``default_times`` are local ``HH:MM``; bit n of weekdays is Monday + n. ``at_sign_in``: the
    single-user edition, which sleeps at night, also runs it each time somebody signs in. After
    ``time_limit`` its process is ended. Where several run at once, it waits for the services
    ``after`` which it comes.
    """

    code: str
    label: "StrOrPromise"
    run: Callable[[], str]
    default_times: tuple[str, ...]
    default_weekdays: int = EVERY_DAY
    at_sign_in: bool = False
    time_limit: timedelta = _TIME_LIMIT
    after: tuple[str, ...] = ()

    @property
    def job_kind(self) -> str:
        return f"service:{self.code}"


SERVICES: Registry[str, Service] = Registry("scheduled service", key=lambda each: each.code)


def by_label() -> list[Service]:
    return sorted(SERVICES, key=lambda service: str(service.label))


def get(code: str) -> Service:
    """Raises UnknownError, a KeyError, for a code that no room brought."""
    return SERVICES.get(code)


def row_of(service: Service) -> ScheduledService:
    """The firm's settings of a service, made at first use; what is past then is not due."""
    row, _created = ScheduledService.objects.get_or_create(
        code=service.code,
        defaults={
            "weekdays": service.default_weekdays,
            "times": list(service.default_times),
            "handled_until": timezone.now(),
        },
    )
    return row


def due_services(now: datetime, *, signing_in: bool = False) -> list[Service]:
    """What there is to run, earliest hour first. A look only: :func:`run_if_due` decides."""
    asked = Job.objects.filter(state__in=(JobState.RUNNING, JobState.WAITING))
    kinds = set(asked.values_list("kind", flat=True))
    found = []
    for service in by_label():
        row = row_of(service)
        forced = signing_in and service.at_sign_in and row.active
        if forced or service.job_kind in kinds or last_due(row, now) or is_retry_due(row, now):
            found.append(service)
    return sorted(found, key=lambda service: service.default_times)


def run_due(now: datetime | None = None, *, signing_in: bool = False) -> list[Job]:
    """Run each service whose time has come. Returns the jobs that ran.

    However many beats and workers call this at once, each due time runs once: one holds the lock
    of the service, and the others find the time dealt with. A run that was killed is run again.
    """
    moment = now or timezone.now()
    ran = [
        run_if_due(service, moment, signing_in=signing_in)
        for service in due_services(moment, signing_in=signing_in)
    ]
    return [job for job in ran if job is not None]


def run_if_due(service: Service, now: datetime, *, signing_in: bool = False) -> Job | None:
    """Run one service where its time has come and nobody else runs it."""
    with locks.exclusive(service.job_kind) as got:
        if not got:
            return None
        job = _claim(service, now, force=signing_in and service.at_sign_in)
        return None if job is None else _execute(service, job, now)


def _claim(service: Service, now: datetime, *, force: bool) -> Job | None:
    """Under the service's lock: the job to run now, if any. The time counts as dealt with."""
    row_of(service)
    with transaction.atomic():
        row = ScheduledService.objects.select_for_update().get(code=service.code)
        if killed := _close_killed(service, now):
            # Whatever killed it is over: its next try need not wait, but they are counted.
            note_failure(row, now)
            row.retry_at = row.retry_at and now
            tell_failure(service, row, killed)
        if is_from_a_wrong_clock(row.handled_until, now):
            tell_of_wrong_clock(service, row)
        due = last_due(row, now)
        row.failures = 0 if due else row.failures
        wanted = due or is_retry_due(row, now) or (force and row.active)
        if wanted:
            row.handled_until, row.retry_at = now, None
        row.save(update_fields=["handled_until", "failures", "retry_at"])
        if not wanted:
            return _forgotten(service, now)
        return jobs.create(service.job_kind, label=str(service.label), acting_user=None)


def _close_killed(service: Service, now: datetime) -> Job | None:
    """The job that nobody runs any more, though nothing said that it ended."""
    job = Job.objects.filter(kind=service.job_kind, state=JobState.RUNNING).first()
    if job is not None:
        Job.objects.filter(kind=service.job_kind, state=JobState.RUNNING).update(
            state=JobState.FAILED, finished_at=now, summary=KILLED
        )
        job.summary = str(KILLED)
        metrics.JOBS.add(service.job_kind, "killed")
    return job


def _forgotten(service: Service, now: datetime) -> Job | None:
    """A run that somebody asked for and that no worker took: the broker lost it."""
    waiting = Job.objects.filter(kind=service.job_kind, state=JobState.WAITING)
    late = Q(requested_at__lt=now - timedelta(minutes=2)) | Q(requested_at__gt=now + SKEW)
    return waiting.filter(late).order_by("id").first()


def _execute(service: Service, job: Job, now: datetime) -> Job:
    try:
        # Not in the language of whoever asked for it: others will read what it writes.
        # Nor within their portfolio: a service of the night is the agency's.
        french = translation.override(settings.LANGUAGE_CODE)
        with jobs.running(job), portfolio.for_the_agency(), french:
            summary = service.run()
    except BusinessError as error:
        failed(service, job, str(error), now)
    except Exception:  # a service that fails must not stop the ones after it
        logger.exception("Scheduled service %s failed", service.code)
        failed(
            service,
            job,
            _(
                "Le service s’est arrêté sur une erreur inattendue ; le détail est dans le journal "
                "technique."
            ),
            now,
        )
    else:
        jobs.finish(job, ok=True, summary=summary)
        ScheduledService.objects.filter(code=service.code).update(failures=0, retry_at=None)
    return job


def ask_now(*, code: str, acting_user: User) -> Job:
    """Record that somebody wants a service to run at once; the caller starts ``run_asked``."""
    service = get(code)
    with transaction.atomic():
        row = row_of(service)
        ScheduledService.objects.select_for_update().get(pk=row.pk)
        if Job.objects.filter(kind=service.job_kind, state=JobState.WAITING).exists():
            raise BusinessError(
                _("« %(service)s » est déjà demandé : il part dans un instant.")
                % {"service": service.label}
            )
        job = jobs.create(service.job_kind, label=str(service.label), acting_user=acting_user)
        audit.record("service.run", acting_user=acting_user, on=row)
    return job


def run_asked(*, job_id: int) -> Job:
    """Run a job that ``ask_now`` made; once, whoever calls."""
    job = Job.objects.get(pk=job_id)
    service = get(job.kind.removeprefix("service:"))
    with locks.exclusive(service.job_kind) as got:
        job.refresh_from_db()
        if job.state != JobState.WAITING:
            return job
        if not got:
            jobs.finish(
                job,
                ok=False,
                summary=_("« %(service)s » était déjà en cours.") % {"service": service.label},
            )
            return job
        return _execute(service, job, timezone.now())


@transaction.atomic
def configure(
    *, acting_user: User, code: str, active: bool, weekdays: int, times: Sequence[str]
) -> ScheduledService:
    """Choose a service's days and hours. What is already past today is not due."""
    row = ScheduledService.objects.select_for_update().get(pk=row_of(get(code)).pk)
    before = ScheduledService.objects.get(pk=row.pk)
    row.active, row.weekdays, row.times = active, weekdays, sorted(set(times))
    if active and not (row.weekdays and row.times):
        raise BusinessError(
            _("Choisissez au moins un jour et une heure, ou désactivez le service.")
        )
    row.handled_until, row.failures, row.retry_at = timezone.now(), 0, None
    row.save()
    differences = audit.changes(before, row, ("active", "weekdays", "times"))
    if differences:
        audit.record("service.configure", acting_user=acting_user, on=row, **differences)
    return row
