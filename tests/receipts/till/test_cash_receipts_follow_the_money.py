"""The numbered receipt of cash: of nothing that the rule refuses, void where nothing was paid, and
the same number when the line is corrected."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from core.text.errors import BusinessError
from receipts.draft.models import DraftReceipt
from receipts.draft.services.cancel_receipts import cancel_receipts
from receipts.draft.services.override_cash_rule import override_cash_rule
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from receipts.draft.services.reverse_receipt import redraft_receipt, reverse_receipt
from receipts.till.models import CashReceipt
from receipts.till.services.issue_cash_receipt import issue_cash_receipt
from tests.factories import euros, make_staff
from tests.receipts.factories import (
    ALL_RIGHTS,
    DAY,
    Books,
    make_accountant,
    make_receipt,
    make_till_books,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> Books:
    return make_till_books()


def cash(books: Books, amount: str, **fields: Any) -> DraftReceipt:
    return make_receipt(books=books, channel="cash", amount=euros(amount), **fields)


def post(receipt: DraftReceipt) -> None:
    user = make_accountant()
    prepare_receipts([receipt.pk], acting_user=user)
    post_prepared(acting_user=user, ids=[receipt.pk])


def printed(receipt: DraftReceipt) -> str:
    client = Client()
    client.force_login(make_staff(rights=[*ALL_RIGHTS, "receipts_draft.see_others"]))
    answer = client.get(reverse("receipts:cash_receipt_pdf", args=[receipt.pk]))
    return PdfReader(BytesIO(answer.content)).pages[0].extract_text().replace("\u00a0", " ")


def test_2500_euros_that_the_entity_refuses_get_no_number(books: Books) -> None:
    books.entity.refuses_cash = True
    books.entity.save()
    line = cash(books, "2500")
    with pytest.raises(BusinessError, match="n’accepte pas les espèces"):
        issue_cash_receipt(line.pk, acting_user=make_accountant())
    assert not CashReceipt.objects.exists()
    chief = make_staff(rights=[*ALL_RIGHTS, "receipts_draft.override_cash_rule"])
    override_cash_rule(line.pk, acting_user=chief, reason="Accord du directeur")
    assert issue_cash_receipt(line.pk, acting_user=make_accountant()).number == 1


def test_the_receipt_of_a_cancelled_line_says_so(books: Books) -> None:
    line = cash(books, "20")
    known = issue_cash_receipt(line.pk, acting_user=make_accountant())
    assert not known.is_void
    assert "ANNULÉ" not in printed(line)
    cancel_receipts([line.pk], acting_user=make_accountant(), reason="Rendu au client")
    assert "Rendu au client" in printed(line)
    assert "ANNULÉ" in printed(line)


@pytest.mark.dated
def test_the_number_follows_the_line_that_is_drafted_again(books: Books) -> None:
    """20 € acknowledged under n° 1, posted, reversed: void, until the line is back."""
    line = cash(books, "20")
    user = make_accountant()
    known = issue_cash_receipt(line.pk, acting_user=user)
    post(line)
    reverse_receipt(
        line.pk, acting_user=user, reason="Autre compte", entry_date=DAY + timedelta(days=1)
    )
    assert CashReceipt.objects.get().is_void
    redraft_receipt(line.pk, acting_user=user)
    again = DraftReceipt.objects.get(status="pending")
    same = issue_cash_receipt(again.pk, acting_user=user)
    assert (same.pk, same.number, same.is_void) == (known.pk, 1, False)
    assert CashReceipt.objects.count() == 1
