"""Data handed over to who holds an account now are not the former holder's."""

from __future__ import annotations

import json
import zipfile
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from ledger.books.models import Account
from ledger.books.services.edit_account import update_account
from ledger.people.models import Party
from ledger.people.services.hand_over_data import hand_over_data
from receipts.counter.models import Cheque, HeldCheque
from receipts.draft.models import DraftReceipt
from sepa.requests.services.fetching import fetch_requests
from tests.extranet.factories import Books, make_books, post
from tests.factories import euros, make_party, make_staff
from tests.receipts.counter import factories as counter
from tests.sepa import factories as sepa

pytestmark = pytest.mark.django_db
#: The day on which Pierre's account is given to Lucie FERRY.
GIVEN = date(2026, 2, 28)


def give(account: Account, *, day: date = GIVEN) -> Party:
    lucie = make_party(last_name="FERRY", first_name="Lucie")
    update_account(account=account, values={"party": lucie}, acting_user=None, today=day)
    return lucie


def dossier(party: Party) -> tuple[str, list[str]]:
    """All that is handed over to ``party``: the JSON, and the names of the files."""
    with (
        hand_over_data(party, acting_user=make_staff()) as file,
        zipfile.ZipFile(file) as found,
    ):
        return found.read("donnees.json").decode(), found.namelist()


def transfer(books: Books, day: date, label: str) -> DraftReceipt:
    return DraftReceipt.objects.create(
        channel="transfer",
        source_key=label,
        entity=books.entity,
        account=books.account,
        journal=books.journal,
        movement_date=day,
        label=label,
        amount=euros("123,45"),
    )


def test_entries_and_receipts_are_those_since_the_account_is_hers() -> None:
    books = make_books()
    post(books, debit="300,00", day=date(2026, 1, 15), label="Appel de Pierre")
    late = transfer(books, date(2026, 2, 20), "Virement de Pierre")
    lucie = give(books.account)
    entry = post(books, credit="123,45", day=date(2026, 3, 2), label="Virement de Pierre")
    DraftReceipt.objects.filter(pk=late.pk).update(status="posted", entry_id=entry)
    post(books, debit="50,00", day=date(2026, 3, 1), label="Appel de Lucie")
    transfer(books, date(2026, 3, 5), "Virement de Lucie")
    told, _files = dossier(lucie)
    assert "de Pierre" not in told
    assert [row["libellé"] for row in json.loads(told)["Écritures"]] == ["Appel de Lucie"]
    assert [row["libellé"] for row in json.loads(told)["Règlements"]] == ["Virement de Lucie"]


def test_a_first_holder_is_handed_everything_over() -> None:
    books = make_books()
    post(books, debit="300,00", day=date(2026, 1, 15), label="Appel de Pierre")
    transfer(books, date(2026, 2, 20), "Virement de Pierre")
    told, _files = dossier(books.party)
    assert all(text in told for text in ("Appel de Pierre", "Virement de Pierre"))


def test_cheques_drawn_before_are_not_in_it() -> None:
    desk, user = counter.make_counter(), counter.make_cashier()
    batch = counter.make_batch(user=user)
    counter.make_cheques(["65,63"], account=desk.pierre, user=user, batch=batch)
    (share,) = Cheque.objects.get().shares.all()
    HeldCheque.objects.create(
        form_id=uuid4(), rank=0, entity=desk.entity, number="9991", drawer="Pierre",
        drawee_bank="LCL", cheque_date=counter.DAY, amount=euros("10,00"),
        agreed_date=counter.DAY, keeper=user,
    ).shares.create(account=desk.pierre, amount=euros("10,00"))  # fmt: skip
    assert desk.pierre.party is not None
    former, _files = dossier(desk.pierre.party)
    assert len(json.loads(former)["Chèques"]) == 2
    lucie = give(share.account, day=timezone.localdate())
    assert json.loads(dossier(lucie)[0])["Chèques"] == []


def test_a_mandate_signed_before_is_not_in_it_nor_its_pdf() -> None:
    house = sepa.make_house()
    pierre = make_party()
    Account.objects.filter(pk=house.account.pk).update(party=pierre)
    house.account.refresh_from_db()
    sepa.sign(house, sepa.start(house))
    fetch_requests(acting_user=house.accountant, now=timezone.now())
    told, files = dossier(pierre)
    assert len(json.loads(told)["Mandats"]) == 1
    assert any(name.endswith(".pdf") for name in files)
    lucie = give(house.account, day=timezone.localdate())
    told, files = dossier(lucie)
    assert json.loads(told)["Mandats"] == []
    assert not any(name.endswith(".pdf") for name in files)


def test_a_mandate_signed_since_is_in_it() -> None:
    house = sepa.make_house()
    lucie = give_to_the_first(house.account)
    sepa.sign(house, sepa.start(house))
    fetch_requests(acting_user=house.accountant, now=timezone.now())
    told, files = dossier(lucie)
    assert len(json.loads(told)["Mandats"]) == 1
    assert any(name.endswith(".pdf") for name in files)


def give_to_the_first(account: Account) -> Party:
    """Lucie holds since yesterday what was Pierre's."""
    Account.objects.filter(pk=account.pk).update(party=make_party())
    account.refresh_from_db()
    return give(account, day=timezone.localdate() - timedelta(days=1))
