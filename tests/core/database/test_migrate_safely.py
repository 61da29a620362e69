"""Two migrations never run at once, however many machines start a new version together."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.database import locks
from core.database.management.commands import migrate_safely
from core.database.management.commands.migrate_safely import LOCK

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="advisory locks"),
]


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that were called, instead of their work."""
    called: list[str] = []
    monkeypatch.setattr(
        migrate_safely, "call_command", lambda *names, **_options: called.append(" ".join(names))
    )
    return called


@pytest.fixture
def elsewhere() -> Iterator[object]:
    """Another machine's session, which migrates."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [locks._number(LOCK)])
    yield other
    other.close()


def test_it_migrates_then_gives_the_roles_their_rights(ran: list[str]) -> None:
    call_command("migrate_safely", roles=["lsc_app", "lsc_extranet"])
    assert ran == ["migrate", "grant_roles lsc_app lsc_extranet"]


def test_a_database_without_roles_is_only_migrated(ran: list[str]) -> None:
    call_command("migrate_safely")
    assert ran == ["migrate"]


def test_what_an_older_version_does_not_know_is_undone(ran: list[str]) -> None:
    out = StringIO()
    call_command("known_migrations", stdout=out)
    known = json.loads(out.getvalue())
    call_command("migrate_safely", back_to=known)
    assert ran == []
    older = {**known, "core_database": "0001_initial"}
    older.pop("sessions")
    call_command("migrate_safely", back_to=older)
    assert ran == ["migrate core_database 0001_initial", "migrate sessions zero"]


def test_it_does_nothing_while_another_migrates(ran: list[str], elsewhere: object) -> None:
    with pytest.raises(CommandError, match="migration"):
        call_command("migrate_safely", wait=0)
    assert ran == []


def test_it_takes_its_turn(
    ran: list[str], elsewhere: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    def until_the_other_is_done(seconds: float) -> None:
        assert ran == []
        waits.append(seconds)
        elsewhere.close()  # type: ignore[attr-defined]

    monkeypatch.setattr("core.database.locks.time.sleep", until_the_other_is_done)
    call_command("migrate_safely", wait=600)
    assert (len(waits) >= 1, ran) == (True, ["migrate"])


def test_the_lock_is_let_go_where_a_migration_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_names: str, **_options: object) -> None:
        raise RuntimeError("a migration that fails")

    monkeypatch.setattr(migrate_safely, "call_command", fail)
    with pytest.raises(RuntimeError, match="fails"):
        call_command("migrate_safely")
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [locks._number(LOCK)])
            assert cursor.fetchone() == (True,)
    finally:
        other.close()
