"""Scheduled services (*Services système*): what runs at which hours, exactly once each time.

A room registers its services when it starts; the firm chooses their days and hours.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import locks, portfolio
from core.enums import JobState, Level
from core.errors import BusinessError
from core.models import Job, ScheduledService, User
from core.services import audit, jobs, messages

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger(__name__)

EVERY_DAY = 0b1111111
#: A service that was due during a long stop runs once, not once for each time it missed.
_LOOK_BACK_DAYS = 8


@dataclass(frozen=True)
class Service:
    """What a room registers. ``run`` returns one French sentence that sums up what it did."""

    code: str
    label: "StrOrPromise"
    run: Callable[[], str]
    default_times: tuple[str, ...]
    default_weekdays: int = EVERY_DAY
    at_sign_in: bool = False

    @property
    def job_kind(self) -> str:
        return f"service:{self.code}"


_services: dict[str, Service] = {}


def register(
    *,
    code: str,
    label: "StrOrPromise",
    run: Callable[[], str],
    default_times: Sequence[str],
    default_weekdays: int = EVERY_DAY,
    at_sign_in: bool = False,
) -> None:
    """Add a service. ``default_times`` are local ``HH:MM``; bit n of weekdays is Monday + n.

    ``run`` must bear being run again after a kill. ``at_sign_in``: the single-user edition, which
    sleeps at night, also runs it each time somebody signs in.
    """
    _services[code] = Service(code, label, run, tuple(default_times), default_weekdays, at_sign_in)


def registered() -> list[Service]:
    return sorted(_services.values(), key=lambda service: str(service.label))


def get(code: str) -> Service:
    """Raises KeyError for a code that no room registered."""
    return _services[code]


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
    """The latest due instant that is not dealt with yet; None where nothing is due."""
    start = timezone.localtime(now) - timedelta(days=_LOOK_BACK_DAYS)
    past = [due for due in _instants(row, start, _LOOK_BACK_DAYS + 1) if due <= now]
    if not row.active or not past:
        return None
    handled = row.handled_until
    return past[-1] if handled is None or past[-1] > handled else None


def next_due(row: ScheduledService, now: datetime) -> datetime | None:
    """When the service runs next; None where it is inactive or has no day or hour."""
    if not row.active:
        return None
    coming = _instants(row, timezone.localtime(now), _LOOK_BACK_DAYS)
    return next((due for due in coming if due > now), None)


def run_due(now: datetime | None = None, *, signing_in: bool = False) -> list[Job]:
    """Run each service whose time has come. Returns the jobs that ran.

    However many beats and workers call this at once, each due time runs once: one holds the lock
    of the service, and the others find the time dealt with. A run that was killed is run again.
    """
    ran = []
    for service in registered():
        with locks.exclusive(service.job_kind) as got:
            if got:
                job = _claim(
                    service, now or timezone.now(), force=signing_in and service.at_sign_in
                )
                if job is not None:
                    ran.append(_execute(service, job))
    return ran


def _claim(service: Service, now: datetime, *, force: bool) -> Job | None:
    """Under the service's lock: the job to run now, if any. The time counts as dealt with."""
    row_of(service)
    with transaction.atomic():
        row = ScheduledService.objects.select_for_update().get(code=service.code)
        killed = Job.objects.filter(kind=service.job_kind, state=JobState.RUNNING).update(
            state=JobState.FAILED,
            finished_at=now,
            summary=_("Interrompu avant la fin ; relancé automatiquement."),
        )
        if not (killed or last_due(row, now) or (force and row.active)):
            return _forgotten(service, now)
        row.handled_until = now
        row.save(update_fields=["handled_until"])
        return jobs.create(service.job_kind, label=str(service.label), acting_user=None)


def _forgotten(service: Service, now: datetime) -> Job | None:
    """A run that somebody asked for and that no worker took: the broker lost it."""
    waiting = Job.objects.filter(kind=service.job_kind, state=JobState.WAITING)
    return waiting.filter(requested_at__lt=now - timedelta(minutes=2)).order_by("id").first()


def _execute(service: Service, job: Job) -> Job:
    try:
        # Not in the language of whoever asked for it: others will read what it writes.
        # Nor within their portfolio: a service of the night is the agency's.
        french = translation.override(settings.LANGUAGE_CODE)
        with jobs.running(job), portfolio.for_the_agency(), french:
            summary = service.run()
    except BusinessError as error:
        _failed(service, job, str(error))
    except Exception:  # a service that fails must not stop the ones after it
        logger.exception("Scheduled service %s failed", service.code)
        _failed(
            service,
            job,
            _(
                "Le service s’est arrêté sur une erreur inattendue. Il sera relancé à sa prochaine "
                "heure ; le détail est dans le journal technique."
            ),
        )
    else:
        jobs.finish(job, ok=True, summary=summary)
    return job


def _failed(service: Service, job: Job, summary: str) -> None:
    jobs.finish(job, ok=False, summary=summary)
    messages.notify(
        messages.administrators(),
        identity=f"job:{job.pk}",
        title=_("« %(service)s » n’a pas abouti") % {"service": service.label},
        body=summary,
        link="/parametres/services/",
        level=Level.ERROR,
    )


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
        return _execute(service, job)


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
    row.handled_until = timezone.now()
    row.save()
    differences = audit.changes(before, row, ("active", "weekdays", "times"))
    if differences:
        audit.record("service.configure", acting_user=acting_user, on=row, **differences)
    return row
