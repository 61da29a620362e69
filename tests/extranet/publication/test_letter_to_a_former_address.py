"""A letter to an address that the agency has put right since confirms nothing any more."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from core.jobs.services import outbox
from core.people.models import User
from core.sign_in.services import let_in_by_mail
from core.text.errors import BusinessError
from extranet.publication.enums import AddressState
from extranet.publication.rules.references import party_reference
from extranet.publication.services.change_address import ask_for_address, confirm_from_letter
from extranet.publication.services.exchange_addresses import receive
from ledger.people.services.edit_party import update_party
from tests.extranet.factories import Books, make_access, make_books, on_the_extranet
from tests.factories import make_staff

pytestmark = pytest.mark.django_db

OLD, TAKEN, RIGHT = "pierre@example.org", "voleur@example.org", "pierre@nouveau.example.org"


@pytest.fixture
def books() -> Books:
    return make_books()


@pytest.fixture
def pierre(books: Books) -> User:
    return make_access(party=books.party)


def put_right(books: Books) -> None:
    """Pierre says at the counter that somebody reads his letters."""
    update_party(party=books.party, values={"email": RIGHT}, acting_user=make_staff())


def link() -> str:
    outbox.deliver()
    [path] = re.findall(r"https?://[^/]+(/\S+)", str(mail.outbox[-1].body))
    return str(path)


def test_the_link_in_it_is_dead(books: Books, pierre: User) -> None:
    change = ask_for_address(
        pierre.client_access, address=TAKEN, acting_user=pierre, now=timezone.now()
    )
    path = link()
    put_right(books)
    with on_the_extranet():
        Client().post(path)
    with pytest.raises(BusinessError):
        confirm_from_letter(change, now=timezone.now())
    pierre.refresh_from_db()
    assert pierre.email == RIGHT


def test_nor_is_one_confirmed_elsewhere_meanwhile_believed(books: Books, pierre: User) -> None:
    put_right(books)
    uid = "6f1b6f5e-0d3e-4c1e-9d8a-0a4f5c3b2a11"
    said = {
        "uid": uid,
        "party_reference": party_reference(books.party.pk),
        "former": OLD,
        "wanted": TAKEN,
        "state": "confirmed",
        "asked_at": "2026-11-26T10:00:00+00:00",
    }
    assert receive([said], now=timezone.now()) == [{"uid": uid, "state": "confirmed"}]
    pierre.refresh_from_db()
    assert pierre.email == RIGHT
    assert pierre.client_access.address_changes.get().state == AddressState.REPLACED


def test_nor_does_the_way_in_by_mail_know_the_device_of_who_reads_it(
    books: Books, pierre: User
) -> None:
    with on_the_extranet():
        let_in_by_mail.ask(pierre.username)
        token = link().rstrip("/").rpartition("/")[2]
        assert let_in_by_mail.owner_of(token) == pierre
        put_right(books)
        assert let_in_by_mail.owner_of(token) is None
