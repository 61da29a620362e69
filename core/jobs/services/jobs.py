"""Long tasks as the user sees them: waiting, running with figures, done or failed."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.utils import timezone

from core.database import portfolio
from core.house import metrics
from core.jobs.enums import JobState
from core.jobs.models import Job
from core.people.models import User

_current: ContextVar[Job | None] = ContextVar("lsc_job", default=None)


def create(
    kind: str, *, label: str, acting_user: User | None, parameters: dict[str, Any] | None = None
) -> Job:
    """A job that waits to be run. ``parameters`` must be JSON-serialisable."""
    return Job.objects.create(
        kind=kind, label=label, requested_by=acting_user, parameters=parameters or {}
    )


@contextmanager
def running(job: Job) -> Iterator[Job]:
    """Mark the job as running; inside, ``progress`` writes its figures, and what is read is of the
    portfolio of whoever asked for it."""
    job.state = JobState.RUNNING
    job.started_at = timezone.now()
    job.save(update_fields=["state", "started_at"])
    token = _current.set(job)
    try:
        with portfolio.within(portfolio.portfolio_of(job.requested_by)):
            yield job
    finally:
        _current.reset(token)


def progress(done: int, total: int) -> None:
    """Tell how far the running job is. Does nothing outside a job. Call it outside transactions,
    every hundred items or so: each call is one UPDATE."""
    job = _current.get()
    if job is not None:
        job.done, job.total = done, total
        job.save(update_fields=["done", "total"])


def finish(job: Job, *, ok: bool, summary: str, result: dict[str, Any] | None = None) -> None:
    """The job is over: ``summary`` is one French sentence for the person who asked."""
    job.state = JobState.DONE if ok else JobState.FAILED
    job.finished_at = timezone.now()
    job.summary = summary
    job.result = result or {}
    job.save(update_fields=["state", "finished_at", "summary", "result"])
    metrics.JOBS.add(job.kind, job.state)
