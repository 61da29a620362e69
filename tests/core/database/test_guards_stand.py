"""Whether the database's own guards still stand is told by the migrations that made them."""

import pytest
from django.db import connection

from core.database.services import guards

pytestmark = pytest.mark.django_db


def test_a_migrated_database_has_every_guard_and_no_other() -> None:
    assert list(guards.problems()) == []
    written, standing = guards.written(), guards._standing()
    assert len(written.triggers) > 10
    assert standing.triggers == written.triggers
    assert standing.functions == written.functions


@pytest.mark.parametrize(
    "name", ["ledger_books_entry_append_only", "ledger_books_entry_no_truncate"]
)
@pytest.mark.parametrize(
    "way",
    ["DROP TRIGGER {} ON ledger_books_entry", "ALTER TABLE ledger_books_entry DISABLE TRIGGER {}"],
)
def test_a_guard_that_was_dropped_or_switched_off_is_named(name: str, way: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's triggers have other names")
    with connection.cursor() as cursor:
        cursor.execute(way.format(name))
    (problem,) = guards.problems()
    assert name in problem


def test_a_guard_that_does_nothing_any_more_is_named() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no functions")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION ledger_books_entry_refuse_change() RETURNS trigger"
            " LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
        )
    (problem,) = guards.problems()
    assert "ledger_books_entry_refuse_change" in problem


def test_a_constraint_that_was_dropped_is_named() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite cannot drop a constraint")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_books_entry DROP CONSTRAINT entry_total_is_positive")
    (problem,) = guards.problems()
    assert "entry_total_is_positive" in problem


@pytest.mark.parametrize(
    "table", ["ledger_books_entry", "ledger_books_entryline", "core_database_auditevent"]
)
def test_the_books_and_the_trail_are_never_emptied(table: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(Exception, match="never emptied"), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")
