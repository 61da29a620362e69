"""A small agency on screen: an entity, its books, one posted receipt."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client
from django.utils import timezone

from ledger.books.models import BankAccount, Entry
from ledger.books.posting import post_entries
from ledger.people.models import Building, Lot, Party
from ledger.people.services import person_search_texts as search_texts
from tests.factories import make_bank_account, make_building, make_lot, make_party, make_staff
from tests.ledger.factories import Books, make_books, new_receipt

RIGHTS = [
    "ledger_books.edit_records",
    "ledger_books.change_bank_details",
    "ledger_books.reverse_entry",
    "ledger_books.close_fiscal_year",
    "core_people.reveal_iban",
]


@dataclass(frozen=True)
class Office:
    """What the screens show, and an accountant with every right on it."""

    books: Books
    party: Party
    building: Building
    lot: Lot
    bank_account: BankAccount
    entry: Entry
    client: Client


def signed_in(*rights: str) -> Client:
    client = Client()
    client.force_login(make_staff(rights=list(rights), first_name="Anne", last_name="Comptable"))
    return client


@pytest.fixture
def office(db: None) -> Office:
    books = make_books()
    building = make_building(entity=books.entity, code="GIL")
    party = make_party(street="3 rue des Œillets", postal_code="54000", town="NANCY")
    account = books.client_account
    account.party, account.building = party, building
    account.save()
    (entry_id,) = post_entries(
        [new_receipt(books, "65,63")], acting_user=books.user, today=timezone.localdate()
    )
    search_texts.refresh_all()
    account.refresh_from_db()
    return Office(
        books=books,
        party=party,
        building=building,
        lot=make_lot(building=building, owner_account=account),
        bank_account=make_bank_account(entity=books.entity),
        entry=Entry.objects.get(pk=entry_id),
        client=signed_in(*RIGHTS),
    )
