"""Figures for Prometheus, counted by each process and read as one; nothing where no token is set.

The library's own way with several processes: each counts in a file of its own, in memory. Ours
number the files, so that a process takes over the file of one that ended and there are never more
of them than processes at once.
"""

import fcntl
import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from core.house import runtime

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

#: Seconds of a page: what feels immediate, what is noticed, what is too long.
_BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


@dataclass(frozen=True)
class Count:
    """What only grows. Labels have few values, known from the code: never what somebody typed."""

    name: str
    what: str
    labels: tuple[str, ...]

    def add(self, *values: str, amount: float = 1) -> None:
        if settings.METRICS_TOKEN:
            _metric(self).labels(*values).inc(amount)


@dataclass(frozen=True)
class Duration:
    """How long something takes, in seconds."""

    name: str
    what: str
    labels: tuple[str, ...]
    buckets: tuple[float, ...] = field(default=_BUCKETS)

    def add(self, *values: str, seconds: float) -> None:
        if settings.METRICS_TOKEN:
            _metric(self).labels(*values).observe(seconds)


REQUESTS = Count("lsc_requests", "Requests answered", ("view", "method", "status"))
REQUEST_SECONDS = Duration("lsc_request_seconds", "Until the answer began", ("view", "method"))
QUERIES = Count("lsc_queries", "Database queries of requests", ("view",))
QUERY_SECONDS = Count("lsc_query_seconds", "Time of these queries", ("view",))
TASKS = Count("lsc_tasks", "Celery tasks", ("task", "outcome"))
JOBS = Count("lsc_jobs", "Runs of services and of asked jobs", ("kind", "outcome"))
OUTBOX = Count("lsc_outbox_attempts", "Attempts at messages of the outbox", ("kind", "outcome"))
RECEIPTS = Count("lsc_receipts", "Receipts that came into the draft, or moved", ("channel", "act"))
SECURITY = Count("lsc_security_events", "Lines of the security log", ("kind",))


class _Slot:
    """The lowest number that no other living process of the folder has."""

    def __init__(self) -> None:
        self._pid, self._number = 0, 0

    def __call__(self) -> int:
        if self._pid != os.getpid():
            self._pid, self._number = os.getpid(), self._take()
        return self._number

    @staticmethod
    def _take() -> int:
        number = 0
        while True:
            lock = os.open(folder() / f"{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                # The process's own, not its children's: freed when it ends, however that is.
                fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(lock)
                number += 1
            else:
                return number


def folder() -> Path:
    """Where the processes of this site count. Those of one machine and user share it."""
    path = runtime.folder() / f"metrics-{settings.LSC_SITE}"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


@cache
def _library() -> Any:
    """The library, set to count in files before it makes its first metric."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder())
    import prometheus_client
    from prometheus_client import values

    values.ValueClass = values.MultiProcessValue(_Slot())  # type: ignore[no-untyped-call]
    return prometheus_client


@cache
def _metric(figure: Count | Duration) -> Any:
    library = _library()
    if isinstance(figure, Count):
        return library.Counter(figure.name, figure.what, figure.labels, registry=None)
    return library.Histogram(
        figure.name, figure.what, figure.labels, registry=None, buckets=figure.buckets
    )


def registry() -> "CollectorRegistry":
    """What all the processes have counted so far."""
    library = _library()
    from prometheus_client.multiprocess import MultiProcessCollector

    counted: CollectorRegistry = library.CollectorRegistry()
    MultiProcessCollector(counted, path=str(folder()))  # type: ignore[no-untyped-call]
    return counted


def written(counted: "CollectorRegistry") -> bytes:
    """The registry in the text that Prometheus reads."""
    text: bytes = _library().generate_latest(counted)
    return text


def content_type() -> str:
    return str(_library().CONTENT_TYPE_LATEST)
