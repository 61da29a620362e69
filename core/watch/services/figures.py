"""What stands in the database and in Redis at the moment that Prometheus asks."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Max
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from redis import Redis
from redis.exceptions import RedisError

from core.files.services import check_archive
from core.house import metrics
from core.jobs.enums import JobState
from core.jobs.models import Heartbeat, Job, OutboxMessage
from core.jobs.services import due_work
from core.watch.services import readiness, watch

Families = Iterator[GaugeMetricFamily]
#: Celery's own queue, which all our tasks go through.
_QUEUE = "celery"


def written() -> bytes:
    """All figures of this site, in Prometheus' text."""
    registry = metrics.registry()
    registry.register(_Now())
    return metrics.written(registry)


class _Now(Collector):
    def collect(self) -> Families:
        now = timezone.now()
        for figures in (_parts, _outbox, _services, _machine, _queue, _archive):
            yield from _known(figures, now)


def _known(figures: Callable[[datetime], Families], now: datetime) -> list[GaugeMetricFamily]:
    """The figures; none where the database does not answer, or not to the role of this site."""
    try:
        return list(figures(now))
    except (DatabaseError, RedisError, OSError):
        return []


def _gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, value=value)


def _by(name: str, what: str, label: str, values: dict[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, what, labels=[label])
    for each, value in sorted(values.items()):
        family.add_metric([each], value)
    return family


def _age(moment: datetime | None, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds()) if moment else 0.0


def _parts(_now: datetime) -> Families:
    parts = {part: float(there) for part, there in readiness.parts().items()}
    yield _by("lsc_ready", "Whether a part of /readyz is there", "part", parts)


def _outbox(now: datetime) -> Families:
    waiting, oldest = due_work.waiting().count(), due_work.oldest_message(now)
    yield _gauge("lsc_outbox_waiting", "Messages to be done, due or put off", waiting)
    yield _gauge("lsc_outbox_oldest_seconds", "Since when the oldest is due", _age(oldest, now))
    given_up = OutboxMessage.objects.filter(given_up_at__isnull=False, done_at=None).count()
    yield _gauge("lsc_outbox_given_up", "Messages that nobody tries any more", given_up)


def _services(now: datetime) -> Families:
    oldest = due_work.oldest_service(now)
    yield _gauge("lsc_services_oldest_seconds", "Since when the oldest is due", _age(oldest, now))
    ended = Job.objects.filter(kind__startswith="service:", state=JobState.DONE)
    last = ended.values("kind").order_by().annotate(at=Max("finished_at"))
    yield _by(
        "lsc_service_last_success_timestamp_seconds",
        "When a service last ended well",
        "kind",
        {row["kind"]: row["at"].timestamp() for row in last if row["at"]},
    )


def _machine(now: datetime) -> Families:
    ages = {row.code: _age(row.at, now) for row in Heartbeat.objects.all()}
    yield _by("lsc_heartbeat_age_seconds", "Since the last sign of life", "process", ages)
    incidents = {each.code: 1.0 for each in watch.open_incidents()}
    yield _by("lsc_incident_open", "What the administrators were told of", "code", incidents)


def _queue(_now: datetime) -> Families:
    if settings.REDIS_URL:
        with Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=2
        ) as server:
            length = float(server.llen(_QUEUE))
        yield _gauge("lsc_celery_queue_length", "Tasks that no worker has taken", length)


def _archive(_now: datetime) -> Families:
    if settings.LSC_SITE == "backoffice" and (last := check_archive.last_check()):
        yield _gauge(
            "lsc_archive_checked_timestamp_seconds",
            "When the whole archive was last read and found whole",
            last.timestamp(),
        )
