"""A posted receipt is never changed: its mirror corrects it, and it may be drafted again."""

from __future__ import annotations

from datetime import date

import pytest

from core.text.errors import BusinessError
from core.text.money import ZERO
from ledger.books.models import Entry
from receipts.draft.models import DraftReceipt
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from receipts.draft.services.reverse_receipt import reverse_receipt
from tests.receipts.factories import make_accountant, make_books, make_receipt

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)


@pytest.fixture
def posted():
    books, user = make_books(), make_accountant()
    receipt = make_receipt(books=books)
    prepare_receipts([receipt.pk], acting_user=user)
    post_prepared(acting_user=user)
    return receipt, books, user


def test_a_mirror_entry_puts_the_balance_back(posted) -> None:
    receipt, books, user = posted
    mirror = reverse_receipt(receipt.pk, acting_user=user, reason="Mauvais compte", entry_date=DAY)
    books.account.refresh_from_db()
    receipt.refresh_from_db()
    assert books.account.balance == ZERO
    assert mirror.reverses == receipt.entry
    assert receipt.status == "posted"
    assert DraftReceipt.objects.count() == 1


def test_drafted_again_it_is_a_new_line_once(posted) -> None:
    receipt, books, user = posted
    reverse_receipt(
        receipt.pk, acting_user=user, reason="Mauvais journal", entry_date=DAY, draft_again=True
    )
    again = DraftReceipt.objects.exclude(pk=receipt.pk).get()
    assert (again.status, again.amount, again.account) == (
        "pending",
        receipt.amount,
        books.account,
    )
    with pytest.raises(BusinessError, match="déjà contre-passée"):
        reverse_receipt(
            receipt.pk, acting_user=user, reason="Encore", entry_date=DAY, draft_again=True
        )
    assert DraftReceipt.objects.count() == 2
    prepare_receipts([again.pk], acting_user=user)
    post_prepared(acting_user=user)
    books.account.refresh_from_db()
    assert str(books.account.balance) == "-65.63"


def test_what_is_not_posted_is_not_reversed() -> None:
    books, user = make_books(), make_accountant()
    receipt = make_receipt(books=books)
    with pytest.raises(BusinessError, match="comptabilisé"):
        reverse_receipt(receipt.pk, acting_user=user, reason="x", entry_date=DAY)
    assert not Entry.objects.exists()
