"""Scheduled services of a test: only those that it registers exist."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from core.models import ScheduledService
from core.services import schedule


@contextmanager
def only_services_of_the_test() -> Iterator[None]:
    kept = dict(schedule._services)
    schedule._services.clear()
    yield
    schedule._services.clear()
    schedule._services.update(kept)


def handled(code: str, until: datetime) -> None:
    """The service was last dealt with then."""
    row = schedule.row_of(schedule.get(code))
    ScheduledService.objects.filter(pk=row.pk).update(handled_until=until)
