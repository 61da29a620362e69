"""The database keeps the books whole even where a program would not (PostgreSQL)."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from ledger.books.models import Entry
from tests.factories import euros
from tests.ledger.factories import make_books
from tests.ledger.guards import Guards, bare_entry, bare_line

pytestmark = pytest.mark.django_db


class TestGuards(Guards):
    pass


def commit(entry: Callable[[], object]) -> None:
    """Do what the end of a transaction does with the deferred constraints."""
    with transaction.atomic():
        entry()
        connection.check_constraints()


@pytest.mark.parametrize("credit", ["0,99", "1,01", ""])
def test_an_entry_that_does_not_balance_is_refused_at_commit(credit: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no deferred triggers: the posting service alone checks it")
    books = make_books()

    def unbalanced() -> None:
        entry = bare_entry(books, total=euros("1,01"))
        if credit:
            bare_line(entry, books.bank, "1,00")
            bare_line(entry, books.client_account, "0", credit=euros(credit))

    with pytest.raises(IntegrityError, match="balances"):
        commit(unbalanced)
    assert not Entry.objects.exists()
