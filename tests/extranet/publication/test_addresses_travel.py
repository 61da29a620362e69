"""Front and books apart: what clients confirm travels back, what the agency decides travels forth.

The test's database is each installation in turn; what travels is the JSON of the API.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from core.jobs.services import outbox
from core.people.models import User
from extranet.publication.enums import AddressState
from extranet.publication.models import AddressChange
from extranet.publication.rules.references import party_reference
from extranet.publication.services.change_address import (
    ask_for_address,
    confirm_from_letter,
    decide_address,
)
from extranet.publication.services.exchange_addresses import receive, untold
from tests.extranet.factories import Books, make_access, make_books, on_the_extranet
from tests.factories import make_staff

pytestmark = pytest.mark.django_db

KEY = "cle-de-la-plateforme"
OLD, NEW = "pierre@example.org", "nouvelle@example.org"
UID = "6f1b6f5e-0d3e-4c1e-9d8a-0a4f5c3b2a11"


@pytest.fixture
def books() -> Books:
    return make_books()


@pytest.fixture
def pierre(books: Books) -> User:
    return make_access(party=books.party)


def call(path: str, changes: list[dict[str, Any]], key: str = KEY) -> Any:
    return Client().post(
        f"/api/v1/publications/addresses/{path}",
        json.dumps({"changes": changes}),
        content_type="application/json",
        headers={"Authorization": f"Api-Key {key}"},
    )


def told(books: Books, **changes: Any) -> dict[str, Any]:
    """What the other installation says of Pierre."""
    return {
        "uid": UID,
        "party_reference": party_reference(books.party.pk),
        "former": OLD,
        "wanted": NEW,
        "state": "confirmed",
        "asked_at": "2026-11-26T10:00:00+00:00",
        **changes,
    }


def test_the_site_says_what_is_confirmed_until_it_is_heard(pierre: User, settings) -> None:
    settings.SEPA_PLATFORM_ACCEPTED_KEYS = [KEY]
    change = ask_for_address(
        pierre.client_access, address=NEW, acting_user=pierre, now=timezone.now()
    )
    with on_the_extranet():
        [asked] = call("", []).json()["changes"]
        assert (asked["wanted"], asked["state"]) == (NEW, "asked")
        call("heard/", [{"uid": asked["uid"], "state": "asked"}])
        assert call("", []).json()["changes"] == []
        # Confirmed since: it is said again.
        confirm_from_letter(change, now=timezone.now())
        [confirmed] = call("", []).json()["changes"]
        assert confirmed["state"] == "confirmed"
        # What is heard late, of a state that is no more, is not believed.
        call("heard/", [{"uid": asked["uid"], "state": "asked"}])
        assert len(call("", []).json()["changes"]) == 1


def test_nobody_without_a_key_hears_an_address(pierre: User, settings) -> None:
    settings.SEPA_PLATFORM_ACCEPTED_KEYS = [KEY]
    with on_the_extranet():
        assert call("", [], key="fausse").status_code == 401
        assert call("heard/", [], key="fausse").status_code == 401


def test_confirmed_there_it_is_written_in_the_books_and_told(books: Books, pierre: User) -> None:
    heard = receive([told(books)], now=timezone.now())
    assert heard == [{"uid": UID, "state": "confirmed"}]
    pierre.refresh_from_db()
    books.party.refresh_from_db()
    assert (pierre.email, books.party.email) == (NEW, NEW)
    outbox.deliver()
    assert {letter.to[0] for letter in mail.outbox} == {OLD, NEW}
    assert untold() == []
    # Said twice, it is done once.
    mail.outbox.clear()
    receive([told(books)], now=timezone.now())
    outbox.deliver()
    assert mail.outbox == []


@pytest.mark.dated
def test_asked_there_it_waits_for_the_agency_here(books: Books, pierre: User) -> None:
    receive([told(books, state="asked")], now=timezone.now())
    [change] = AddressChange.objects.all()
    assert change.state == AddressState.ASKED
    pierre.refresh_from_db()
    assert pierre.email == OLD
    agent = make_staff(rights=["extranet_publication.manage_access"])
    decide_address(change, confirmed=True, acting_user=agent, now=timezone.now())
    [answer] = untold()
    assert (answer["uid"], answer["state"]) == (UID, "confirmed")
    books.party.refresh_from_db()
    assert books.party.email == NEW


def test_refused_by_the_agency_the_letter_is_worth_nothing_there(
    books: Books, pierre: User, settings
) -> None:
    settings.SEPA_PLATFORM_ACCEPTED_KEYS = [KEY]
    change = ask_for_address(
        pierre.client_access, address=NEW, acting_user=pierre, now=timezone.now()
    )
    with on_the_extranet():
        refusal = told(books, uid=str(change.uid), state="refused")
        assert call("", [refusal]).status_code == 200
    change.refresh_from_db()
    pierre.refresh_from_db()
    assert (change.state, pierre.email) == (AddressState.REFUSED, OLD)


def test_an_older_request_does_not_undo_what_was_decided(books: Books, pierre: User) -> None:
    receive([told(books)], now=timezone.now())
    receive([told(books, state="asked")], now=timezone.now())
    assert AddressChange.objects.get().state == AddressState.CONFIRMED


@pytest.mark.parametrize(
    "changes",
    [
        {"uid": "x"},
        {"wanted": "pas une adresse"},
        {"state": "autre"},
        {"asked_at": "hier"},
        {"party_reference": "inconnue"},
        {"wanted": None},
    ],
)
def test_nonsense_changes_nothing_and_holds_up_nothing(
    books: Books, pierre: User, changes: dict[str, Any]
) -> None:
    receive([told(books, **changes)], now=timezone.now())
    pierre.refresh_from_db()
    assert pierre.email == OLD
    assert not AddressChange.objects.exists()
    receive([told(books)], now=timezone.now())
    pierre.refresh_from_db()
    assert pierre.email == NEW
