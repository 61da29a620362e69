"""The single-user edition for real: SQLite, one web process, services in a process beside it."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from lsc.demo.people import STAFF_PASSWORD
from tests.installation import Installation
from tests.mail_sink import MailSink
from tests.waiting import wait_until

pytestmark = pytest.mark.sqlite
#: The answer does not wait for any service; a page of this machine may take this long.
SOON = 10
#: What each sign-in runs, whatever the hour.
AT_SIGN_IN = {"service:sepa.fetch", "service:kiosk.receipts", "service:receipts.held"}


@pytest.fixture
def office(mail: MailSink, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    built = Installation(tmp_path_factory.mktemp("single"), mail, "lsc_single")
    assert not built.multi_user
    try:
        built.manage("migrate", "--verbosity=0")
        built.python("from lsc.demo.agency import build; build()")
        built.serve("backoffice")
        yield built
    finally:
        built.stop()


def jobs(office: Installation) -> dict[str, str]:
    with sqlite3.connect(office.folder / "site.sqlite3", timeout=20) as link:
        return dict(link.execute("SELECT kind, state FROM core_jobs_job ORDER BY id"))


def wait_for(office: Installation, condition: Callable[[], bool]) -> None:
    wait_until(condition, "the services", told=lambda: f"{jobs(office)}\n{office.logs()}")


def start_services(office: Installation) -> str:
    """Sign in, then ask as the first page does. Returns the answer, which comes at once."""
    with httpx.Client(base_url=office.backoffice, follow_redirects=True, timeout=60) as browser:
        browser.get("/compte/login/")
        token = {"X-CSRFToken": browser.cookies["lsc_backoffice_csrf"]}
        answers = {"login": "jlc", "password": STAFF_PASSWORD}
        browser.post("/compte/login/", data=answers, headers=token)
        token = {"X-CSRFToken": browser.cookies["lsc_backoffice_csrf"], "HX-Request": "true"}
        started = time.monotonic()
        answer = browser.post("/services/a-la-connexion/", headers=token)
        assert time.monotonic() - started < SOON
    return answer.text


def test_what_a_sign_in_started_outlives_the_web_process(office: Installation) -> None:
    assert "Les services de la nuit tournent" in start_services(office)
    for web in office.processes:
        os.killpg(web.pid, signal.SIGKILL)
        web.wait()
    wait_for(office, lambda: set(jobs(office)) >= AT_SIGN_IN)
    wait_for(office, lambda: not {"running", "waiting"} & set(jobs(office).values()))
