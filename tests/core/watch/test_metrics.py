"""Figures for Prometheus: behind a token, of all processes, and of nobody in particular."""

from __future__ import annotations

import multiprocessing
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from core.house import metrics, runtime
from core.jobs.models import OutboxMessage
from core.jobs.services import outbox
from core.jobs.services.outbox import WORKS, Work
from core.watch.services import watch
from tests.factories import IBAN, make_staff

pytestmark = pytest.mark.django_db

TOKEN = "un-jeton-long-et-secret"
SHOWN = {"Authorization": f"Bearer {TOKEN}"}


def fails(payload) -> None:
    if payload["fails"]:
        raise OSError("non")


WORKS.add(Work("tests.metrics", do=fails))


@pytest.fixture(autouse=True)
def counting(settings, tmp_path: Path, monkeypatch):
    """As if nothing had been counted before."""
    settings.METRICS_TOKEN = TOKEN
    monkeypatch.setattr(runtime, "_MEMORY", tmp_path)
    monkeypatch.setattr(metrics, "_library", fresh(metrics._library))
    monkeypatch.setattr(metrics, "_metric", fresh(metrics._metric))


def fresh(cached):
    from functools import cache

    return cache(cached.__wrapped__)


def figures(visitor: Client) -> dict[str, float]:
    answer = visitor.get("/metrics", headers=SHOWN)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _space, value in (line.rpartition(" ") for line in lines)}


@pytest.mark.parametrize("site", ["backoffice", "extranet"])
@pytest.mark.parametrize(
    "shown", ["", "Bearer", "Bearer ", "Bearer un-autre-jeton", f"Basic {TOKEN}", TOKEN]
)
def test_nobody_reads_them_without_the_token(on_site, site: str, shown: str) -> None:
    answer = on_site(site).get("/metrics", headers={"Authorization": shown})
    assert (answer.status_code, answer.content) == (401, b"")


@pytest.mark.parametrize("shown", ["Bearer", "Bearer ", SHOWN["Authorization"]])
def test_nobody_at_all_where_there_is_none(back_office: Client, settings, shown: str) -> None:
    settings.METRICS_TOKEN = ""
    assert back_office.get("/metrics", headers={"Authorization": shown}).status_code == 404
    assert list(metrics.folder().iterdir()) == []


@pytest.mark.parametrize("site", ["backoffice", "extranet"])
def test_requests_by_view_method_and_status_with_their_queries(on_site, site: str) -> None:
    visitor = on_site(site)
    for _turn in range(2):
        visitor.get("/compte/login/")
    visitor.get(f"/nulle-part/{IBAN}/")
    visitor.generic("BREW", "/compte/login/")
    told = figures(visitor)
    login = 'method="GET",status="200",view="account_login"'
    assert told[f"lsc_requests_total{{{login}}}"] == 2
    assert told['lsc_requests_total{method="GET",status="404",view="none"}'] == 1
    assert 'lsc_requests_total{method="other",status="405",view="account_login"}' in told
    assert told['lsc_request_seconds_count{method="GET",view="account_login"}'] == 2
    assert told['lsc_queries_total{view="account_login"}'] >= 0
    assert told['lsc_query_seconds_total{view="account_login"}'] >= 0
    assert not [name for name in told if IBAN in name or "/" in name]


def test_probes_are_not_counted(back_office: Client) -> None:
    back_office.get("/readyz")
    assert not [name for name in figures(back_office) if "readyz" in name or "healthz" in name]


@pytest.mark.dated("core.watch.services.figures")
def test_the_outbox_and_its_failures(back_office: Client) -> None:
    for number, bad in enumerate((False, True)):
        outbox.enqueue("tests.metrics", identity=str(number), payload={"fails": bad})
    before = figures(back_office)
    assert before["lsc_outbox_waiting"] == 2
    outbox.deliver()
    row = OutboxMessage.objects.filter(done_at=None)
    row.update(next_attempt_at=timezone.now() - timedelta(minutes=40))
    told = figures(back_office)
    assert told['lsc_outbox_attempts_total{kind="tests.metrics",outcome="done"}'] == 1
    assert told['lsc_outbox_attempts_total{kind="tests.metrics",outcome="failed"}'] == 1
    assert told["lsc_outbox_waiting"] == 1
    assert told["lsc_outbox_oldest_seconds"] == pytest.approx(2400, abs=60)


def test_what_the_machine_shows(back_office: Client, settings) -> None:
    watch.show_life("worker", timezone.now() - timedelta(seconds=90))
    told = figures(back_office)
    assert told['lsc_heartbeat_age_seconds{process="worker"}'] == pytest.approx(90, abs=60)
    assert told['lsc_ready{part="database"}'] == 1
    assert ("lsc_celery_queue_length" in told) is bool(settings.REDIS_URL)


def test_the_security_log_by_kind(back_office: Client, django_capture_on_commit_callbacks) -> None:
    make_staff(username="claire")
    with django_capture_on_commit_callbacks(execute=True):
        back_office.post("/compte/login/", {"login": "claire", "password": "faux"})
    names = [name for name in figures(back_office) if name.startswith("lsc_security_events_total")]
    assert len(names) == 1
    assert "claire" not in names[0]


def test_without_its_database_it_still_tells_what_was_counted(back_office: Client) -> None:
    def down(*_args: object) -> None:
        raise DatabaseError

    back_office.get("/compte/login/")
    with connection.execute_wrapper(down):
        told = figures(back_office)
    assert told['lsc_ready{part="database"}'] == 0
    assert 'lsc_request_seconds_count{method="GET",view="account_login"}' in told


def count_one(barrier) -> None:
    metrics.JOBS.add("k", "done")
    # Both live at once: neither may write to the other's file.
    barrier.wait(60)


def test_processes_are_added_up_and_the_file_of_a_dead_one_is_taken_over(
    back_office: Client,
) -> None:
    fork = multiprocessing.get_context("fork")
    for _generation in range(3):
        barrier = fork.Barrier(2)
        children = [fork.Process(target=count_one, args=(barrier,)) for _turn in range(2)]
        for child in children:
            child.start()
        for child in children:
            child.join(60)
            assert child.exitcode == 0
    assert figures(back_office)['lsc_jobs_total{kind="k",outcome="done"}'] == 6
    assert len(list(metrics.folder().glob("counter_*.db"))) <= 3


def test_each_label_is_a_name_of_the_code() -> None:
    figures = [each for each in vars(metrics).values() if isinstance(each, metrics.Count)]
    labels = {label for figure in figures for label in figure.labels}
    assert labels == {"view", "method", "status", "task", "outcome", "kind", "channel", "act"}
    assert all(re.fullmatch(r"lsc_[a-z_]+", figure.name) for figure in figures)
