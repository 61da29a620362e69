"""Celery's beat, which a clock that was ahead for a minute does not stop until that day."""

import time
from datetime import datetime, timedelta
from typing import Any

from celery.beat import PersistentScheduler
from celery.schedules import schedstate, schedule

from lsc import heartbeats

#: Clocks are set right by seconds all the time.
_SKEW_SECONDS = 60.0


class Interval(schedule):
    """Every so many seconds; a last run that is still to come counts as none."""

    def is_due(self, last_run_at: datetime) -> schedstate:
        now = self.maybe_make_aware(self.now())
        last = self.maybe_make_aware(last_run_at)
        if last > now + timedelta(seconds=_SKEW_SECONDS):
            return schedstate(is_due=True, next=self.seconds)
        return super().is_due(last_run_at)


def each_so_often(seconds: int) -> dict[str, dict[str, Any]]:
    """What beat wakes. One that comes late is dropped: the next one does its work."""
    return {
        name: {"task": task, "schedule": Interval(seconds), "options": {"expires": seconds}}
        for name, task in {
            "scheduled-services": "core.jobs.tasks.run_due_services",
            "outbox": "core.jobs.tasks.deliver_outbox",
        }.items()
    }


class Scheduler(PersistentScheduler):
    """Sorts its entries anew when the clock has gone back: else the one that was put off by a year
    would wait behind the others for that year."""

    max_interval = heartbeats.TURN_SECONDS
    _latest = 0.0

    def tick(self, *args: Any, **options: Any) -> Any:
        heartbeats.beat_ticks()
        now = time.time()
        if now < self._latest - _SKEW_SECONDS:
            self._heap = None
            self._latest = now
        self._latest = max(self._latest, now)
        return super().tick(*args, **options)
