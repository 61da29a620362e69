"""A receipt that wishes it is matched once it is posted; the others wait for the accountant."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from core.jobs.models import OutboxMessage
from core.jobs.services import outbox
from ledger.books.models import EntryLine
from ledger.books.posting import NewEntry, NewLine, post_entries
from ledger.matching.models import MatchedLine
from ledger.matching.selectors.open_items import debts, open_items
from receipts.draft.services.match_posted_receipts import match_posted, settlement_wish
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from tests.factories import euros, make_account
from tests.receipts.factories import Books, make_accountant, make_books, make_receipt

pytestmark = pytest.mark.django_db


def owe(books: Books, amount: str, day: date, label: str) -> EntryLine:
    income = make_account(entity=books.entity, code=f"701{day:%m%d}", role="other")  # type: ignore[arg-type]
    value, none = euros(amount), euros("0")
    lines = [
        NewLine(books.account.pk, value, none, label),
        NewLine(income.pk, none, value, label),
    ]
    entry = NewEntry(books.entity.pk, books.journal.pk, day, "", label, lines)
    (pk,) = post_entries([entry], acting_user=None, today=timezone.localdate())
    return EntryLine.objects.get(entry=pk, account=books.account)


def post(books: Books, **fields: Any) -> None:
    user = make_accountant()
    receipt = make_receipt(books=books, **fields)
    prepare_receipts([receipt.pk], acting_user=user)
    post_prepared(acting_user=user, ids=[receipt.pk])


def open_debts(books: Books) -> list[tuple[str, str]]:
    return [(item.label, f"{item.remainder}") for item in debts(open_items([books.account.pk]))]


def test_without_a_wish_nothing_is_asked_for() -> None:
    post(make_books())
    assert not OutboxMessage.objects.filter(kind="receipts.match").exists()


def test_the_oldest_debts_are_settled_after_the_posting() -> None:
    books = make_books()
    owe(books, "40", date(2026, 1, 1), "T1")
    owe(books, "40", date(2026, 4, 1), "T2")
    post(books, raw_data=settlement_wish())
    assert len(open_debts(books)) == 2
    outbox.deliver()
    assert open_debts(books) == [("T2", "14.37")]


@pytest.mark.dated
def test_what_the_debtor_chose_is_settled_once() -> None:
    books = make_books()
    owe(books, "40", date(2026, 1, 1), "T1")
    works = owe(books, "40", date(2026, 4, 1), "Travaux")
    post(books, raw_data=settlement_wish([(works.pk, euros("40"))]))
    message = OutboxMessage.objects.get(kind="receipts.match")
    match_posted(message.payload)
    match_posted(message.payload)
    assert open_debts(books) == [("T1", "40.00")]
    assert MatchedLine.objects.count() == 2
