"""One id from the visitor's request to the letter, through gunicorn, Redis and a worker."""

from __future__ import annotations

import json

import httpx

from tests.installation import Installation
from tests.mail_sink import MailSink
from tests.workers.conftest import start_worker, wait_until

IBAN = "FR7630006000011234567890189"
ID = "b7ad6b71-of-the-proxy"
FORGOTTEN = """
from core.people.models import User
user = User.objects.get(username="jlc")
user.email = "jlc@cabinet.example"
user.save()
"""
FAIL = f"from core.jobs.tasks import run_service; run_service.delay('{IBAN}')"


def lines_of(office: Installation, log: str) -> list[dict[str, object]]:
    text = (office.folder / f"{log}.log").read_text(errors="replace")
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def test_from_the_request_to_the_letter(office: Installation, mail: MailSink) -> None:
    told = {"LSC_LOG_FORMAT": "json", "LSC_LOG_LEVEL": "INFO", "LSC_TRUSTED_PROXY_COUNT": "1"}
    office.environment |= told
    try:
        office.python(FORGOTTEN)
        start_worker(office)
        office.serve("backoffice")
        headers = {"X-Request-ID": ID, "X-Forwarded-For": "6.6.6.6, 203.0.113.9"}
        with httpx.Client(base_url=office.backoffice, headers=headers) as visitor:
            visitor.get("/compte/password/reset/")
            token = visitor.get("/jeton/").json()["token"]
            answer = visitor.post(
                "/compte/password/reset/",
                data={"email": "jlc", "csrfmiddlewaretoken": token},
            )
        assert answer.status_code == 302, answer.text
        assert answer.headers["X-Request-ID"] == ID

        letter = mail.wait_for("jlc@cabinet.example", subject="mot de passe")
        assert letter["X-Request-ID"] == ID
        sent = [line for line in lines_of(office, "worker") if line["logger"] == "core.jobs.mail"]
        assert sent[-1]["request_id"] == ID
        assert sent[-1]["message_id"] == letter["Message-ID"]
    finally:
        for name in told:
            del office.environment[name]
        office.environment["LSC_LOG_LEVEL"] = "WARNING"


def test_what_a_task_dies_of_is_masked_in_the_workers_log(office: Installation) -> None:
    start_worker(office)
    office.python(FAIL)
    log = office.folder / "worker.log"
    wait_until(lambda: "UnknownError" in log.read_text(errors="replace"), "the task fails", office)
    wait_until(lambda: "Traceback" in log.read_text(errors="replace"), "it is told", office)
    assert IBAN not in log.read_text(errors="replace")
    assert "FR76 ••••" in log.read_text()
