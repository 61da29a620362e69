"""Scheduled services of a test: only those that it brings exist."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from core.jobs.models import ScheduledService
from core.jobs.services import schedule
from core.jobs.services.schedule import SERVICES, Service
from tests.registries import only


def only_services_of_the_test() -> AbstractContextManager[None]:
    return only(SERVICES)


def bring(code: str, run: Callable[[], str], *, label: str = "", **options: Any) -> None:
    """A service that is due at midnight."""
    SERVICES.add(Service(code, label or code, run, default_times=("00:00",), **options))


def handled(code: str, until: datetime) -> None:
    """The service was last dealt with then."""
    row = schedule.row_of(schedule.get(code))
    ScheduledService.objects.filter(pk=row.pk).update(handled_until=until)
