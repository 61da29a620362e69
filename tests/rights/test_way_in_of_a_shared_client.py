"""A client's way in opens all their accounts: who follows part of them does not touch it."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.jobs.services import outbox
from core.people.models import User
from extranet.publication.models import AddressChange, ClientAccess
from extranet.publication.services.change_address import ask_for_address
from ledger.books.services.set_portfolio import set_portfolio
from ledger.people.models import Party
from tests.extranet.factories import Books, make_access, make_books
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
RIGHTS = [
    "extranet_publication.manage_access",
    "extranet_publication.publish",
    "ledger_books.edit_records",
]
REFUSED = "que vous ne suivez pas"
OWN, OTHER = "pierre@example.org", "paul@example.org"


@pytest.fixture
def books() -> Books:
    """Pierre's account in S001."""
    return make_books()


@pytest.fixture
def shared(books: Books) -> Books:
    """And the one in S002, which Paul does not follow."""
    return make_books(code="S002", party=books.party)


@pytest.fixture
def access(books: Books) -> ClientAccess:
    user: User = make_access(party=books.party, username="pierre")
    return ClientAccess.objects.get(user=user)


@pytest.fixture
def paul(books: Books) -> Client:
    paul = make_staff(username="paul", rights=RIGHTS)
    set_portfolio(
        user_id=paul.pk,
        every_entity=False,
        entity_ids=[books.entity.pk],
        acting_user=make_staff(is_superuser=True),
    )
    client = Client()
    client.force_login(paul)
    return client


def regenerate(client: Client, access: ClientAccess) -> str:
    page = reverse("extranet:access", args=[access.pk])
    address = reverse("extranet:access_regenerate", args=[access.pk])
    return client.post(
        address, follow=True, headers={"referer": f"http://testserver{page}"}
    ).content.decode()


def test_no_new_password_is_shown_to_who_follows_one_of_two_entities(
    shared: Books, access: ClientAccess, paul: Client
) -> None:
    before = User.objects.get(username="pierre").password
    assert REFUSED in regenerate(paul, access)
    assert User.objects.get(username="pierre").password == before


def test_who_follows_them_all_is_given_it(access: ClientAccess, paul: Client) -> None:
    before = User.objects.get(username="pierre").password
    assert REFUSED not in regenerate(paul, access)
    assert User.objects.get(username="pierre").password != before


def record(client: Client, party: Party, email: str) -> str:
    values = {"last_name": party.last_name, "first_name": party.first_name, "country": "FR"}
    address = reverse("ledger:party_edit", args=[party.pk])
    return client.post(address, values | {"email": email}, follow=True).content.decode()


def test_the_address_of_the_record_that_codes_go_to_is_not_changed(
    shared: Books, access: ClientAccess, paul: Client
) -> None:
    assert REFUSED in record(paul, shared.party, OTHER)
    outbox.deliver()
    assert Party.objects.get(pk=shared.party.pk).email == OWN
    assert User.objects.get(username="pierre").email == OWN
    assert not mail.outbox


def test_without_an_access_it_is_an_address_like_another(shared: Books, paul: Client) -> None:
    assert REFUSED not in record(paul, shared.party, OTHER)
    assert Party.objects.get(pk=shared.party.pk).email == OTHER


def test_what_the_client_asks_is_answered_by_who_follows_them_all(
    shared: Books, access: ClientAccess, paul: Client
) -> None:
    change = ask_for_address(access, address=OTHER, acting_user=access.user, now=timezone.now())
    address = reverse("extranet:address_decide", args=[change.pk])
    answer = paul.post(address, {"answer": "confirm"})
    assert answer.status_code == 409
    assert AddressChange.objects.get().state == change.state
    assert User.objects.get(username="pierre").email == OWN
