"""Single-user: the services run in a process of their own, and one that hangs starves no other."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from core import processes
from core.enums import JobState
from core.models import Job, ScheduledService, SystemMessage
from core.services import night_shift, schedule
from tests.core.services import handled, only_services_of_the_test
from tests.factories import make_staff

pytestmark = pytest.mark.django_db(transaction=True)
HANGS = 60


@pytest.fixture(autouse=True)
def no_other_services(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with only_services_of_the_test():
        yield


def register(code: str, run: Callable[[], str], **options) -> None:
    """A service that was due at midnight."""
    schedule.register(code=code, label=code, run=run, default_times=["00:00"], **options)
    handled(code, timezone.now() - timedelta(days=2))


def hangs() -> str:
    time.sleep(HANGS)
    return "jamais"


def states() -> dict[str, str]:
    return {job.label: job.state for job in Job.objects.order_by("pk")}


def test_a_kiosk_that_does_not_answer_is_ended_and_starves_no_debit() -> None:
    admin = make_staff(is_superuser=True)
    register("automate", hangs, time_limit=timedelta(seconds=3))
    register("prélèvements", lambda: "2 demandes relevées.")
    register("soldes", lambda: "envoyés", after=["automate"])
    before = time.monotonic()
    night_shift.run_round(timezone.now(), signing_in=False)
    assert time.monotonic() - before < HANGS
    assert states() == {
        "automate": JobState.FAILED,
        "prélèvements": JobState.DONE,
        "soldes": JobState.DONE,
    }
    by_end = Job.objects.order_by("finished_at").values_list("label", flat=True)
    assert list(by_end) == ["prélèvements", "automate", "soldes"]
    # It is tried again within the hour, and the administrators know.
    assert ScheduledService.objects.get(code="automate").retry_at is not None
    assert SystemMessage.objects.filter(recipient=admin, body__contains="Arrêté au bout").exists()


def in_a_child(run: Callable[[], object]) -> multiprocessing.process.BaseProcess:
    connections.close_all()
    child = multiprocessing.get_context("fork").Process(target=run)
    child.start()
    return child


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, states()
        time.sleep(0.05)


def running() -> bool:
    return Job.objects.filter(state=JobState.RUNNING).exists()


def test_never_two_at_once() -> None:
    register("automate", hangs, time_limit=timedelta(seconds=HANGS))
    first = in_a_child(lambda: night_shift.work_until_done(signing_in=False))
    try:
        wait_for(running)
        assert night_shift.is_at_work()
        assert night_shift.work_until_done(signing_in=True) is False
        assert Job.objects.count() == 1
    finally:
        end(first)


def end(process: multiprocessing.process.BaseProcess) -> None:
    """Kill it as the kernel does, without a word: its children end with it."""
    process.kill()
    process.join()


@pytest.mark.dated("core.services.night_shift")
def test_what_was_killed_is_resumed_by_the_next_one() -> None:
    flag = timezone.now()
    register("relève", hangs, time_limit=timedelta(seconds=HANGS))
    first = in_a_child(lambda: night_shift.work_until_done(signing_in=False))
    wait_for(running)
    end(first)
    wait_for(lambda: not night_shift.is_at_work())
    schedule.register(code="relève", label="relève", run=lambda: "fait", default_times=["00:00"])
    assert night_shift.work_until_done(signing_in=False)
    killed, done = Job.objects.filter(requested_at__gte=flag).order_by("pk")
    assert (killed.state, killed.summary) == (JobState.FAILED, "Interrompu avant la fin.")
    assert (done.state, done.summary) == (JobState.DONE, "fait")


def test_it_stays_to_try_again_what_failed(monkeypatch) -> None:
    monkeypatch.setattr(night_shift, "_REST_SECONDS", 0.05)
    monkeypatch.setattr("core.services.service_failures.RETRY_AFTER", (timedelta(seconds=1),) * 3)

    def works_the_second_time() -> str:
        if Job.objects.filter(state=JobState.FAILED).exists():
            return "fait"
        raise ConnectionError

    register("automate", works_the_second_time)
    night_shift.work_until_done(signing_in=False)
    assert [job.state for job in Job.objects.order_by("pk")] == [JobState.FAILED, JobState.DONE]


def test_a_process_that_ended_is_forgotten() -> None:
    processes.start_manage("run_task", "--help")
    [process] = processes._started
    process.wait(60)
    processes.start_manage("run_task", "--help")
    assert process not in processes._started
    processes._started.pop().wait(60)
