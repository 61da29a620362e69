"""An account given to another party does not show what the former one paid."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone

from core.models import User
from extranet.models import PublishedAccount
from extranet.services.publishing import publish
from sepa.enums import RequestState
from sepa.models import OneOffRequest
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


def sign(user: User, account: PublishedAccount) -> OneOffRequest:
    """41,17 € that this client had debited."""
    now = timezone.now()
    return OneOffRequest.objects.create(
        client=user,
        submission_key="form",
        state=RequestState.PENDING,
        state_at=now,
        signed_at=now,
        entity_code=account.entity_code,
        account_code=account.account_code,
        amount=euros("41,17"),
        creditor_name=account.creditor_name,
        creditor_identifier=account.creditor_identifier,
        last_name="PROPRIETAIRE",
        mandate_reference="S001-1",
    )


def give(books: Books, last_name: str) -> User:
    """The account is now this party's; published again."""
    party = make_party(last_name=last_name, first_name="Lucie", email="lucie@example.org")
    books.account.party = party
    books.account.save()
    publish(acting_user=None)
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
    lucie = signed_in(give(books, "FERRY"))
    assert f"/paiements/{asked.uid}/" in before
    for address in ("/", page):
        assert f"/paiements/{asked.uid}/" not in text_of(lucie, address)
    assert lucie.get(f"/paiements/{asked.uid}/").status_code == 404
    # The former one still follows it, and may claim it back.
    assert signed_in(pierre).get(f"/paiements/{asked.uid}/").status_code == 200
    assert signed_in(pierre).get(page).status_code == 404
