"""A supplier's account, or a bank's, is neither published nor paid on the extranet."""

from __future__ import annotations

import pytest

from core.errors import BusinessError
from extranet.models import PublishedAccount
from extranet.services.marking import mark_accounts
from extranet.services.publishing import publish
from ledger.enums import AccountRole
from ledger.models import Account
from tests import factories
from tests.extranet.factories import make_books, post, published

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [AccountRole.SUPPLIER, AccountRole.TREASURY])
def test_it_cannot_be_chosen(role: AccountRole) -> None:
    account = factories.make_account(
        entity=factories.make_entity(), role=role, party=factories.make_party()
    )
    with pytest.raises(BusinessError, match="comptes de clients"):
        mark_accounts([account.pk], acting_user=factories.make_staff())
    account.refresh_from_db()
    assert not account.published


def test_one_that_becomes_a_suppliers_is_withdrawn() -> None:
    books = make_books()
    post(books, debit="65,63")
    published(books)
    Account.objects.filter(pk=books.account.pk).update(role=AccountRole.SUPPLIER)
    publish(acting_user=None)
    assert not PublishedAccount.objects.exists()
