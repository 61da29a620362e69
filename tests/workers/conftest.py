"""A real worker and a real beat, on a real Redis and a database of their own."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import waiting
from tests.installation import Installation
from tests.mail_sink import MailSink

HERE = Path(__file__).resolve().parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.celery)


@pytest.fixture(scope="session")
def mail() -> Iterator[MailSink]:
    with MailSink() as sink:
        yield sink


@pytest.fixture(scope="session")
def built(mail: MailSink, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A multi-user installation with the demo agency; beat looks every two seconds."""
    installation = Installation(tmp_path_factory.mktemp("workers"), mail, "lsc_workers")
    if not installation.multi_user:
        pytest.skip("needs PostgreSQL and Redis: make test")
    try:
        installation.environment["LSC_BEAT_SECONDS"] = "2"
        installation.migrate()
        installation.python("from lsc.demo.agency import build; build()")
        yield installation
    finally:
        installation.stop()


@pytest.fixture
def office(built: Installation) -> Iterator[Installation]:
    """The installation with nothing running, before and after."""
    yield built
    for process in built.processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    built.processes.clear()
    for log in built.folder.glob("*.log"):
        log.unlink()


def start_worker(office: Installation) -> int:
    """Start a worker of one process and return its process group."""
    command = ["celery", "--app", "lsc", "worker", "--concurrency=1", "--loglevel=INFO"]
    return office.start("worker", command).pid


def start_beat(office: Installation) -> None:
    office.start("beat", ["celery", "--app", "lsc", "beat", "--loglevel=INFO"])


def wait_until(condition: Callable[[], object], what: str, office: Installation) -> None:
    """Poll until ``condition`` holds. Fails with the logs after two minutes."""
    waiting.wait_until(condition, what, told=office.logs)


def count(office: Installation, sql: str) -> int:
    return int(str(office.query(sql)[0][0]))
