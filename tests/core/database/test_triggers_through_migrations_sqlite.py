"""On SQLite, a migration that has a guarded table rebuilt keeps its triggers, there and back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from core.database.services import guards
from core.database.triggers import append_only, keeping_triggers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


class Altering:
    """A migration of one room, applied to a state and taken back from it."""

    def __init__(self, room: str, operations: list[Operation], state: ProjectState) -> None:
        self.before = state
        made = type("Altering", (migrations.Migration,), {"operations": operations})
        self.migration: migrations.Migration = made("altering", room)

    def apply(self) -> ProjectState:
        with connection.schema_editor() as editor:
            return self.migration.apply(self.before.clone(), editor)

    def unapply(self) -> None:
        with connection.schema_editor() as editor:
            self.migration.unapply(self.before.clone(), editor)


def triggers() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def columns(table: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA table_info({table})")
        return {row[1]: row[2] for row in cursor.fetchall()}


def test_the_lines_of_entries_are_rebuilt_and_keep_their_guards() -> None:
    wider = migrations.AlterField("entryline", "label", models.CharField(max_length=4000))
    state = MigrationExecutor(connection).loader.project_state()
    altering = Altering("ledger_books", keeping_triggers([wider]), state)
    before, label = triggers(), columns("ledger_books_entryline")["label"]
    altering.apply()
    try:
        assert columns("ledger_books_entryline")["label"] == "varchar(4000)"
        assert triggers() == before
    finally:
        altering.unapply()
    assert columns("ledger_books_entryline")["label"] == label
    assert triggers() == before
    assert list(guards.problems()) == []


@pytest.fixture
def sealed() -> Iterator[ProjectState]:
    """A table of one row that nobody changes, and that is no room's."""
    fields = [("id", models.AutoField(primary_key=True)), ("mark", models.CharField(max_length=9))]
    making = Altering(
        "throwaway",
        [migrations.CreateModel("Seal", fields), append_only("throwaway_seal")],
        ProjectState(),
    )
    state = making.apply()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO throwaway_seal (mark) VALUES ('first')")
    yield state
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE throwaway_seal")


@pytest.mark.parametrize(("is_kept", "rows"), [(True, 1), (False, 0)])
def test_without_it_a_row_that_nobody_may_delete_can_be(
    sealed: ProjectState, is_kept: bool, rows: int
) -> None:
    wider: list[Operation] = [
        migrations.AlterField("seal", "mark", models.CharField(max_length=90))
    ]
    Altering("throwaway", keeping_triggers(wider) if is_kept else wider, sealed).apply()
    with connection.cursor() as cursor:
        if is_kept:
            with pytest.raises(IntegrityError):
                cursor.execute("DELETE FROM throwaway_seal")
        else:
            cursor.execute("DELETE FROM throwaway_seal")
        cursor.execute("SELECT COUNT(*) FROM throwaway_seal")
        assert cursor.fetchone() == (rows,)
