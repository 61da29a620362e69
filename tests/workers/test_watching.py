"""The worker, beat and Redis each die for real: whoever still runs says so, by mail, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests import services
from tests.installation import ROOT, Installation
from tests.mail_sink import MailSink, text_of
from tests.workers.conftest import count, start_beat, start_worker, wait_until

GUARD = "garde@cabinet.example"
OPEN = "SELECT count(*) FROM core_jobs_incident WHERE closed_at IS NULL"
NOTHING_LATE = """
from django.utils import timezone
from core.jobs.models import Heartbeat, Incident, OutboxMessage, ScheduledService
ScheduledService.objects.update(active=False)
OutboxMessage.objects.filter(done_at=None).update(done_at=timezone.now())
Heartbeat.objects.all().delete()
Incident.objects.all().delete()
"""
HEARD = (
    "SELECT count(*) FROM core_jobs_heartbeat"
    " WHERE code = '{code}' AND at > now() - '4 s'::interval"
)


@pytest.fixture
def watched(office: Installation) -> Iterator[Installation]:
    """Whoever is on duty is mailed; beat wakes every two seconds, so that ten are a silence."""
    office.environment |= {"LSC_ALERT_EMAILS": GUARD, "LSC_LOG_LEVEL": "INFO"}
    office.python(NOTHING_LATE)
    yield office
    del office.environment["LSC_ALERT_EMAILS"]
    office.environment["LSC_LOG_LEVEL"] = "WARNING"


def letters(mail: MailSink, about: str) -> list[str]:
    return [
        str(each["Subject"]) for each in mail.letters_to(GUARD) if about in str(each["Subject"])
    ]


def wait_for_life(office: Installation, *codes: str) -> None:
    def heard() -> bool:
        return all(count(office, HEARD.format(code=code)) for code in codes)

    wait_until(heard, f"{codes} show life", office)


def kill(group: int) -> None:
    os.killpg(group, signal.SIGKILL)


def check(office: Installation, name: str, *, within: int) -> int:
    command = [sys.executable, "-m", "core.jobs.alive", name, f"--within={within}"]
    return subprocess.run(command, cwd=ROOT, env=office.environment, check=False).returncode


def test_a_dead_worker_is_told_by_beat_and_its_return_too(
    watched: Installation, mail: MailSink
) -> None:
    start_beat(watched)
    worker = start_worker(watched)
    wait_for_life(watched, "worker", "beat")
    assert check(watched, "worker", within=60) == check(watched, "beat", within=60) == 0

    kill(worker)
    letter = mail.wait_for(GUARD, subject="les tâches de fond ne répondent plus")
    assert "«\u00a0worker\u00a0»" in text_of(letter)
    wait_until(lambda: check(watched, "worker", within=5), "its own check is red", watched)
    assert check(watched, "beat", within=60) == 0

    start_worker(watched)
    mail.wait_for(GUARD, subject="rétabli")
    wait_until(lambda: count(watched, OPEN) == 0, "it is over", watched)
    assert len(letters(mail, "les tâches de fond")) == 2


def test_a_dead_beat_is_told_by_the_worker(watched: Installation, mail: MailSink) -> None:
    start_worker(watched)
    start_beat(watched)
    beat = watched.processes[-1].pid
    wait_for_life(watched, "worker", "beat")
    kill(beat)
    mail.wait_for(GUARD, subject="le réveil des services ne répond plus")
    assert len(letters(mail, "le réveil")) == 1


def test_where_both_are_dead_a_page_tells_of_both(watched: Installation, mail: MailSink) -> None:
    before = len(letters(mail, "répond"))
    start_worker(watched)
    start_beat(watched)
    wait_for_life(watched, "worker", "beat")
    for process in watched.processes:
        kill(process.pid)
        process.wait()
    watched.serve("backoffice")

    def asked() -> bool:
        assert httpx.get(f"{watched.backoffice}/readyz").status_code == 200
        return len(letters(mail, "répond")) >= before + 2

    wait_until(asked, "a letter for each", watched)


@pytest.fixture
def redis(watched: Installation, tmp_path: Path) -> Iterator[ExitStack]:
    """A Redis of its own, which ends with the stack."""
    tmp_path.chmod(0o711)
    shared = watched.environment["REDIS_URL"]
    with ExitStack() as stack, services._owned_directory() as root:
        watched.environment["REDIS_URL"] = stack.enter_context(services.redis_server(root))
        yield stack
        stack.close()
    watched.environment["REDIS_URL"] = shared


def test_redis_down_is_told_as_that_and_readyz_names_it(
    watched: Installation, mail: MailSink, redis: ExitStack
) -> None:
    start_worker(watched)
    start_beat(watched)
    watched.serve("backoffice")
    wait_for_life(watched, "worker", "beat")
    assert httpx.get(f"{watched.backoffice}/readyz").json()["ok"]

    redis.close()
    answer = httpx.get(f"{watched.backoffice}/readyz")
    missing = [name for name, part in answer.json()["parts"].items() if not part["ok"]]
    assert (answer.status_code, missing) == (503, ["redis"])
    assert httpx.get(f"{watched.backoffice}/healthz").status_code == 200
    letter = mail.wait_for(GUARD, subject="Redis ne répond plus")
    assert "Relancez" in text_of(letter)
    # Whoever restarts what is silent leaves these two alone: they wait for Redis.
    assert check(watched, "worker", within=10) == check(watched, "beat", within=10) == 0
