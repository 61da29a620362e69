"""Letters that become one: the older takes the lines of the others in, in as many statements."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ledger.books.models import Account
from ledger.matching.models import MatchedLine
from ledger.matching.services.match_by_hand import match_lines
from ledger.matching.services.match_exact_sums import Allocation, settle_receipts
from tests.factories import make_account
from tests.ledger.factories import Books, make_books
from tests.ledger.open_items import letters, owe, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> Books:
    return make_books()


def owing(books: Books, number: int) -> tuple[Account, int]:
    """100 € and 200 € of which 10 € each were paid, under a letter each; then 280 € come."""
    account = make_account(entity=books.entity, code=f"450OWNER{number}")
    for amount in ("100", "200"):
        debt = owe(books, amount, label=f"Appel {amount}", account=account)
        part = pay(books, "10", label=f"Acompte {amount}", account=account)
        match_lines(
            account=account, line_ids=[debt.pk, part.pk], acting_user=None, on=timezone.localdate()
        )
    return account, pay(books, "280", date(2026, 4, 1), label="Solde", account=account).entry_id


def test_one_payment_of_two_letters_makes_them_one(books: Books) -> None:
    account, entry = owing(books, 0)
    assert set(letters(account).values()) == {"a", "b"}
    settle_receipts([Allocation(entry)], acting_user=None, on=timezone.localdate())
    assert set(letters(account).values()) == {"A"}
    assert MatchedLine.objects.filter(matching__account=account).count() == 5


def test_twelve_merged_letters_take_as_many_statements_as_three(books: Books) -> None:
    counts = []
    for round_, accounts in enumerate((3, 3, 12)):
        entries = [owing(books, 100 * round_ + place + 1)[1] for place in range(accounts)]
        with CaptureQueriesContext(connection) as queries:
            settle_receipts(
                [Allocation(entry) for entry in entries], acting_user=None, on=timezone.localdate()
            )
        counts.append(len(queries))
    assert counts[1] == counts[2]
