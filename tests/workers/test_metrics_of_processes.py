"""Two processes of gunicorn and a worker count together, and a worker has a port of its own."""

from __future__ import annotations

import re

import httpx

from tests.installation import Installation
from tests.services import free_port
from tests.workers.conftest import start_worker, wait_until

TOKEN = "un-jeton-long-et-secret"
SHOWN = {"Authorization": f"Bearer {TOKEN}"}
RUN = "from core.jobs.tasks import run_due_services; run_due_services.delay()"


def told(url: str) -> str:
    answer = httpx.get(f"{url}/metrics", headers=SHOWN)
    assert answer.status_code == 200, answer.text
    return answer.text


def logins(text: str) -> float:
    [value] = re.findall(
        r'^lsc_requests_total\{method="GET",status="200",view="account_login"\} (\S+)$', text, re.M
    )
    return float(value)


def test_of_two_web_processes_and_of_a_worker(office: Installation) -> None:
    port = free_port()
    environment = {"LSC_METRICS_TOKEN": TOKEN, "WEB_CONCURRENCY": "2"}
    office.environment |= environment
    try:
        office.serve("backoffice")
        for _turn in range(20):
            # A connection each: the two processes share them out.
            httpx.get(f"{office.backoffice}/compte/login/")
        assert {logins(told(office.backoffice)) for _turn in range(6)} == {20.0}

        office.environment["LSC_METRICS_PORT"] = str(port)
        start_worker(office)
        worker = f"http://127.0.0.1:{port}"

        def listens() -> bool:
            try:
                return httpx.get(f"{worker}/metrics").status_code == 401
            except httpx.TransportError:
                return False

        wait_until(listens, "the worker's port", office)
        assert httpx.get(f"{worker}/", headers=SHOWN).status_code == 404
        office.python(RUN)
        done = 'lsc_tasks_total{outcome="success",task="core.jobs.tasks.run_due_services"}'
        wait_until(lambda: done in told(worker), "the task is counted", office)
    finally:
        for name in (*environment, "LSC_METRICS_PORT"):
            office.environment.pop(name, None)
