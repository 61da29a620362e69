"""Scheduled services run once at each due time, whoever wakes them."""

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from core.database.models import AuditEvent
from core.jobs.enums import JobState
from core.jobs.models import Job, ScheduledService, SystemMessage
from core.jobs.services import due_times, jobs, schedule
from core.text.errors import BusinessError
from tests.core.services import bring, only_services_of_the_test
from tests.factories import make_staff

PARIS = ZoneInfo("Europe/Paris")
CODE = "tests.night"
runs: list[int] = []
mood: dict[str, Exception | None] = {"fails": None}


def work() -> str:
    runs.append(1)
    if mood["fails"]:
        raise mood["fails"]
    jobs.progress(3, 4)
    return "4 demandes relevées."


@pytest.fixture(autouse=True)
def service():
    """There is this service alone: the others' work is no business of these tests."""
    runs.clear()
    mood["fails"] = None
    with only_services_of_the_test():
        bring(CODE, work, label="Relève d’essai")
        yield schedule.get(CODE)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """November 2026; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


def handled(until: datetime) -> ScheduledService:
    row = schedule.row_of(schedule.get(CODE))
    ScheduledService.objects.update(handled_until=until)
    row.refresh_from_db()
    return row


@pytest.mark.dated("core.jobs.services.jobs")
@pytest.mark.django_db
def test_nothing_before_the_hour_once_after_it() -> None:
    handled(at(23, 12))
    assert schedule.run_due(at(23, 23, 59)) == []
    [job] = schedule.run_due(at(24, 0, 0))
    assert (job.state, job.summary) == (JobState.DONE, "4 demandes relevées.")
    assert (job.done, job.total) == (3, 4)
    assert schedule.run_due(at(24, 0, 1)) == []
    assert len(runs) == 1


@pytest.mark.django_db
def test_a_new_service_does_not_run_for_the_past() -> None:
    assert schedule.run_due() == []


@pytest.mark.dated
@pytest.mark.django_db
def test_after_a_long_stop_it_runs_once() -> None:
    handled(at(1, 12))
    assert len(schedule.run_due(at(24, 9))) == 1
    assert schedule.run_due(at(24, 9, 1)) == []


@pytest.mark.dated
@pytest.mark.django_db
def test_only_on_the_days_chosen() -> None:
    admin = make_staff(is_superuser=True)
    mondays = 0b0000001
    schedule.configure(
        acting_user=admin, code=CODE, active=True, weekdays=mondays, times=["12:30", "06:00"]
    )
    row = handled(at(24, 0))
    assert schedule.run_due(at(29, 23)) == []
    assert due_times.next_due(row, at(24, 9)) == at(30, 6)
    assert len(schedule.run_due(at(30, 6, 0))) == 1
    assert len(schedule.run_due(at(30, 12, 31))) == 1
    assert AuditEvent.objects.filter(action="service.configure", user=admin).exists()


@pytest.mark.django_db
def test_an_inactive_service_does_not_run() -> None:
    handled(at(1, 0))
    ScheduledService.objects.update(active=False)
    assert schedule.run_due(at(24, 1)) == []


@pytest.mark.django_db
def test_local_hours_when_the_clocks_change() -> None:
    handled(datetime(2026, 10, 24, 12, tzinfo=PARIS))
    [_job] = schedule.run_due(datetime(2026, 10, 25, 0, 0, tzinfo=PARIS))
    assert schedule.run_due(datetime(2026, 10, 25, 23, 0, tzinfo=PARIS)) == []
    [_job] = schedule.run_due(datetime(2026, 10, 26, 0, 0, tzinfo=PARIS))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "told"),
    [
        (BusinessError("La plateforme ne répond pas ; nous réessaierons."), "ne répond pas"),
        (ValueError("boum"), "erreur inattendue"),
    ],
)
def test_a_failure_is_told_to_the_administrators_and_stops_nobody(error, told) -> None:
    admin = make_staff(is_superuser=True)
    bring("tests.other", lambda: "fait", label="Autre")
    schedule.row_of(schedule.get("tests.other"))
    handled(at(23, 12))
    mood["fails"] = error
    ran = schedule.run_due(at(24, 0, 5))
    assert sorted(job.state for job in ran) == [JobState.DONE, JobState.FAILED]
    message = SystemMessage.objects.get(recipient=admin)
    assert told in message.body
    assert "boum" not in message.body


@pytest.mark.django_db
def test_a_run_that_was_killed_is_run_again() -> None:
    handled(at(24, 0, 1))
    Job.objects.create(
        kind=f"service:{CODE}", label="x", state=JobState.RUNNING, started_at=at(24, 0)
    )
    [job] = schedule.run_due(at(24, 0, 2))
    assert job.state == JobState.DONE
    assert Job.objects.filter(state=JobState.FAILED, summary__contains="Interrompu").count() == 1


@pytest.mark.django_db
def test_a_demand_that_the_broker_lost_is_run_all_the_same() -> None:
    job = schedule.ask_now(code=CODE, acting_user=make_staff())
    now = timezone.now()
    assert schedule.run_due(now) == []
    assert schedule.run_due(now + timedelta(minutes=3)) == [job]
    assert len(runs) == 1


@pytest.mark.django_db
def test_asking_twice_runs_once() -> None:
    user = make_staff()
    job = schedule.ask_now(code=CODE, acting_user=user)
    with pytest.raises(BusinessError, match="déjà demandé"):
        schedule.ask_now(code=CODE, acting_user=user)
    for _turn in range(2):
        schedule.run_asked(job_id=job.pk)
    assert len(runs) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="advisory locks")
def test_exactly_once_however_many_beats_wake_it() -> None:
    handled(at(23, 12))
    barrier = threading.Barrier(6)

    def beat() -> None:
        try:
            barrier.wait()
            schedule.run_due(at(24, 0, 1))
        finally:
            connection.close()

    threads = [threading.Thread(target=beat) for _each in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(runs) == 1
    assert Job.objects.count() == 1
