"""A signed request that the agency gives to another account is under way there, and no longer on
the account that it was signed on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from core.people.models import User
from extranet.publication.models import PublishedAccount
from extranet.publication.services.publishing import publish
from extranet.site.selectors import access_of, payments_on, position_of
from ledger.books.models import Account
from receipts.draft.enums import RefusalCode
from receipts.draft.models import DraftReceipt
from receipts.draft.services.assign_receipt import assign_receipt
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from receipts.draft.services.reverse_receipt import reverse_receipt
from sepa.mandates.models import Mandate
from sepa.requests.services.fetching.fetch_requests import fetch_requests
from tests.extranet.factories import Books, make_access, make_books, post
from tests.factories import make_account, make_staff
from tests.sepa.factories import House, make_pending

pytestmark = pytest.mark.django_db
OWED, NOTHING = Decimal("65.63"), Decimal("0.00")


@pytest.fixture
def books() -> Books:
    """The co-owner owes 65,63 € on the flat, and as much on the garage."""
    found = make_books()
    post(found, debit="65,63")
    garage = make_account(entity=found.entity, party=found.party, code="450GARAGE", published=True)
    post(found, debit="65,63", account=garage)
    publish(acting_user=None, now=timezone.now())
    return found


@pytest.fixture
def payer(books: Books) -> User:
    return make_access(party=books.party)


@pytest.fixture
def accountant() -> User:
    return make_staff(rights=["receipts_draft.see_others", "receipts_draft.edit_draft"])


def stands(payer: User, code: str) -> tuple[Decimal, Decimal]:
    """Being debited, left to pay."""
    access = access_of(payer)
    assert access
    account = PublishedAccount.objects.get(account_code=code)
    position = position_of(account, payments_on([account]), access, today=timezone.localdate())
    return position.under_way, position.left_to_pay


def fetched(books: Books, payer: User, **account: Any) -> DraftReceipt:
    """Signed on the flat; the flat's account is as ``account`` says once the line is fetched."""
    bank = books.entity.collection_account
    assert bank
    make_pending(House(books.entity, bank, books.journal, books.account, payer, payer))
    Account.objects.filter(pk=books.account.pk).update(**account)
    fetch_requests(acting_user=None, now=timezone.now())
    Account.objects.filter(pk=books.account.pk).update(published=True)
    return DraftReceipt.objects.get()


def moved(books: Books, payer: User, accountant: User) -> DraftReceipt:
    receipt = fetched(books, payer, published=False)
    assert receipt.account is None
    garage = Account.objects.get(code="450GARAGE")
    receipt = assign_receipt(receipt.pk, acting_user=accountant, account=garage)
    publish(acting_user=None, now=timezone.now())
    return receipt


def posted(receipt: DraftReceipt, books: Books, accountant: User) -> None:
    DraftReceipt.objects.filter(pk=receipt.pk).update(journal=books.journal)
    prepare_receipts([receipt.pk], acting_user=accountant, answers=[RefusalCode.NO_BANK_FILE])
    post_prepared(acting_user=accountant)
    publish(acting_user=None, now=timezone.now())


def test_while_no_account_has_it_the_one_that_it_was_signed_on_waits(
    books: Books, payer: User
) -> None:
    fetched(books, payer, published=False)
    publish(acting_user=None, now=timezone.now())
    assert stands(payer, books.account.code) == (OWED, NOTHING)
    assert stands(payer, "450GARAGE") == (NOTHING, OWED)


def test_given_to_the_garage_it_is_under_way_on_the_garage_alone(
    books: Books, payer: User, accountant: User
) -> None:
    moved(books, payer, accountant)
    assert stands(payer, books.account.code) == (NOTHING, OWED)
    assert stands(payer, "450GARAGE") == (OWED, NOTHING)


def test_posted_it_has_paid_the_garage_alone(books: Books, payer: User, accountant: User) -> None:
    posted(moved(books, payer, accountant), books, accountant)
    assert stands(payer, books.account.code) == (NOTHING, OWED)
    assert stands(payer, "450GARAGE") == (NOTHING, NOTHING)


def test_reversed_and_drafted_again_it_is_under_way_on_the_garage_again(
    books: Books, payer: User, accountant: User
) -> None:
    receipt = moved(books, payer, accountant)
    posted(receipt, books, accountant)
    reverse_receipt(
        receipt.pk,
        acting_user=accountant,
        reason="Mauvais journal",
        entry_date=timezone.localdate(),
        draft_again=True,
    )
    publish(acting_user=None, now=timezone.now())
    assert stands(payer, books.account.code) == (NOTHING, OWED)
    assert stands(payer, "450GARAGE") == (OWED, NOTHING)


def test_an_account_that_took_another_number_shows_it_under_way(books: Books, payer: User) -> None:
    fetched(books, payer)
    Account.objects.filter(pk=books.account.pk).update(code="450NOUVEAU")
    publish(acting_user=None, now=timezone.now())
    assert stands(payer, "450NOUVEAU") == (OWED, NOTHING)
    assert Mandate.objects.get().receipt.account == books.account


def test_an_account_that_has_its_own_number_again_shows_it_under_way_once(
    books: Books, payer: User, accountant: User
) -> None:
    """65,63 € signed on 450PIERREP: asked again neither while it is 450NOUVEAU nor afterwards."""
    receipt = fetched(books, payer)
    for code in ("450NOUVEAU", books.account.code):
        Account.objects.filter(pk=books.account.pk).update(code=code)
        publish(acting_user=None, now=timezone.now())
        assert stands(payer, code) == (OWED, NOTHING)
    assert DraftReceipt.objects.get().account == books.account
    posted(receipt, books, accountant)
    assert stands(payer, books.account.code) == (NOTHING, NOTHING)
