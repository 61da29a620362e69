"""Errors reach a Sentry-like service over a real socket, and nobody's secrets with them."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import pytest

from tests.installation import Installation
from tests.workers.conftest import start_worker, wait_until

IBAN = "FR7630006000011234567890189"
CARD = "4111111111111111"
PASSWORD = "Vosges-Nancy-1965!"
SESSION = "s3ss10nk3yofclaire"
NAME = "Maryse Courtois"
BODY = "cequelleatape"
SECRETS = (IBAN, CARD, PASSWORD, SESSION, NAME, BODY, "claire@courriel.example", "laclef")

#: A page of the site that fails with all that a request can hold, in a log and in the database.
FAIL = f"""
import logging, sys, types
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import path

def failing(request, name):
    iban, password = {IBAN!r}, request.POST["password"]
    logging.getLogger("core.tests").error("Letter to %s: %s", {NAME!r}, iban)
    try:
        Group.objects.create(name="claire@courriel.example")
        Group.objects.create(name="claire@courriel.example")
    except Exception as error:
        raise ValueError(f"refusé {{iban}} et {CARD}\\n{NAME}") from error

urls = types.ModuleType("failing_urls")
urls.urlpatterns = [path("echec/<str:name>/", failing)]
sys.modules["failing_urls"] = urls
settings.ROOT_URLCONF = "failing_urls"
settings.ALLOWED_HOSTS = ["testserver"]
visitor = Client(raise_request_exception=False, headers={{"Authorization": "Bearer laclef"}})
visitor.cookies[settings.SESSION_COOKIE_NAME] = {SESSION!r}
answer = visitor.post("/echec/{NAME}/?q={IBAN}", {{"password": {PASSWORD!r}, "texte": {BODY!r}}})
print(answer.status_code)
import sentry_sdk
sentry_sdk.flush(20)
"""
UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress}
FAIL_IN_THE_WORKER = f"from core.jobs.tasks import run_service; run_service.delay('{IBAN}')"


class Service:
    """Receives envelopes as such a service does."""

    def __init__(self) -> None:
        received: list[bytes] = []
        self.received = received

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                unpack = UNPACK.get(self.headers.get("Content-Encoding", ""), bytes)
                received.append(unpack(body))
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def dsn(self) -> str:
        return f"http://public@127.0.0.1:{self.server.server_address[1]}/42"

    def events(self) -> list[dict[str, object]]:
        """The last line of each envelope, after its head and the head of its only item."""
        return [json.loads(each.strip().rpartition(b"\n")[2]) for each in list(self.received)]


@pytest.fixture
def service(office: Installation) -> Iterator[Service]:
    there = Service()
    office.environment["LSC_SENTRY_DSN"] = there.dsn
    yield there
    del office.environment["LSC_SENTRY_DSN"]
    there.server.shutdown()
    there.server.server_close()


def no_secret_in(service: Service) -> None:
    sent = b"\n".join(service.received).decode()
    assert [secret for secret in SECRETS if secret in sent] == []


def test_an_error_of_a_page_is_told_by_its_place_in_the_code(
    office: Installation, service: Service
) -> None:
    assert office.python(FAIL).split() == ["500"]
    logged, failed = service.events()
    assert logged["logentry"] == {"message": "Letter to %s: %s"}
    _driver, cause, error = failed["exception"]["values"]  # type: ignore[index]
    assert (cause["type"], error["type"]) == ("IntegrityError", "ValueError")
    assert "duplicate key" in cause["value"]
    assert error["value"] == "refusé FR76 •••• et •••• 1111"
    assert error["stacktrace"]["frames"][-1]["function"] == "failing"
    assert len(failed["tags"]["request_id"]) == 32  # type: ignore[index]
    assert set(failed) <= {
        "event_id", "timestamp", "platform", "level", "logger", "environment", "transaction",
        "tags", "exception", "logentry", "sdk",
    }  # fmt: skip
    no_secret_in(service)


def test_an_error_of_a_task_too(office: Installation, service: Service) -> None:
    start_worker(office)
    office.python(FAIL_IN_THE_WORKER)
    wait_until(lambda: service.received, "the report", office)
    event = service.events()[0]
    assert event["exception"]["values"][-1]["type"] == "UnknownError"  # type: ignore[index]
    no_secret_in(service)


def test_nothing_is_reported_where_no_service_is_named(office: Installation) -> None:
    told = office.python("import sys, sentry_sdk; print(sentry_sdk.get_client().is_active())")
    assert told.split() == ["False"]
