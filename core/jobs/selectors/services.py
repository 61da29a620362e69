"""Reads of this room that every page needs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from core.jobs.enums import JobState
from core.jobs.models import Job, ScheduledService


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
    """Every service, with the runs of the last two weeks."""
    from core.jobs.services import due_times, schedule

    services = schedule.by_label()
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


def night(_request: HttpRequest) -> dict[str, object]:
    """For the dashboard's card: each service with its last two weeks."""
    since = timezone.now() - timedelta(days=1)
    rows = service_rows(timezone.now())
    recent = [job for row in rows for job in row.jobs if job.requested_at >= since]
    failed = [job for job in recent if job.state == JobState.FAILED]
    done = [row for row in rows if any(_ran_well(job, since) for job in row.jobs)]
    return {"rows": rows, "ran": len(done), "known": len(rows), "failed": len(failed)}


def _ran_well(job: Job, since: datetime) -> bool:
    return job.requested_at >= since and job.state == JobState.DONE
