"""A request has one id: in its answer, in what it logs, in the work that it causes and its mail."""

from __future__ import annotations

import json
import logging
import string

import pytest
from django.core.mail import EmailMessage, get_connection, send_mail
from django.test import Client

from core.database.context import current_request_id, new_request_id, under
from core.database.services.log_security import LOGGER
from core.jobs.models import OutboxMessage
from core.jobs.services import outbox
from core.jobs.services.outbox import WORKS, Work
from tests.factories import IBAN, make_staff
from tests.mail_sink import MailSink

KIND = "tests.request_id"
OURS = set(string.ascii_lowercase)
seen: list[str] = []


def note(_payload) -> None:
    seen.append(current_request_id())


WORKS.add(Work(KIND, do=note))


def id_of(visitor: Client, told: str) -> str:
    answer = visitor.get("/healthz", headers={"X-Request-ID": told} if told else {})
    return answer.headers["X-Request-ID"]


def test_each_request_has_its_own(back_office: Client) -> None:
    first, second = id_of(back_office, ""), id_of(back_office, "")
    assert first != second
    assert len(first) == 32
    assert set(first) <= OURS


@pytest.mark.parametrize(
    "told", ["0f8fad5b-d9cb-469f-a165-70867728950e", "Root.1-67891233-abcdef", "caddy_12345678"]
)
def test_that_of_a_trusted_proxy_is_kept(back_office: Client, settings, told: str) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    assert id_of(back_office, told) == told


@pytest.mark.parametrize(
    "told",
    ["short", "a" * 65, "deux mots ici", "<script>alert", "é" * 12, "x" * 12 + "\n", IBAN,
     "carte-4111111111111111"],
)  # fmt: skip
def test_one_that_is_not_sane_is_not(back_office: Client, settings, told: str) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    assert set(id_of(back_office, told)) <= OURS


def test_nor_that_of_a_visitor_whom_no_proxy_stands_before(back_office: Client, settings) -> None:
    settings.TRUSTED_PROXY_COUNT = 0
    assert set(id_of(back_office, "12345678-of-a-visitor")) <= OURS


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/static/rien.css", "/nulle-part/", "/compte/login/", "/"])
def test_every_answer_bears_it(back_office: Client, path: str) -> None:
    assert back_office.get(path).headers["X-Request-ID"]


@pytest.mark.django_db
def test_the_work_that_it_causes_is_done_under_it() -> None:
    seen.clear()
    with under("the-request-of-claire"):
        outbox.enqueue(KIND, identity="1", payload={})
    outbox.enqueue(KIND, identity="2", payload={})
    assert outbox.deliver() == 0
    assert seen[0] == "the-request-of-claire"
    assert set(seen[1]) <= OURS
    assert seen[1]
    assert current_request_id() == ""


@pytest.mark.django_db
def test_a_release_that_knows_no_ids_may_still_ask_for_work() -> None:
    # Migrations run before the old processes stop.
    from django.db import connection
    from django.utils import timezone

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_jobs_outboxmessage"
            " (kind, payload, identity, created_at, attempts, last_error)"
            " VALUES (%s, '{}', 'vieux', %s, 0, '')",
            [KIND, timezone.now()],
        )
    assert OutboxMessage.objects.get().request_id == ""


@pytest.mark.django_db
def test_the_security_log_has_it(
    back_office: Client, caplog, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    monkeypatch.setattr(logging.getLogger(LOGGER), "propagate", True)
    make_staff(username="claire")
    with caplog.at_level("INFO", LOGGER), django_capture_on_commit_callbacks(execute=True):
        answer = back_office.post("/compte/login/", {"login": "claire", "password": "faux"})
    line = json.loads(caplog.records[-1].getMessage())
    assert line["request_id"] in {answer.headers["X-Request-ID"], ""}


class TestAMail:
    @pytest.fixture
    def box(self, settings):
        with MailSink() as sink:
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(sink.url.rpartition(":")[2])
            settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
            settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
            settings.EMAIL_BACKEND = "core.jobs.mail.TracedBackend"
            yield sink

    def test_bears_the_id_and_its_line_has_the_id_of_the_mail(self, box: MailSink, caplog) -> None:
        request_id = new_request_id()
        with under(request_id), caplog.at_level("INFO", "core.jobs.mail"):
            send_mail("Bonjour", "texte", None, ["pierre@courriel.example"])
        letter = box.wait_for("pierre@courriel.example")
        assert letter["X-Request-ID"] == request_id
        [line] = caplog.records
        assert letter["Message-ID"] in line.getMessage()
        assert "pierre" not in line.getMessage()

    def test_without_a_request_has_none_and_keeps_what_it_has(self, box: MailSink) -> None:
        letter = EmailMessage(
            "Bonjour", "texte", None, ["anne@courriel.example"], headers={"Message-ID": "<a@b>"}
        )
        get_connection().send_messages([letter])
        received = box.wait_for("anne@courriel.example")
        assert received["Message-ID"] == "<a@b>"
        assert received["X-Request-ID"] is None
