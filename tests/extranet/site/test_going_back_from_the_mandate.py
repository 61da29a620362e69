"""« Précédent » from the mandate gives back what was typed; a new payment begins afresh."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from core.people.models import User
from extranet.publication.models import PublishedAccount
from sepa.requests.models import OneOffRequest
from tests.extranet.factories import make_access, make_books, on_the_extranet, post, published
from tests.extranet.factories import signed_in as sign_in
from tests.extranet.paying import send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site() -> Iterator[None]:
    with on_the_extranet():
        yield


@pytest.fixture
def account() -> PublishedAccount:
    books = make_books()
    post(books, debit="65,63")
    make_access(party=books.party)
    return published(books)


@pytest.fixture
def client(account: PublishedAccount) -> Client:
    return sign_in(_payer())


def _payer() -> User:
    return User.objects.get(username="pierre.proprietaire")


def form_of(client: Client, account: PublishedAccount, query: str = "") -> str:
    return client.get(f"/comptes/{account.pk}/payer/{query}").content.decode()


def test_back_gives_the_amount_and_the_iban_that_were_typed(
    client: Client, account: PublishedAccount
) -> None:
    """20,00 € typed on a debt of 65,63 €: the button of the browser asks for the bare address."""
    send(client, account, amount="20,00")
    again = form_of(client, account)
    assert 'value="20,00"' in again
    assert 'value="FR76 3000 6000 0112 3456 7890 189"' in again
    assert "repris où vous l’aviez laissé" in again


def test_a_payment_begun_anew_asks_for_all_that_is_owed(
    client: Client, account: PublishedAccount
) -> None:
    send(client, account, amount="20,00")
    afresh = form_of(client, account, "?nouveau=1")
    assert 'value="65,63"' in afresh
    assert "3000 6000" not in afresh


def test_what_was_signed_is_not_given_back(client: Client, account: PublishedAccount) -> None:
    send(client, account, amount="20,00")
    OneOffRequest.objects.update(state="pending")
    assert "3000 6000" not in form_of(client, account)


def test_another_session_finds_nothing_of_it(client: Client, account: PublishedAccount) -> None:
    send(client, account, amount="20,00")
    assert "3000 6000" not in form_of(sign_in(_payer()), account)
