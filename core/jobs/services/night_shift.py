"""The night's services where no worker sleeps nearby: one process, each service in a child of it.

A sign-in starts it (single-user edition). A service that hangs is ended at its time limit, and
keeps nobody waiting meanwhile but the services that come after it.
"""

import ctypes
import logging
import multiprocessing
import os
import signal
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess

from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database import locks
from core.jobs.enums import JobState
from core.jobs.models import Job, OutboxMessage, ScheduledService
from core.jobs.services import outbox, schedule
from core.jobs.services.service_failures import failed

logger = logging.getLogger(__name__)

LOCK = "night_shift"
#: One that hangs leaves a place to the others, and SQLite takes one writer at a time anyway.
AT_ONCE = 2
_LOOK_SECONDS = 0.2
_REST_SECONDS = 5.0
_LONGEST = timedelta(hours=1)
#: Of prctl(2).
_SET_PARENT_DEATH_SIGNAL = 1


def is_at_work() -> bool:
    """Whether a process runs services at this moment, or stays to try one again."""
    with locks.exclusive_here(LOCK) as free:
        return not free


def work_until_done(*, signing_in: bool) -> bool:
    """Run what is due, then what failed until it works or is given up. False: another one does."""
    with locks.exclusive_here(LOCK) as got:
        if not got:
            return False
        until = timezone.now() + _LONGEST
        run_round(timezone.now(), signing_in=signing_in)
        while (now := timezone.now()) < until and _something_waits(until):
            time.sleep(_REST_SECONDS)
            run_round(now, signing_in=False)
        return True


def _something_waits(until: datetime) -> bool:
    retries = ScheduledService.objects.filter(active=True, retry_at__lte=until)
    mail = OutboxMessage.objects.filter(
        done_at=None, attempts__lt=outbox.MAX_ATTEMPTS, next_attempt_at__lte=until
    )
    return retries.exists() or mail.exists()


@dataclass
class _Round:
    """The services of one round: those that wait, those that run and until when."""

    now: datetime
    signing_in: bool
    waiting: list[schedule.Service]
    running: dict[str, tuple[schedule.Service, BaseProcess, float]] = field(default_factory=dict)

    def start_some(self) -> None:
        held_up = {each.code for each in self.waiting} | set(self.running)
        for service in list(self.waiting):
            if len(self.running) >= AT_ONCE:
                return
            if held_up.isdisjoint(service.after):
                self.waiting.remove(service)
                self._start(service)

    def _start(self, service: schedule.Service) -> None:
        # A connection must not be shared with a child.
        connections.close_all()
        child = multiprocessing.get_context("fork").Process(
            target=_run_one, args=(service, self.now, self.signing_in, os.getpid())
        )
        child.start()
        limit = time.monotonic() + service.time_limit.total_seconds()
        self.running[service.code] = (service, child, limit)

    def end_some(self) -> None:
        for code, (service, child, limit) in list(self.running.items()):
            if child.is_alive() and time.monotonic() < limit:
                continue
            late = child.is_alive()
            if late:
                child.kill()
            child.join()
            del self.running[code]
            if late:
                _tell_too_long(service, self.now)


def run_round(now: datetime, *, signing_in: bool) -> None:
    """Run each service that is due, two at once, in the order of their hours; then the outbox."""
    turn = _Round(now, signing_in, schedule.due_services(now, signing_in=signing_in))
    while turn.waiting or turn.running:
        turn.start_some()
        time.sleep(_LOOK_SECONDS)
        turn.end_some()
    outbox.deliver()


def _run_one(service: schedule.Service, now: datetime, signing_in: bool, parent: int) -> None:
    """In the child, which ends with its parent: nobody else would end it at its limit."""
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        return
    schedule.run_if_due(service, now, signing_in=signing_in)


def _tell_too_long(service: schedule.Service, now: datetime) -> None:
    logger.error("Service %s was ended after %s", service.code, service.time_limit)
    job = Job.objects.filter(kind=service.job_kind, state=JobState.RUNNING).first()
    if job is not None:
        minutes = max(1, round(service.time_limit.total_seconds() / 60))
        summary = _("Arrêté au bout de %(minutes)s min : rien ne répondait.") % {"minutes": minutes}
        failed(service, job, summary, now)
