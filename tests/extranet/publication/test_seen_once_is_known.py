"""Bank details that clients have seen stay known, though every account is withdrawn since."""

from __future__ import annotations

import pytest
from django.utils import timezone

from extranet.publication.services.mark_accounts import unmark_accounts
from extranet.publication.services.publishing.publish import publish
from ledger.books.enums import Proof
from ledger.books.models import BankAccount
from ledger.books.selectors.known_outside import are_known_outside
from ledger.books.services.bank_details.request_change import BankDetailsRefusedError
from ledger.books.services.edit_bank_account import update_bank_account
from tests.extranet.factories import make_books
from tests.factories import make_entity, make_staff

pytestmark = pytest.mark.django_db

NEW = "FR1420041010050500013M02606"


def test_withdrawing_and_publishing_opens_no_way_round_the_approval():
    books = make_books()
    admin = make_staff(is_superuser=True)
    publish(acting_user=admin, now=timezone.now())
    unmark_accounts([books.account.pk], acting_user=admin)
    publish(acting_user=admin, now=timezone.now())
    account = BankAccount.objects.get(entity=books.entity)
    known = account.iban
    with pytest.raises(BankDetailsRefusedError):
        update_bank_account(
            bank_account=account,
            values={"iban": NEW, "bic": ""},
            acting_user=admin,
            proof=Proof.PASSWORD,
            now=timezone.now(),
        )
    account.refresh_from_db()
    assert account.iban == known


def test_an_entity_that_was_never_sent_is_not_known():
    books = make_books()
    publish(acting_user=None, now=timezone.now())
    assert are_known_outside(books.entity.pk)
    assert not are_known_outside(make_entity(code="S002").pk)
