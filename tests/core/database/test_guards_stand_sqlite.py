"""The same, on the single-user database."""

import pytest
from django.db import connection

from core.database.services import guards

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_a_migrated_database_has_every_guard_and_no_other() -> None:
    assert list(guards.problems()) == []
    assert guards._standing().triggers == guards.written().triggers


def test_a_guard_that_was_dropped_is_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER ledger_books_entry_no_update")
    (problem,) = guards.problems()
    assert "ledger_books_entry_no_update" in problem
