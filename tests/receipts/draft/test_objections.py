"""The draft's word on what is done to the books: a year closed, an entry reversed by hand."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.text.errors import BusinessError
from core.text.money import ZERO
from ledger.books.models import Entry
from ledger.books.services.close_year import close_year
from receipts.draft.models import DraftReceipt
from receipts.draft.services.cancel_receipts import cancel_receipts
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from receipts.draft.services.reverse_receipt import reverse_receipt
from tests.factories import make_fiscal_year, make_staff
from tests.receipts.factories import ALL_RIGHTS, Books, make_accountant, make_books, make_receipt

pytestmark = pytest.mark.django_db
LAST_YEAR = date(2025, 12, 31)


@pytest.fixture
def books() -> Books:
    return make_books()


def test_a_year_is_not_closed_over_money_that_waits_in_the_draft(books: Books) -> None:
    user = make_accountant()
    year = make_fiscal_year(entity=books.entity, start=date(2025, 1, 1), end=LAST_YEAR)
    line = make_receipt(books=books, movement_date=LAST_YEAR)
    other = make_receipt(books=books, movement_date=date(2026, 1, 1))
    with pytest.raises(BusinessError) as refused:
        close_year(fiscal_year=year, acting_user=user, now=timezone.now())
    assert "1 ligne de cet exercice" in refused.value.problems[0]
    prepare_receipts([line.pk], acting_user=user)
    with pytest.raises(BusinessError):
        close_year(fiscal_year=year, acting_user=user, now=timezone.now())
    post_prepared(acting_user=user)
    assert close_year(fiscal_year=year, acting_user=user, now=timezone.now()).closed_at
    assert other.status == "pending"


@pytest.mark.dated("receipts.draft.services.check_receipts")
def test_what_left_the_draft_or_is_dated_after_holds_nothing_up(books: Books) -> None:
    user = make_accountant()
    year = make_fiscal_year(entity=books.entity, start=date(2025, 1, 1), end=LAST_YEAR)
    gone = make_receipt(books=books, movement_date=LAST_YEAR)
    later = make_receipt(books=books, movement_date=LAST_YEAR)
    cancel_receipts([gone.pk], acting_user=user, reason="Doublon")
    prepare_receipts([later.pk], acting_user=user, entry_date=date(2026, 1, 2))
    assert close_year(fiscal_year=year, acting_user=user, now=timezone.now()).closed_at


def test_the_entry_of_a_receipt_is_reversed_with_its_receipt(books: Books, client: Client) -> None:
    user = make_staff(rights=[*ALL_RIGHTS, "ledger_books.reverse_entry"])
    receipt = make_receipt(books=books)
    prepare_receipts([receipt.pk], acting_user=user)
    post_prepared(acting_user=user)
    entry = Entry.objects.get()
    client.force_login(user)
    answer = client.post(
        reverse("ledger:entry_reverse", args=[entry.pk]),
        {"date": "2026-11-21", "reason": "Erreur", "voucher": ""},
    )
    assert "depuis sa fiche" in answer.content.decode()
    assert Entry.objects.get() == entry


def test_reversed_without_a_second_thought_it_may_still_come_back(
    books: Books, client: Client
) -> None:
    user = make_accountant()
    receipt = make_receipt(books=books)
    prepare_receipts([receipt.pk], acting_user=user)
    post_prepared(acting_user=user)
    reverse_receipt(receipt.pk, acting_user=user, reason="Erreur", entry_date=date(2026, 11, 21))
    client.force_login(user)
    page = reverse("receipts:record", args=[receipt.pk])
    assert "Remettre au brouillard" in client.get(page).content.decode()
    for _click in range(2):
        client.post(reverse("receipts:draft_again", args=[receipt.pk]))
    again = DraftReceipt.objects.exclude(pk=receipt.pk).get()
    assert (again.status, again.amount) == ("pending", receipt.amount)
    assert "Remettre au brouillard" not in client.get(page).content.decode()
    books.account.refresh_from_db()
    assert books.account.balance == ZERO
