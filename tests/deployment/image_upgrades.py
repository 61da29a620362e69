"""Upgrades of the real image: unnoticed, refused, and undone."""

from __future__ import annotations

import os
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx

from tests.deployment.composed import Stage
from tests.deployment.release import run as run_command

LONGEST_SILENCE_SECONDS = 5
_NEXT = """
from django.db import migrations

class Migration(migrations.Migration):
    dependencies = [("core_people", "{last}")]
    operations = [migrations.RunSQL("{forwards}", "DROP TABLE core_of_the_next_release")]
"""


@contextmanager
def asked_all_along(url: str) -> Iterator[list[float]]:
    """Ask for a page again and again meanwhile. Yields the seconds between answers."""
    gaps: list[float] = []
    over = threading.Event()
    context = ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])

    def ask() -> None:
        last = time.monotonic()
        while not over.wait(0.1):
            try:
                answer = httpx.get(url, timeout=60, verify=context)
            except httpx.TransportError:
                continue
            if answer.status_code == 200:
                now = time.monotonic()
                gaps.append(now - last)
                last = now

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield gaps
    finally:
        over.set()
        thread.join()


def _next(stage: Stage, name: str, forwards: str = "") -> str:
    """A version that follows; with one more migration, where it has one. Returns its name."""
    version, folder = f"{stage.version}-{name}", stage.work / name
    folder.mkdir()
    lines = [f"FROM lsc:{stage.office.setting('LSC_VERSION')}"]
    if forwards:
        known = stage.office.manage("known_migrations")
        last = known.partition('"core_people": "')[2].partition('"')[0]
        (folder / "9999_next.py").write_text(_NEXT.format(last=last, forwards=forwards))
        lines.append("COPY 9999_next.py core/people/migrations/")
    else:
        lines.append("LABEL next=yes")
    (folder / "Dockerfile").write_text("\n".join(lines))
    run_command(["docker", "build", "--quiet", "--tag", f"lsc:{version}", folder])
    return version


def upgraded_unnoticed(stage: Stage) -> None:
    """An upgrade that migrates nothing is not noticed"""
    page = f"{stage.office.url('backoffice')}/compte/login/"
    version = _next(stage, "same")
    with asked_all_along(page) as gaps:
        stage.office.lsc("upgrade", version)
    print(f"    {len(gaps)} answers, the longest silence {max(gaps):.1f} s", flush=True)
    assert max(gaps) < LONGEST_SILENCE_SECONDS, max(gaps)
    before = stage.office.containers("backoffice")
    stage.office.lsc("up")
    assert stage.office.containers("backoffice") == before


def upgrade_refused(stage: Stage) -> None:
    """Where a migration fails, the version that worked goes on, and its tables are as they were"""
    office = stage.office
    worked, running = office.setting("LSC_VERSION"), office.containers("backoffice")
    told = office.lsc("upgrade", _next(stage, "broken", "SELECT 1 / 0"), fails=True)
    assert "division by zero" in told, told
    assert office.setting("LSC_VERSION") == worked
    assert office.containers("backoffice") == running
    assert office.is_ready("backoffice")


def rolled_back(stage: Stage) -> None:
    """An upgrade that migrates, and back by one command"""
    office, table = stage.office, "core_of_the_next_release"
    worked = office.setting("LSC_VERSION")
    office.lsc("upgrade", _next(stage, "newer", f"CREATE TABLE {table} (id integer)"))
    assert office.query(f"SELECT to_regclass('{table}')") == [(table,)]
    assert office.is_ready("backoffice")
    office.lsc("rollback")
    assert office.query(f"SELECT to_regclass('{table}')") == []
    assert office.setting("LSC_VERSION") == worked
    assert office.is_ready("backoffice")
    office.manage("verify_books")


ALL: tuple[Callable[[Stage], None], ...] = (upgraded_unnoticed, upgrade_refused, rolled_back)
