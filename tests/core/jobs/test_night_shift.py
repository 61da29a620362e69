"""Single-user: the services run in a process of their own, and one that hangs starves no other."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from datetime import timedelta
from threading import Event

import pytest
from django.db import connections
from django.utils import timezone

from core.jobs import processes
from core.jobs.enums import JobState
from core.jobs.models import Job, ScheduledService, SystemMessage
from core.jobs.services import night_shift
from tests.core.services import bring, handled, only_services_of_the_test
from tests.factories import make_staff
from tests.waiting import PATIENCE_SECONDS, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_other_services(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with only_services_of_the_test():
        yield


def due(code: str, run: Callable[[], str], **options) -> None:
    """A service that was due at midnight."""
    bring(code, run, **options)
    handled(code, timezone.now() - timedelta(days=2))


def hangs() -> str:
    Event().wait()
    return "jamais"


def states() -> dict[str, str]:
    return {job.label: job.state for job in Job.objects.order_by("pk")}


def by_end() -> list[str]:
    return list(Job.objects.order_by("finished_at").values_list("label", flat=True))


def test_a_kiosk_that_does_not_answer_starves_no_debit() -> None:
    """It answers at last, once the debits are done: they did not wait for it."""

    def answers_last() -> str:
        wait_until(lambda: states().get("prélèvements") == JobState.DONE, "the debits", told=states)
        return "fait"

    due("automate", answers_last, time_limit=timedelta(seconds=2 * PATIENCE_SECONDS))
    due("prélèvements", lambda: "2 demandes relevées.")
    due("soldes", lambda: "envoyés", after=("automate",))
    night_shift.run_round(timezone.now(), signing_in=False)
    assert set(states().values()) == {JobState.DONE}
    assert by_end() == ["prélèvements", "automate", "soldes"]


def test_a_kiosk_that_never_answers_is_ended_at_its_limit() -> None:
    admin = make_staff(is_superuser=True)
    due("automate", hangs, time_limit=timedelta(seconds=3))
    due("soldes", lambda: "envoyés", after=("automate",))
    night_shift.run_round(timezone.now(), signing_in=False)
    assert states() == {"automate": JobState.FAILED, "soldes": JobState.DONE}
    assert by_end() == ["automate", "soldes"]
    # It is tried again within the hour, and the administrators know.
    assert ScheduledService.objects.get(code="automate").retry_at is not None
    assert SystemMessage.objects.filter(recipient=admin, body__contains="Arrêté au bout").exists()


def in_a_child(run: Callable[[], object]) -> multiprocessing.process.BaseProcess:
    connections.close_all()
    child = multiprocessing.get_context("fork").Process(target=run)
    child.start()
    return child


def running() -> bool:
    return Job.objects.filter(state=JobState.RUNNING).exists()


def test_never_two_at_once() -> None:
    due("automate", hangs, time_limit=timedelta(hours=1))
    first = in_a_child(lambda: night_shift.work_until_done(signing_in=False))
    try:
        wait_until(running, "the service runs", told=states)
        assert night_shift.is_at_work()
        assert night_shift.work_until_done(signing_in=True) is False
        assert Job.objects.count() == 1
    finally:
        end(first)


def end(process: multiprocessing.process.BaseProcess) -> None:
    """Kill it as the kernel does, without a word: its children end with it."""
    process.kill()
    process.join()


@pytest.mark.dated("core.jobs.services.night_shift")
def test_what_was_killed_is_resumed_by_the_next_one() -> None:
    flag = timezone.now()
    due("relève", hangs, time_limit=timedelta(hours=1))
    first = in_a_child(lambda: night_shift.work_until_done(signing_in=False))
    wait_until(running, "the service runs", told=states)
    end(first)
    wait_until(lambda: not night_shift.is_at_work(), "its lock is free", told=states)
    with only_services_of_the_test():
        bring("relève", lambda: "fait")
        assert night_shift.work_until_done(signing_in=False)
    killed, done = Job.objects.filter(requested_at__gte=flag).order_by("pk")
    assert (killed.state, killed.summary) == (JobState.FAILED, "Interrompu avant la fin.")
    assert (done.state, done.summary) == (JobState.DONE, "fait")


def test_it_stays_to_try_again_what_failed(monkeypatch) -> None:
    monkeypatch.setattr(night_shift, "_REST_SECONDS", 0.05)
    monkeypatch.setattr(
        "core.jobs.services.service_failures.RETRY_AFTER", (timedelta(seconds=1),) * 3
    )

    def works_the_second_time() -> str:
        if Job.objects.filter(state=JobState.FAILED).exists():
            return "fait"
        raise ConnectionError

    due("automate", works_the_second_time)
    night_shift.work_until_done(signing_in=False)
    assert [job.state for job in Job.objects.order_by("pk")] == [JobState.FAILED, JobState.DONE]


def test_a_process_that_ended_is_forgotten() -> None:
    processes.start_manage("run_task", "--help")
    [process] = processes._started.processes
    process.wait(60)
    processes.start_manage("run_task", "--help")
    assert process not in processes._started.processes
    processes._started.processes.pop().wait(60)
