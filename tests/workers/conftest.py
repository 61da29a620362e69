"""A real worker and a real beat, on a real Redis and a database of their own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

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


@pytest.fixture
def office(mail: MailSink, tmp_path: Path) -> Iterator[Installation]:
    """A multi-user installation with the demo agency; nothing of it runs yet."""
    installation = Installation(tmp_path, mail, "lsc_workers")
    if not installation.multi_user:
        pytest.skip("needs PostgreSQL and Redis: make test")
    try:
        installation.environment["LSC_BEAT_SECONDS"] = "1"
        installation.manage("migrate", "--verbosity=0")
        installation.python("from lsc.demo.agency import build; build()")
        yield installation
    finally:
        installation.stop()


def start_worker(office: Installation) -> int:
    """Start a worker of one process and return its process group."""
    command = ["celery", "--app", "lsc", "worker", "--concurrency=1", "--loglevel=INFO"]
    return office.start("worker", command).pid


def start_beat(office: Installation) -> None:
    office.start("beat", ["celery", "--app", "lsc", "beat", "--loglevel=INFO"])


def wait_until(condition: Callable[[], object], what: str, office: Installation) -> None:
    """Poll until ``condition`` holds. Fails with the logs after forty seconds."""
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.02)
    pytest.fail(f"{what} never happened\n{office.logs()}")


def count(office: Installation, sql: str) -> int:
    return int(str(office.query(sql)[0][0]))
