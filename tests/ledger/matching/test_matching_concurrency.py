"""Two people match at once, or match while a third posts: one letter, and nobody waits for ever."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from ledger.matching.models import MatchedLine, Matching
from ledger.matching.selectors.open_items import open_items
from ledger.matching.services.match_by_hand import match_lines, unmatch
from ledger.matching.services.match_exact_sums import Allocation, match_exact_sums, settle_receipts
from tests.at_once import at_once
from tests.factories import make_account
from tests.ledger.factories import make_books
from tests.ledger.open_items import owe, pay

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("row locks need PostgreSQL")


def test_the_same_lines_are_matched_once() -> None:
    books = make_books()
    ids = [owe(books, "65,63").pk, pay(books, "65,63").pk]

    def match() -> None:
        match_lines(
            account=books.client_account, line_ids=ids, acting_user=None, on=timezone.localdate()
        )

    (refused,) = at_once(match, match)
    assert "entre-temps" in str(refused)
    assert Matching.objects.get().is_total


def test_a_matching_is_undone_once() -> None:
    books = make_books()
    ids = [owe(books, "65,63").pk, pay(books, "65,63").pk]
    made = match_lines(
        account=books.client_account, line_ids=ids, acting_user=None, on=timezone.localdate()
    )

    def undo() -> None:
        unmatch(matching=made, acting_user=None)

    assert len(at_once(undo, undo)) == 1
    assert not MatchedLine.objects.exists()


def test_matching_and_posting_wait_for_each_other() -> None:
    books = make_books()
    accounts = [books.client_account] + [
        make_account(entity=books.entity, code=f"450C{number}") for number in range(3)
    ]
    entries = []
    for account in accounts:
        owe(books, "50", account=account)
        entries.append(pay(books, "50", account=account).entry_id)

    def by_rule() -> None:
        match_exact_sums(
            accounts=[account.pk for account in accounts], acting_user=None, on=timezone.localdate()
        )

    def receipts() -> None:
        settle_receipts(
            [Allocation(pk) for pk in reversed(entries)], acting_user=None, on=timezone.localdate()
        )

    def post() -> None:
        for account in reversed(accounts):
            pay(books, "1", account=account)

    assert at_once(by_rule, receipts, post) == []
    assert Matching.objects.filter(is_total=True).count() == 4
    assert len(open_items([account.pk for account in accounts])) == 4
