"""A supplier's account, or a bank's, is neither published nor paid on the extranet."""

from __future__ import annotations

import pytest
from django.utils import timezone

from core.text.errors import BusinessError
from extranet.publication.models import PublishedAccount
from extranet.publication.services.mark_accounts import mark_accounts
from extranet.publication.services.publishing import publish
from ledger.books.enums import AccountRole
from ledger.books.models import Account
from tests import factories
from tests.extranet.factories import draft, make_books, post, published

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [AccountRole.SUPPLIER, AccountRole.TREASURY])
def test_it_cannot_be_chosen(role: AccountRole) -> None:
    account = factories.make_account(
        entity=factories.make_entity(), role=role, party=factories.make_party()
    )
    with pytest.raises(BusinessError, match="comptes de clients"):
        mark_accounts([account.pk], acting_user=factories.make_staff(), now=timezone.now())
    account.refresh_from_db()
    assert not account.published


def becomes_a_suppliers(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(role=AccountRole.SUPPLIER)


def test_one_that_becomes_a_suppliers_is_withdrawn() -> None:
    books = make_books()
    post(books, debit="65,63")
    published(books)
    becomes_a_suppliers(books.account)
    publish(acting_user=None, now=timezone.now())
    assert not PublishedAccount.objects.exists()


def test_what_it_holds_keeps_no_other_account_from_being_published() -> None:
    books = make_books()
    other = factories.make_account(
        entity=books.entity, code="450OTHER", party=factories.make_party(), published=True
    )
    post(books, debit="65,63")
    published(books)
    becomes_a_suppliers(books.account)
    post(books, debit="5,00")
    draft(books, "10,00")
    publish(acting_user=None, now=timezone.now())
    assert [each.account_code for each in PublishedAccount.objects.all()] == [other.code]


def test_nor_from_being_published_for_the_first_time() -> None:
    books = make_books()
    post(books, debit="65,63")
    becomes_a_suppliers(books.account)
    publish(acting_user=None, now=timezone.now())
    assert not PublishedAccount.objects.exists()
