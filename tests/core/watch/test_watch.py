"""Work that nobody does is told by mail, once, and once more when it is over."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from core.jobs.enums import JobState
from core.jobs.models import Heartbeat, Incident, Job, OutboxMessage, ScheduledService
from core.watch.services import watch
from tests.core.services import bring, handled, only_services_of_the_test
from tests.factories import make_staff

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def multi_user(settings):
    """Beat looks each minute; somebody is to be told; no service of the night is late."""
    settings.BEAT_SECONDS, settings.ALERT_MINUTES = 60, 30
    settings.ALERT_EMAILS = ["garde@cabinet.example"]
    with only_services_of_the_test():
        yield


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def shows_life(at: datetime, *codes: str) -> None:
    for code in codes or ("worker", "beat"):
        watch.show_life(code, at)


def message(at: datetime, **values: object) -> OutboxMessage:
    row = OutboxMessage.objects.create(kind="x", identity="1", payload={})
    OutboxMessage.objects.filter(pk=row.pk).update(created_at=at, **values)
    return row


def codes(now: datetime) -> list[str]:
    return [trouble.code for trouble in watch.troubles(now)]


def subjects() -> list[str]:
    return [letter.subject.replace("\u00a0", " ") for letter in mail.outbox]


def test_nothing_is_told_while_all_goes_well(now: datetime) -> None:
    shows_life(now)
    message(now - 5 * MINUTE)
    watch.look(now)
    assert (codes(now), mail.outbox, Incident.objects.count()) == ([], [], 0)


def test_an_installation_whose_worker_never_ran_misses_none(now: datetime) -> None:
    assert codes(now) == []


@pytest.mark.dated
@pytest.mark.parametrize("code", ["worker", "beat"])
def test_a_process_that_shows_no_life_is_told_once_and_once_when_it_is_back(
    now: datetime, code: str, monkeypatch
) -> None:
    monkeypatch.setattr(watch, "redis_answers", lambda: True)
    shows_life(now)
    shows_life(now - 6 * MINUTE, code)
    for turn in range(3):
        watch.look(now + turn * MINUTE / 60)
    title = watch.title_of(code)
    assert subjects() == [f"LSC : {title}"]
    shows_life(now + MINUTE)
    for _turn in range(2):
        watch.look(now + MINUTE)
    assert subjects() == [f"LSC : {title}", f"LSC : rétabli : {title}"]
    # Dead again, it is another incident.
    shows_life(now + 9 * MINUTE)
    shows_life(now + MINUTE, code)
    watch.look(now + 9 * MINUTE)
    assert len(mail.outbox) == 3


def test_a_silent_worker_without_redis_is_told_as_redis(now: datetime, settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    shows_life(now - 6 * MINUTE)
    assert codes(now) == ["redis"]


def test_a_sign_of_life_of_tomorrow_was_written_by_a_wrong_clock(now: datetime, settings) -> None:
    settings.REDIS_URL = ""
    shows_life(now + timedelta(days=1), "worker")
    assert codes(now) == ["worker"]


@pytest.mark.dated("core.jobs.services.due_work")
@pytest.mark.parametrize(
    ("values", "is_late"),
    [
        ({}, True),
        ({"next_attempt_at": timedelta(minutes=-31), "attempts": 3}, True),
        ({"next_attempt_at": timedelta(minutes=-5), "attempts": 3}, False),
        ({"next_attempt_at": timedelta(minutes=20), "attempts": 3}, False),
        # Years ahead: a wrong clock wrote it, and the outbox does it at once.
        ({"next_attempt_at": timedelta(days=900), "attempts": 3}, True),
        ({"done_at": timedelta()}, False),
        ({"attempts": 12, "next_attempt_at": timedelta(minutes=-50)}, False),
    ],
)
def test_a_message_is_late_since_it_was_due(now: datetime, values, is_late: bool) -> None:
    shows_life(now)
    moments = {
        name: now + value if isinstance(value, timedelta) else value
        for name, value in values.items()
    }
    message(now - 40 * MINUTE, **moments)
    assert codes(now) == (["outbox"] if is_late else [])


class TestAService:
    @pytest.fixture(autouse=True)
    def nightly(self) -> None:
        bring("nuit", lambda: "", label="Nuit")

    @pytest.mark.dated
    def test_is_late_since_its_hour(self, now: datetime) -> None:
        shows_life(now)
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        handled("nuit", midnight - timedelta(days=1))
        moment = midnight + 31 * MINUTE
        shows_life(moment)
        [trouble] = watch.troubles(moment)
        assert (trouble.code, trouble.since) == ("services", midnight)
        assert codes(midnight + 29 * MINUTE) == []

    def test_that_was_dealt_with_or_is_switched_off_is_not(self, now: datetime) -> None:
        shows_life(now)
        handled("nuit", now)
        assert codes(now) == []
        ScheduledService.objects.update(handled_until=now - timedelta(days=3), active=False)
        assert codes(now) == []

    def test_that_somebody_asked_for_and_no_worker_took_is(self, now: datetime) -> None:
        shows_life(now)
        handled("nuit", now)
        job = Job.objects.create(kind="service:nuit", label="Nuit", state=JobState.WAITING)
        Job.objects.filter(pk=job.pk).update(requested_at=now - 31 * MINUTE)
        assert codes(now) == ["services"]

    def test_that_no_room_brings_any_more_is_not(self, now: datetime) -> None:
        shows_life(now)
        handled("nuit", now - timedelta(days=3))
        with only_services_of_the_test():
            assert codes(now) == []


def test_what_follows_from_a_dead_worker_is_not_told_beside_it(now: datetime, monkeypatch) -> None:
    monkeypatch.setattr(watch, "redis_answers", lambda: True)
    shows_life(now, "beat")
    shows_life(now - 40 * MINUTE, "worker")
    late = message(now - 39 * MINUTE)
    watch.look(now)
    # Back, the worker has its backlog to do: nobody is alarmed for that.
    shows_life(now + MINUTE)
    watch.look(now + MINUTE)
    title = watch.title_of("worker")
    assert subjects() == [f"LSC : {title}", f"LSC : rétabli : {title}"]
    # It does not do it.
    shows_life(now + 12 * MINUTE)
    watch.look(now + 12 * MINUTE)
    assert subjects()[2:] == ["LSC : des envois attendent"]
    # What lasts while the worker dies once more goes on lasting.
    shows_life(now + 30 * MINUTE, "beat")
    watch.look(now + 30 * MINUTE)
    assert {each.code for each in watch.open_incidents()} == {"outbox", "worker"}
    late.delete()
    shows_life(now + 31 * MINUTE)
    watch.look(now + 31 * MINUTE)
    assert watch.open_incidents() == []


def test_the_mail_names_what_to_do_and_goes_to_administrators(now: datetime) -> None:
    make_staff(username="chef", is_superuser=True, email="chef@cabinet.example")
    make_staff(username="claire", email="claire@cabinet.example")
    shows_life(now)
    message(now - 40 * MINUTE)
    watch.look(now)
    [letter] = mail.outbox
    assert letter.to == ["chef@cabinet.example", "garde@cabinet.example"]
    assert watch.sentence_of("outbox") in letter.body
    assert f"{timezone.localtime(now - 40 * MINUTE):%d/%m/%Y %H:%M}" in letter.body


def test_one_that_does_not_leave_is_tried_again(now: datetime, monkeypatch) -> None:
    shows_life(now)
    message(now - 40 * MINUTE)

    def refused(_letter: object) -> None:
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as patched:
        patched.setattr("core.watch.services.watch.EmailMessage.send", refused)
        watch.look(now)
    assert mail.outbox == []
    watch.look(now + MINUTE)
    watch.look(now + 2 * MINUTE)
    assert len(mail.outbox) == 1


def test_with_nobody_to_write_to_the_log_says_so_once(now: datetime, settings, caplog) -> None:
    settings.ALERT_EMAILS = []
    shows_life(now)
    message(now - 40 * MINUTE)
    for turn in range(2):
        watch.look(now + turn * MINUTE)
    assert [each.getMessage() for each in caplog.records].count(
        "Nobody to mail of outbox: no administrator has an address"
    ) == 1


class TestTheDashboard:
    @pytest.fixture(autouse=True)
    def late(self, now: datetime) -> None:
        shows_life(now)
        message(now - 40 * MINUTE)
        watch.look(now)

    def test_shows_it_to_those_who_are_told_of_the_machine(self, back_office: Client) -> None:
        back_office.force_login(make_staff(rights=["core_people.receive_system_messages"]))
        page = back_office.get("/").content.decode()
        assert "Des envois attendent, depuis le" in page
        assert 'class="lsc-note lsc-note-bad" role="alert"' in page

    def test_not_to_others_nor_when_it_is_over(self, back_office: Client, now: datetime) -> None:
        back_office.force_login(make_staff())
        assert "Des envois attendent" not in back_office.get("/").content.decode()
        OutboxMessage.objects.all().delete()
        watch.look(now + MINUTE)
        back_office.force_login(make_staff(rights=["core_people.receive_system_messages"]))
        assert "Des envois attendent" not in back_office.get("/").content.decode()


class TestAPage:
    @pytest.fixture
    def moment(self, monkeypatch) -> list[float]:
        now = [1000.0]
        monkeypatch.setattr(watch, "_now_and_then", watch._NowAndThen())
        monkeypatch.setattr("core.watch.services.watch.time.monotonic", lambda: now[0])
        return now

    def looks(self, monkeypatch) -> list[datetime]:
        found: list[datetime] = []
        monkeypatch.setattr(watch, "look", found.append)
        return found

    def test_looks_once_a_minute_and_not_before_it_has_run_for_a_while(
        self, back_office: Client, moment: list[float], monkeypatch
    ) -> None:
        looks = self.looks(monkeypatch)
        seen = []
        for seconds in (0, 299, 301, 330, 359, 362):
            moment[0] = 1000.0 + seconds
            back_office.get("/readyz")
            seen.append(len(looks))
        assert seen == [0, 0, 1, 1, 1, 2]

    def test_of_the_single_user_edition_never_does(
        self, moment: list[float], monkeypatch, settings
    ) -> None:
        settings.MULTI_USER = False
        looks = self.looks(monkeypatch)
        for _turn in range(2):
            moment[0] += 1000
            watch.look_now_and_then()
        assert looks == []


def test_a_year_later_it_is_forgotten(now: datetime) -> None:
    from core.jobs.services.tidy_up import erase_jobs

    for days in (364, 366):
        moment = now - timedelta(days=days)
        Incident.objects.create(code="beat", since=moment, opened_at=moment, closed_at=moment)
    Incident.objects.create(code="beat", since=now - timedelta(days=400), opened_at=now)
    erase_jobs(now)
    assert Incident.objects.count() == 2
    assert Heartbeat.objects.count() == 0
