"""The till: numbered receipts, the day's book, and what was counted."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from core.database.models import AuditEvent
from core.text.errors import BusinessError
from ledger.books.models import Account
from receipts.draft.models import DraftReceipt
from receipts.draft.services.cancel_receipts import cancel_receipts
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from receipts.till.models import CashCount, CashReceipt
from receipts.till.selectors.cash_book import cash_day, tills
from receipts.till.services.count_till import count_till
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


@pytest.fixture
def till(books: Books) -> Account:
    return Account.objects.get(code="530000")


def cash(books: Books, amount: str, day: date = DAY, **fields: Any) -> DraftReceipt:
    return make_receipt(
        books=books, channel="cash", amount=euros(amount), movement_date=day, **fields
    )


def post(*receipts: DraftReceipt) -> None:
    user = make_accountant()
    ids = [receipt.pk for receipt in receipts]
    prepare_receipts(ids, acting_user=user)
    post_prepared(acting_user=user, ids=ids)


def test_receipts_are_numbered_without_gaps_and_once(books: Books) -> None:
    user = make_accountant()
    first, second = cash(books, "20"), cash(books, "30")
    assert issue_cash_receipt(first.pk, acting_user=user).number == 1
    assert issue_cash_receipt(second.pk, acting_user=user).number == 2
    assert issue_cash_receipt(first.pk, acting_user=user).number == 1
    assert CashReceipt.objects.count() == 2
    assert AuditEvent.objects.filter(action="receipt.issue_cash_receipt").count() == 2


def test_only_cash_that_stands_has_a_receipt(books: Books) -> None:
    user = make_accountant()
    with pytest.raises(BusinessError, match="pas en espèces"):
        issue_cash_receipt(make_receipt(books=books).pk, acting_user=user)
    gone = cash(books, "20")
    cancel_receipts([gone.pk], acting_user=user, reason="Erreur")
    with pytest.raises(BusinessError, match="annulé"):
        issue_cash_receipt(gone.pk, acting_user=user)


def test_the_day_adds_up_what_is_posted_and_what_waits(books: Books, till: Account) -> None:
    post(cash(books, "100", DAY - timedelta(days=1)), cash(books, "20"))
    cash(books, "30", label="Au brouillard")
    book = cash_day(till, DAY)
    assert (book.opening, book.received, book.closing) == tuple(map(euros, ("100", "50", "150")))
    assert [line.is_posted for line in book.lines] == [True, False]
    assert list(tills()) == [till]


def test_a_till_that_agrees_needs_no_words(books: Books, till: Account) -> None:
    post(cash(books, "20"))
    made = count_till(
        account=till,
        day=DAY,
        counted=euros("20"),
        reason="",
        acting_user=make_accountant(),
        today=timezone.localdate(),
    )
    assert made.difference == euros("0")
    assert AuditEvent.objects.get(action="account.count_till").data["counted"] == "20"
    with pytest.raises(BusinessError, match="déjà comptée"):
        count_till(
            account=till,
            day=DAY,
            counted=euros("20"),
            reason="",
            acting_user=make_accountant(),
            today=timezone.localdate(),
        )


def test_a_difference_is_explained(books: Books, till: Account) -> None:
    post(cash(books, "20"))
    user = make_accountant()
    with pytest.raises(BusinessError, match="5,00"):
        count_till(
            account=till,
            day=DAY,
            counted=euros("15"),
            reason=" ",
            acting_user=user,
            today=timezone.localdate(),
        )
    made = count_till(
        account=till,
        day=DAY,
        counted=euros("15"),
        reason="Monnaie rendue",
        acting_user=user,
        today=timezone.localdate(),
    )
    assert made.difference == euros("-5")
    with pytest.raises(IntegrityError), transaction.atomic():
        CashCount.objects.create(
            account=till, day=date(2026, 1, 1), expected=1, counted=2, counted_by=user
        )


def test_too_much_is_explained_as_too_little_is(books: Books, till: Account) -> None:
    post(cash(books, "20"))
    user = make_accountant()
    with pytest.raises(BusinessError, match="0,01"):
        count_till(
            account=till,
            day=DAY,
            counted=euros("20,01"),
            reason="",
            acting_user=user,
            today=timezone.localdate(),
        )
    assert not CashCount.objects.exists()


def test_an_empty_till_is_counted_the_very_evening(books: Books, till: Account) -> None:
    today = timezone.localdate()
    made = count_till(
        account=till,
        day=today,
        counted=euros("0"),
        reason="",
        acting_user=make_accountant(),
        today=timezone.localdate(),
    )
    assert (made.day, made.difference) == (today, euros("0"))


@pytest.mark.parametrize(("days", "counted"), [(1, "0"), (0, "-1")])
def test_a_day_to_come_and_a_negative_till(
    books: Books, till: Account, days: int, counted: str
) -> None:
    day = timezone.localdate() + timedelta(days=days)
    with pytest.raises(BusinessError, match=r"à venir|négative"):
        count_till(
            account=till,
            day=day,
            counted=euros(counted),
            reason="x",
            acting_user=make_accountant(),
            today=timezone.localdate(),
        )


def clerk() -> Client:
    client = Client()
    client.force_login(make_staff(rights=[*ALL_RIGHTS, "receipts_till.count_cash"]))
    return client


def test_the_book_on_screen_on_paper_and_as_files(books: Books, till: Account) -> None:
    client = clerk()
    assert "Attendu en caisse" in client.get(reverse("receipts:cash_book")).content.decode()
    line = cash(books, "20", label="Charges T4")
    address = f"{reverse('receipts:cash_book')}?caisse={till.pk}&jour={DAY:%Y-%m-%d}"
    assert "Charges T4" in client.get(address).content.decode()
    assert client.get(f"{address}&format=pdf").content.startswith(b"%PDF")
    csv = b"".join(client.get(f"{address}&format=csv")).decode("utf-8-sig")
    assert "Charges T4;20,00;0,00;20,00" in csv
    data = {"jour": f"{DAY:%Y-%m-%d}", "counted": "19", "reason": ""}
    refused = client.post(reverse("receipts:cash_count", args=[till.pk]), data)
    assert refused.status_code == 422
    assert "expliquez-le" in refused.content.decode()
    data["reason"] = "Pièce fausse"
    answer = client.post(reverse("receipts:cash_count", args=[till.pk]), data, follow=True)
    assert "Pièce fausse" in answer.content.decode()
    shown = client.get(reverse("receipts:record", args=[line.pk])).content.decode()
    assert "Délivrer le reçu numéroté" in shown


def test_the_receipt_is_a_pdf_with_its_number(books: Books) -> None:
    client, line = clerk(), cash(books, "20", label="Charges T4")
    pdf = reverse("receipts:cash_receipt_pdf", args=[line.pk])
    assert client.get(pdf).status_code == 404
    answer = client.post(reverse("receipts:cash_receipt", args=[line.pk]), follow=True)
    text = PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert "S001-00001" in text
    assert "Charges T4" in text


def test_no_till_says_what_a_till_is() -> None:
    assert "Aucune caisse" in clerk().get(reverse("receipts:cash_book")).content.decode()
