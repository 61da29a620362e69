"""An account given to another party does not show what the former one paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from core.people.models import User
from extranet.publication.formats.payloads import write_payload
from extranet.publication.models import PublishedAccount
from extranet.publication.services.publishing import apply_publication, publish, receive_chunk
from extranet.site.selectors import access_of, account_of, payments_on, position_of, to_be_told
from ledger.books.services.edit_account import update_account
from receipts.draft.models import DraftReceipt
from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest
from tests.extranet.factories import (
    Books,
    make_access,
    make_books,
    on_the_extranet,
    post,
    published,
    signed_in,
)
from tests.factories import euros, make_party

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site() -> Iterator[None]:
    with on_the_extranet():
        yield


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def sign(user: User, account: PublishedAccount, *, mandate: str = "S001-1") -> OneOffRequest:
    """41,17 € that this client had debited."""
    now = timezone.now()
    return OneOffRequest.objects.create(
        client=user,
        submission_key=mandate,
        state=RequestState.PENDING,
        state_at=now,
        signed_at=now,
        entity_code=account.entity_code,
        account_code=account.account_code,
        amount=euros("41,17"),
        creditor_name=account.creditor_name,
        creditor_identifier=account.creditor_identifier,
        last_name="PROPRIETAIRE",
        mandate_reference=mandate,
    )


def give(books: Books, *, day: date | None = None, since: date | None = None) -> User:
    """The account is given on ``day`` (today) to Lucie FERRY; published again."""
    day = day or timezone.localdate()
    party = make_party(last_name="FERRY", first_name="Lucie", email="lucie@example.org")
    more = {"held_since": since} if since else {}
    given = update_account(
        account=books.account, values={"party": party, **more}, acting_user=None, today=day
    )
    books.account.refresh_from_db()
    assert given.held_since == (since or day + timedelta(days=1))
    publish(acting_user=None, now=timezone.now())
    return make_access(party=party, username="lucie.ferry")


def test_41_17_euros_of_the_former_one_are_shown_to_nobody_else() -> None:
    books = make_books()
    post(books, debit="65,63")
    pierre = make_access(party=books.party)
    account = published(books)
    asked = sign(pierre, account)
    page = f"/comptes/{account.pk}/"
    assert "S001-1" in text_of(signed_in(pierre), f"/paiements/{asked.uid}/")
    before = text_of(signed_in(pierre), page)
    lucie = signed_in(give(books))
    assert f"/paiements/{asked.uid}/" in before
    for address in ("/", page):
        assert f"/paiements/{asked.uid}/" not in text_of(lucie, address)
    assert lucie.get(f"/paiements/{asked.uid}/").status_code == 404
    # The former one still follows it, and may claim it back.
    assert signed_in(pierre).get(f"/paiements/{asked.uid}/").status_code == 200
    assert signed_in(pierre).get(page).status_code == 404


def page_of(user: User) -> str:
    shown = PublishedAccount.objects.get()
    return text_of(signed_in(user), f"/comptes/{shown.pk}/?du=2026-01-01&au=2026-12-31")


def test_the_new_one_reads_what_is_theirs_and_one_sum_for_what_came_before() -> None:
    books = make_books()
    post(books, debit="300,00", day=date(2026, 1, 15), label="Appel de Pierre")
    post(books, credit="123,45", day=date(2026, 2, 1), label="Paiement de Pierre")
    pierre = make_access(party=books.party)
    published(books)
    assert "Solde à votre arrivée" not in page_of(pierre)
    lucie = give(books, day=date(2026, 2, 28))
    post(books, debit="50,00", day=date(2026, 3, 1), label="Appel de Lucie")
    publish(acting_user=None, now=timezone.now())
    account = PublishedAccount.objects.get()
    assert [line.label for line in account.lines.all()] == ["Appel de Lucie"]
    text = page_of(lucie)
    assert "Solde à votre arrivée" in text
    assert "-176,55" in text.replace("\u2212", "-")
    assert "de Pierre" not in text
    assert "123,45" not in text
    assert account.balance == euros("226,55")


def test_what_happened_on_the_very_day_stays_the_former_one_s() -> None:
    books = make_books()
    post(books, credit="123,45", day=date(2026, 2, 28))
    give(books, day=date(2026, 2, 28))
    assert not PublishedAccount.objects.get().lines.exists()


def test_the_agency_may_say_another_day() -> None:
    books = make_books()
    post(books, debit="50,00", day=date(2026, 2, 1))
    post(books, debit="60,00", day=date(2026, 1, 31))
    give(books, day=date(2026, 3, 9), since=date(2026, 2, 1))
    assert [line.debit for line in PublishedAccount.objects.get().lines.all()] == [euros("50,00")]


def test_an_account_taken_back_and_given_later_hides_it_all_the_same() -> None:
    books = make_books()
    post(books, credit="123,45", day=date(2026, 2, 1))
    update_account(
        account=books.account, values={"party": None}, acting_user=None, today=date(2026, 2, 2)
    )
    give(books, day=date(2026, 3, 1))
    assert not PublishedAccount.objects.get().lines.exists()


def test_a_first_holder_reads_everything() -> None:
    books = make_books(party=None)
    account = update_account(
        account=books.account,
        values={"label": "Dupont"},
        acting_user=None,
        today=timezone.localdate(),
    )
    assert account.held_since is None


def test_a_payment_of_the_former_one_is_hidden_however_late_it_is_posted() -> None:
    books = make_books()
    post(books, debit="300,00", day=date(2026, 1, 15))
    waiting = DraftReceipt.objects.create(
        channel="transfer",
        source_key="virement-1",
        entity=books.entity,
        account=books.account,
        journal=books.journal,
        movement_date=date(2026, 2, 20),
        label="Virement de Pierre",
        amount=euros("123,45"),
    )
    give(books, day=date(2026, 2, 28))
    account = PublishedAccount.objects.get()
    assert not account.waiting.exists()
    assert account.balance == euros("176,55")
    entry = post(books, credit="123,45", day=date(2026, 3, 2), label="Virement de Pierre")
    DraftReceipt.objects.filter(pk=waiting.pk).update(status="posted", entry_id=entry)
    publish(acting_user=None, now=timezone.now())
    account.refresh_from_db()
    assert account.balance == euros("176,55")
    assert not account.lines.exists()


def test_a_debit_under_way_of_the_former_one_is_neither_told_nor_owed_again() -> None:
    books = make_books()
    post(books, debit="65,63")
    sign(make_access(party=books.party), published(books))
    lucie = give(books)
    access = access_of(lucie)
    assert access
    account = account_of(access, PublishedAccount.objects.get().pk)
    payments = payments_on([account])
    position = position_of(account, payments, access, today=timezone.localdate())
    assert (position.under_way, position.left_to_pay) == (Decimal(0), euros("24,46"))
    assert "41,17" not in page_of(lucie)
    asked = sign(lucie, account, mandate="S001-2")
    asked.amount = euros("24,46")
    assert to_be_told(asked, account, payments_on([account])) == []
    second = sign(lucie, account, mandate="S001-3")
    assert to_be_told(asked, account, payments_on([account])) == [second]


def test_an_account_that_was_nobody_else_s_has_no_day() -> None:
    books = make_books()
    post(books, debit="65,63")
    account = published(books)
    header: dict[str, Any] = {
        "entity_code": account.entity_code,
        "account_code": account.account_code,
        "label": "x",
        "role": account.role,
        "party_reference": account.party_reference,
        "entity_name": "x",
        "building_name": "",
        "held_since": None,
        "balance": 6563,
        "one_off_allowed": False,
        "one_off_ceiling": None,
        "to_come": [],
        **dict.fromkeys(("creditor_name", "creditor_address", "creditor_identifier"), ""),
        **dict.fromkeys(("creditor_iban", "creditor_bic"), ""),
        "as_of": timezone.now().isoformat(),
        "replace": True,
    }
    uid = uuid4()
    payload = write_payload("accounts", [header])
    receive_chunk(uid=uid, base_uid=None, number=0, payload=payload)
    apply_publication(uid=uid, chunk_count=1, now=timezone.now())
    assert PublishedAccount.objects.get().held_since is None
