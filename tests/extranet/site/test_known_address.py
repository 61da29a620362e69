"""Codes and mandates go to the address that the agency holds; another one is confirmed first."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client
from django.utils import timezone

from core.database.enums import SecurityKind
from core.database.models import SecurityEvent
from core.jobs.models import OutboxMessage
from core.jobs.services import outbox
from core.people.models import User
from core.text.errors import BusinessError
from extranet.publication.enums import AddressState
from extranet.publication.models import AddressChange, Publication
from extranet.publication.services.change_address import ask_for_address, decide_address
from extranet.publication.services.give_access import regenerate_password
from extranet.publication.services.publishing import publish
from ledger.people.services.edit_party import update_party
from sepa.requests.models import OneOffRequest
from tests.extranet.factories import Books, make_access, make_books, on_the_extranet, published
from tests.factories import PASSWORD, make_staff

pytestmark = pytest.mark.django_db

OLD, NEW = "pierre@example.org", "nouvelle@example.org"


@pytest.fixture
def books() -> Books:
    return make_books()


@pytest.fixture
def pierre(books: Books) -> User:
    return make_access(party=books.party)


@pytest.fixture
def client(pierre: User) -> Client:
    visitor = Client()
    visitor.force_login(pierre)
    return visitor


@pytest.fixture(autouse=True)
def extranet():
    with on_the_extranet():
        yield


def letters() -> dict[str, str]:
    """The last letter to each address."""
    outbox.deliver()
    return {letter.to[0]: str(letter.body) for letter in mail.outbox}


def ask(client: Client, **changes: str):
    return client.post("/mon-adresse/", {"email": NEW, "password": PASSWORD, **changes})


def link_in(text: str) -> str:
    [path] = re.findall(r"https?://[^/]+(/mon-adresse/\S+)", text)
    return str(path)


def test_what_is_typed_in_the_form_sends_the_code_nowhere_else(
    books: Books, client: Client
) -> None:
    account = published(books)
    answers = {
        "amount": "65,63",
        "last_name": "Propriétaire",
        "first_name": "Pierre",
        "iban": "FR1420041010050500013M02606",
        "bic": "PSSTFRPPXXX",
        "submission_key": "formulaire",
        "email": "voleur@example.org",
    }
    assert client.post(f"/comptes/{account.pk}/payer/", answers).status_code == 302
    outbox.deliver()
    assert [letter.to for letter in mail.outbox] == [[OLD]]
    assert OneOffRequest.objects.get().email == OLD


def test_the_form_says_where_the_code_goes_without_telling_it_all(
    books: Books, client: Client
) -> None:
    page = client.get(f"/comptes/{published(books).pk}/payer/").content.decode()
    assert "p•••@example.org" in page
    assert "/mon-adresse/" in page


def test_a_new_address_is_worth_nothing_before_the_former_one_confirms_it(
    books: Books, pierre: User, client: Client
) -> None:
    assert ask(client).status_code == 302
    pierre.refresh_from_db()
    assert pierre.email == OLD
    told = letters()
    assert set(told) == {OLD}
    link = link_in(told[OLD])
    # A mail reader that opens the link confirms nothing.
    assert NEW in Client().get(link).content.decode()
    pierre.refresh_from_db()
    assert pierre.email == OLD
    Client().post(link)
    pierre.refresh_from_db()
    books.party.refresh_from_db()
    assert (pierre.email, books.party.email) == (NEW, NEW)
    assert "vient d’être changée" in letters()[OLD]
    assert "vient d’être changée" in letters()[NEW]
    assert SecurityEvent.objects.filter(kind=SecurityKind.ADDRESS_CHANGED, user=pierre).count() == 1
    assert "n’est plus valable" in Client().post(link).content.decode()


def test_the_password_is_asked_again(pierre: User, client: Client) -> None:
    assert ask(client, password="Faux-1965!").status_code == 422
    assert ask(client, email=OLD).status_code == 422
    assert not AddressChange.objects.exists()


def test_a_second_request_kills_the_letter_of_the_first(pierre: User, client: Client) -> None:
    ask(client)
    first = link_in(letters()[OLD])
    ask(client, email="autre@example.org")
    assert "n’est plus valable" in client.post(first).content.decode()
    assert "n’est plus valable" in client.get("/mon-adresse/faux/").content.decode()


def test_the_agency_confirms_where_there_is_no_former_address(
    books: Books, pierre: User, client: Client
) -> None:
    update_party(party=books.party, values={"email": ""}, acting_user=None)
    pierre.refresh_from_db()
    assert pierre.email == ""
    client.force_login(pierre)
    ask(client)
    [change] = AddressChange.objects.all()
    agent = make_staff(rights=["extranet_publication.manage_access"])
    decide_address(change, confirmed=True, acting_user=agent, now=timezone.now())
    pierre.refresh_from_db()
    assert pierre.email == NEW
    event = SecurityEvent.objects.filter(kind=SecurityKind.ADDRESS_CHANGED).latest("id")
    assert event.acting_user == agent
    with pytest.raises(BusinessError, match="déjà reçu sa réponse"):
        decide_address(change, confirmed=False, acting_user=agent, now=timezone.now())


def test_refused_by_the_agency_nothing_changes(pierre: User, client: Client) -> None:
    ask(client)
    link = link_in(letters()[OLD])
    [change] = AddressChange.objects.all()
    agent = make_staff(rights=["extranet_publication.manage_access"])
    decide_address(change, confirmed=False, acting_user=agent, now=timezone.now())
    client.post(link)
    pierre.refresh_from_db()
    change.refresh_from_db()
    assert (pierre.email, change.state) == (OLD, AddressState.REFUSED)


def test_changed_by_the_agency_on_the_record_it_is_told_to_the_former_address(
    books: Books, pierre: User
) -> None:
    staff = make_staff(rights=["ledger_books.edit_records"])
    update_party(party=books.party, values={"email": NEW}, acting_user=staff)
    pierre.refresh_from_db()
    assert pierre.email == NEW
    assert set(letters()) == {OLD, NEW}


def test_a_password_set_by_the_agency_is_told_and_forgets_the_factor(pierre: User) -> None:
    TOTP.activate(pierre, "JBSWY3DPEHPK3PXP")
    agent = make_staff(rights=["extranet_publication.manage_access"])
    issued = regenerate_password(pierre.client_access, acting_user=agent, now=timezone.now())
    text = letters()[OLD]
    assert "nouveau mot de passe" in text
    assert issued.password not in text
    assert not Authenticator.objects.filter(user=pierre).exists()
    event = SecurityEvent.objects.get(kind=SecurityKind.PASSWORD_ISSUED)
    assert (event.user, event.acting_user) == (pierre, agent)


def test_a_publication_does_not_undo_what_the_client_has_just_confirmed(
    books: Books, pierre: User
) -> None:
    publish(acting_user=None, now=timezone.now())
    change = ask_for_address(
        pierre.client_access, address=NEW, acting_user=pierre, now=timezone.now()
    )
    AddressChange.objects.filter(pk=change.pk).update(state=AddressState.CONFIRMED)
    User.objects.filter(pk=pierre.pk).update(email=NEW)
    # The books still hold the former one, as they do on another installation.
    from extranet.publication.services.publishing.apply_accesses import apply_accesses
    from extranet.publication.services.publishing.read_accesses import published_access

    row = replace(published_access(pierre.client_access), email=OLD, last_name="Renommé")
    publication = Publication.objects.get()
    apply_accesses(publication, [row])
    pierre.refresh_from_db()
    assert (pierre.email, pierre.last_name) == (NEW, "Renommé")
    AddressChange.objects.update(is_told=True)
    apply_accesses(publication, [row])
    pierre.refresh_from_db()
    assert pierre.email == OLD


def test_no_letter_waits_with_its_link(pierre: User, client: Client) -> None:
    ask(client)
    assert "/mon-adresse/" not in str(list(OutboxMessage.objects.values_list("payload", flat=True)))
