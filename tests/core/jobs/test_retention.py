"""Each kind of data is declared, told to whoever asks, and erased at its time by one service."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.database.retention import KINDS
from core.jobs.enums import JobState
from core.jobs.models import Job, OutboxMessage, SystemMessage
from core.jobs.services import erase_what_is_over as night
from core.jobs.services import outbox
from core.sign_in.services import erase_sign_ins
from core.text.errors import BusinessError
from tests import factories
from tests.registries import only

pytestmark = pytest.mark.django_db


def test_the_page_of_the_docs_is_the_registry(repository: Path) -> None:
    rows = [
        f"| `{kind.code}` | {kind.label} | {kind.kept} | {'yes' if kind.erase else 'no'} |"
        for kind in KINDS
    ]
    told = (repository / "docs" / "retention.md").read_text()
    assert [line for line in told.splitlines() if line.startswith("| `")] == rows


def test_the_settings_show_each_kind(client: Client) -> None:
    client.force_login(factories.make_staff(rights=["core_people.manage_settings"]))
    page = client.get(reverse("core:retention")).content.decode()
    assert all(str(kind.kept) in page for kind in KINDS)


def test_the_settings_say_what_the_night_erases(client: Client) -> None:
    client.force_login(factories.make_staff(rights=["core_people.manage_settings"]))
    page = client.get(reverse("core:retention")).content.decode()
    nightly = [kind for kind in KINDS if kind.erase]
    assert page.count("<td>chaque nuit</td>") == len(nightly) > 0


@pytest.mark.dated("core.jobs.services.erase_what_is_over", "core.jobs.services.tidy_up")
def test_the_night_erases_what_the_software_kept_of_its_own_working() -> None:
    colleague, now = factories.make_staff(), timezone.now()
    for days in (364, 366):
        SystemMessage.objects.create(recipient=colleague, title="Lu", identity=str(days))
        SystemMessage.objects.filter(identity=str(days)).update(
            created_at=now - timedelta(days=days)
        )
    old = {"state": JobState.DONE, "finished_at": now - timedelta(days=400)}
    first, last = (Job.objects.create(kind="fec", label="FEC", **old) for _turn in range(2))
    OutboxMessage.objects.create(
        kind="mail",
        identity="mail:1",
        payload={"to": "pierre@example.org"},
        given_up_at=now - timedelta(days=91),
        attempts=outbox.MAX_ATTEMPTS,
    )
    sentence = night.run_scheduled()
    assert "Messages aux collaborateurs\u00a0: 1" in sentence
    assert SystemMessage.objects.get().identity == "364"
    assert set(Job.objects.values_list("pk", flat=True)) == {last.pk} != {first.pk}
    assert OutboxMessage.objects.get().payload == {}
    assert night.erase_what_is_over(now)["messages"] == 0


@pytest.mark.dated
def test_sessions_go_with_the_address_they_came_from() -> None:
    someone, now = factories.make_staff(), timezone.now()
    for key, ends in (("over", now - timedelta(hours=1)), ("open", now + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
        UserSession.objects.create(
            user=someone, session_key=key, ip="192.0.2.7", user_agent="Firefox"
        )
    UserSession.objects.update(last_seen_at=now - timedelta(days=2))
    erase_sign_ins.erase_sessions(now)
    assert UserSession.objects.get().session_key == "open"
    assert Session.objects.get().session_key == "open"


def test_work_called_off_keeps_nothing_of_what_it_was_about() -> None:
    outbox.enqueue("mail", identity="mail:2", payload={"to": "pierre@example.org"})
    outbox.call_off("mail", prefix="mail:2")
    assert OutboxMessage.objects.get().payload == {}


def test_a_kind_that_fails_stops_none_of_the_others_and_is_named() -> None:
    erased: list[datetime] = []

    def fails(_now: datetime) -> int:
        raise OSError("disk")

    def works(now: datetime) -> int:
        erased.append(now)
        return 3

    first, *_others = KINDS
    kinds = [
        replace(first, label="Chèques", erase=fails),
        replace(first, code="other", erase=works),
    ]
    with only(KINDS, *kinds), pytest.raises(BusinessError, match="Chèques"):
        night.erase_what_is_over(timezone.now())
    assert len(erased) == 1
