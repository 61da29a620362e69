"""A service that fails once is tried again within the hour; a clock that was wrong stops none."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.jobs.enums import JobState
from core.jobs.models import Job, ScheduledService, SystemMessage
from core.jobs.services import schedule
from core.text.errors import BusinessError
from tests.core.services import bring, handled, only_services_of_the_test
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
CODE = "tests.night"
MIDNIGHT = datetime(2026, 11, 24, tzinfo=PARIS)


def minutes(count: int) -> datetime:
    return MIDNIGHT + timedelta(minutes=count)


@pytest.fixture
def answers() -> list[BaseException | None]:
    """What the next runs meet; None, and whatever comes after, is a success."""
    return []


@pytest.fixture(autouse=True)
def service(answers):
    def work() -> str:
        error = answers.pop(0) if answers else None
        if error:
            raise error
        return "fait"

    with only_services_of_the_test():
        bring(CODE, work, label="Relève")
        handled(CODE, MIDNIGHT - timedelta(hours=12))
        yield


def ran_at(moments: range) -> list[int]:
    """At which of these minutes after midnight something ran."""
    return [count for count in moments if schedule.run_due(minutes(count))]


@pytest.mark.dated("core.jobs.services.service_failures")
def test_it_is_tried_again_after_five_twenty_and_fifty_minutes_then_the_next_night(
    answers,
) -> None:
    answers += [BusinessError("L’automate ne répond pas.")] * 9
    assert ran_at(range(24 * 60 + 1)) == [0, 5, 20, 50, 24 * 60]


def test_a_try_that_works_is_the_last(answers) -> None:
    answers += [ValueError("boum")]
    assert ran_at(range(120)) == [0, 5]
    row = ScheduledService.objects.get()
    assert (row.failures, row.retry_at) == (0, None)


def test_the_first_failure_and_the_last_are_told_and_no_other(answers) -> None:
    admin = make_staff(is_superuser=True)
    answers += [BusinessError("L’automate ne répond pas.")] * 4
    ran_at(range(60))
    first, last = SystemMessage.objects.filter(recipient=admin).order_by("pk")
    assert first.body == "L’automate ne répond pas. Nouvel essai à 00:05."
    assert last.body == "L’automate ne répond pas. Il sera relancé à sa prochaine heure."


def test_what_kills_its_worker_each_time_is_not_run_for_ever(answers) -> None:
    admin = make_staff(is_superuser=True)
    answers += [SystemExit()] * 9
    for count in range(6):
        with suppress(SystemExit):
            schedule.run_due(minutes(count))
    assert [job.state for job in Job.objects.all()] == [JobState.FAILED] * 4
    assert SystemMessage.objects.filter(recipient=admin, body__contains="prochaine heure").exists()


def test_a_run_that_somebody_asked_for_is_not_tried_again(answers) -> None:
    answers += [BusinessError("non")]
    job = schedule.ask_now(code=CODE, acting_user=make_staff())
    schedule.run_asked(job_id=job.pk)
    assert ScheduledService.objects.get().retry_at is None


def test_a_failure_put_off_is_forgotten_where_the_hours_are_changed(answers) -> None:
    answers += [BusinessError("non")]
    assert ran_at(range(1)) == [0]
    schedule.configure(
        acting_user=make_staff(), code=CODE, active=True, weekdays=0b1111111, times=["12:00"]
    )
    assert ScheduledService.objects.get().retry_at is None


def test_a_last_run_a_year_ahead_is_no_run_and_is_told() -> None:
    admin = make_staff(is_superuser=True)
    handled(CODE, MIDNIGHT + timedelta(days=365))
    assert ran_at(range(10)) == [0]
    told = SystemMessage.objects.get(recipient=admin)
    assert told.title == "L’horloge du serveur a été fausse"
    assert "23/11/2027" in told.body or "24/11/2027" in told.body
    # And the next night as ever.
    assert ran_at(range(60, 24 * 60 + 1, 60)) == [24 * 60]


def test_clocks_of_two_machines_that_differ_by_seconds_run_nothing_twice() -> None:
    handled(CODE, MIDNIGHT + timedelta(seconds=20))
    assert ran_at(range(60)) == []


def test_a_retry_a_year_ahead_is_made_now() -> None:
    handled(CODE, MIDNIGHT)
    ScheduledService.objects.update(failures=1, retry_at=MIDNIGHT + timedelta(days=365))
    assert ran_at(range(1, 10)) == [1]


def test_a_demand_dated_a_year_ahead_is_run() -> None:
    handled(CODE, MIDNIGHT)
    job = schedule.ask_now(code=CODE, acting_user=make_staff())
    Job.objects.update(requested_at=MIDNIGHT + timedelta(days=365))
    assert schedule.run_due(minutes(1)) == [job]
