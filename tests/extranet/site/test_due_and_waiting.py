"""The client is asked for what is due, and for nothing that the office has already."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.people.models import User
from extranet.publication.models import PublishedWaiting
from extranet.site.selectors import Position, access_of, position_of
from ledger.books.models import ReceiptJournal
from receipts.counter.services.key_cheque import key_cheque
from receipts.draft.enums import ReceiptStatus
from receipts.draft.models import DraftReceipt
from tests.extranet.factories import (
    DAY,
    Books,
    draft,
    make_access,
    make_books,
    on_the_extranet,
    post,
    published,
    signed_in,
)
from tests.receipts.counter import factories as counter

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> Books:
    return make_books()


@pytest.fixture
def payer(books: Books) -> User:
    return make_access(party=books.party)


@pytest.fixture
def site() -> Iterator[None]:
    with on_the_extranet():
        yield


def stands(books: Books, payer: User, today: date | None = None) -> Position:
    access = access_of(payer)
    assert access
    return position_of(published(books), [], access, today=today or timezone.localdate())


def text_of(content: bytes) -> str:
    plain = re.sub(r"<[^>]+>", " ", content.decode())
    return " ".join(plain.replace("\u202f", " ").replace("\xa0", " ").split())


def test_650_euros_in_the_kiosk_are_not_asked_again(books: Books, payer: User) -> None:
    post(books, debit="650,00")
    draft(books, "650,00")
    position = stands(books, payer)
    assert (position.owed, position.left_to_pay) == (Decimal("650.00"), Decimal("0.00"))
    assert list(position.received) == [(DAY, Decimal("650.00"))]


@pytest.mark.parametrize("channel", ["kiosk", "cheque", "transfer", "card_terminal", "tip", "cash"])
def test_every_channel_counts(books: Books, payer: User, channel: str) -> None:
    post(books, debit="650,00")
    draft(books, "600,00", channel=channel)
    assert stands(books, payer).left_to_pay == Decimal("50.00")


def test_a_prepared_line_counts_and_a_cancelled_one_does_not(books: Books, payer: User) -> None:
    post(books, debit="650,00")
    row = draft(books, "600,00")
    DraftReceipt.objects.filter(pk=row.pk).update(status=ReceiptStatus.PREPARED)
    assert stands(books, payer).left_to_pay == Decimal("50.00")
    DraftReceipt.objects.filter(pk=row.pk).update(status=ReceiptStatus.CANCELLED)
    assert stands(books, payer).left_to_pay == Decimal("650.00")
    assert not PublishedWaiting.objects.exists()


def test_a_cheque_counts_once_from_the_counter_to_the_books(books: Books, payer: User) -> None:
    post(books, debit="650,00")
    ReceiptJournal.objects.create(entity=books.entity, channel="cheque", journal=books.journal)
    cashier = counter.make_cashier()
    batch = counter.make_batch(user=cashier)
    key_cheque(batch.pk, counter.keyed([(books.account, "600,00")]), acting_user=cashier)
    for step in (counter.close, counter.post):
        position = stands(books, payer)
        assert (position.balance, position.coming) == (Decimal("650.00"), Decimal("600.00"))
        assert position.left_to_pay == Decimal("50.00")
        step(batch, user=cashier)
    position = stands(books, payer)
    assert (position.balance, position.coming) == (Decimal("50.00"), Decimal("0.00"))


def test_a_debit_that_the_desk_decided_is_under_way(books: Books, payer: User) -> None:
    post(books, debit="650,00")
    draft(books, "650,00", channel="one_off")
    position = stands(books, payer)
    assert (position.under_way, list(position.received)) == (Decimal("650.00"), [])
    assert position.left_to_pay == Decimal("0.00")


def test_a_call_due_in_january_is_told_apart_until_its_day(books: Books, payer: User) -> None:
    january = timezone.localdate() + timedelta(days=40)
    post(books, debit="100,00")
    post(books, debit="300,00", due_on=january)
    position = stands(books, payer)
    assert (position.owed, position.left_to_pay) == (Decimal("100.00"), Decimal("100.00"))
    assert list(position.later) == [(january, Decimal("300.00"))]
    assert position.payable == Decimal("400.00")
    # Read on the day itself, the same publication says that it is due.
    position = stands(books, payer, january)
    assert (position.owed, list(position.later)) == (Decimal("400.00"), [])


def test_money_on_its_way_pays_what_is_due_first(books: Books, payer: User) -> None:
    january = timezone.localdate() + timedelta(days=40)
    post(books, debit="100,00")
    post(books, debit="300,00", due_on=january)
    draft(books, "150,00")
    position = stands(books, payer)
    assert position.left_to_pay == Decimal("0.00")
    assert list(position.later) == [(january, Decimal("250.00"))]


def test_the_client_reads_it_and_the_form_proposes_what_is_due(
    books: Books, payer: User, site: None
) -> None:
    january = timezone.localdate() + timedelta(days=40)
    post(books, debit="100,00", label="Appel du mois")
    post(books, debit="300,00", due_on=january)
    draft(books, "30,00")
    account = published(books)
    client = signed_in(payer)
    for path in ("/", f"/comptes/{account.pk}/"):
        said = text_of(client.get(path).content)
        assert "Vous devez 100,00 €" in said
        assert f"À payer le {january:%d/%m/%Y} : 300,00 €" in said
        assert "30,00 € reçus le 20/03/2026, en cours d’enregistrement" in said
        assert "Il vous reste 70,00 € à payer." in said
    form = client.get(f"/comptes/{account.pk}/payer/")
    assert form.context["form"].initial["amount"] == Decimal("70.00")
    assert client.get(f"/comptes/{account.pk}/releve.pdf").status_code == 200
