"""Flags that keep reminders from a party: raised, shown wherever it owes, lifted, remembered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.database.models import AuditEvent
from core.text.errors import BusinessError
from ledger.people.enums import FlagKind
from ledger.people.models import Party, PartyFlag
from ledger.people.selectors.flags import in_force, in_force_by_account
from ledger.people.services.flag_party import lift_flag, raise_flag
from tests.factories import make_party, make_staff
from tests.ledger.factories import Books, make_books

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> Books:
    books = make_books()
    books.client_account.party = make_party()
    books.client_account.save()
    return books


def party_of(books: Books) -> Party:
    assert books.client_account.party
    return books.client_account.party


def flag(books: Books, kind: FlagKind = FlagKind.DECEASED) -> PartyFlag:
    return raise_flag(
        party=party_of(books),
        kind=kind,
        since=date(2026, 3, 1),
        note="Acte reçu du notaire",
        acting_user=books.user,
        today=timezone.localdate(),
    )


def test_a_flag_has_its_author_its_day_and_its_note(books: Books) -> None:
    made = flag(books)
    assert (made.raised_by, made.since, made.note) == (
        books.user,
        date(2026, 3, 1),
        "Acte reçu du notaire",
    )
    event = AuditEvent.objects.get(action="party.flag")
    assert event.data["flag"] == "Décédé"
    assert in_force_by_account([books.client_account.pk]) == {books.client_account.pk: ["Décédé"]}


def test_the_same_flag_twice_is_refused(books: Books) -> None:
    flag(books)
    flag(books, FlagKind.CONTESTED)
    with pytest.raises(BusinessError, match="déjà signalé"):
        flag(books)
    assert len(in_force(party_of(books).pk)) == 2


@pytest.mark.dated
def test_a_day_to_come_is_refused(books: Books) -> None:
    with pytest.raises(BusinessError, match="à venir"):
        raise_flag(
            party=party_of(books),
            kind=FlagKind.BLOCKED,
            since=timezone.localdate() + timedelta(days=1),
            note="",
            acting_user=None,
            today=timezone.localdate(),
        )


def test_a_lifted_flag_is_remembered_and_may_be_raised_again(books: Books) -> None:
    made = flag(books)
    lift_flag(flag=made, acting_user=books.user, now=timezone.now())
    assert in_force(party_of(books).pk) == []
    with pytest.raises(BusinessError, match="déjà levé"):
        lift_flag(flag=made, acting_user=books.user, now=timezone.now())
    flag(books)
    assert PartyFlag.objects.count() == 2


def test_raised_and_lifted_on_the_party_s_record(books: Books) -> None:
    client = Client()
    client.force_login(make_staff(rights=["ledger_people.flag_parties"]))
    party = party_of(books)
    data = {"kind": "guardianship", "since": "2026-03-01", "note": "Jugement du 2 février"}
    answer = client.post(reverse("ledger:party_flag", args=[party.pk]), data, follow=True)
    assert "Plus aucune relance" in answer.content.decode()
    account = client.get(reverse("ledger:account", args=[books.client_account.pk]))
    assert "Tutelle ou curatelle" in account.content.decode()
    again = client.post(reverse("ledger:party_flag", args=[party.pk]), data)
    assert again.status_code == 422
    lifting = reverse("ledger:flag_lift", args=[PartyFlag.objects.get().pk])
    assert "les relances reprennent" in client.post(lifting, follow=True).content.decode()


def test_who_may_not_flag_reads_only(books: Books) -> None:
    flag(books)
    client = Client()
    client.force_login(make_staff())
    shown = client.get(reverse("ledger:party_flags", args=[party_of(books).pk])).content.decode()
    assert "Acte reçu du notaire" in shown
    assert "Signaler, sans relance" not in shown
