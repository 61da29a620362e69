"""Where the entity has an account of debits under way, each direct debit waits there."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.jobs.services import outbox
from core.text.errors import BusinessError
from ledger.books.enums import AccountRole
from ledger.books.models import Account, Entry, ReceiptJournal
from ledger.books.services.check_entity import EntityRefusedError
from ledger.books.services.reverse_entry import reverse_by_hand
from ledger.books.services.save_entity import save_entity
from receipts.draft.enums import RefusalCode
from receipts.draft.models import DraftReceipt
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from receipts.draft.services.reverse_receipt import reverse_receipt
from sepa.collections.models import Collection, CollectionTransaction
from sepa.collections.services import generate_collections, mark_sent, settle_collection
from tests import factories
from tests.sepa import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.SEPA_FOLDER = tmp_path / "SEPA"


@pytest.fixture
def house() -> make.House:
    """Its bank account is written in BQ (512000); its debits wait on 511500."""
    house = make.make_house()
    house.bank_account.journal = house.journal
    house.bank_account.save()
    house.entity.debits_account = factories.make_account(
        entity=house.entity, code="511500", role=AccountRole.TREASURY, party=None
    )
    house.entity.save()
    return house


def balances() -> dict[str, str]:
    rows = Account.objects.exclude(balance=0).values_list("code", "balance")
    return {code: f"{balance}" for code, balance in rows}


def collected(house: make.House, ids: list[int]) -> Collection:
    """In a file that the bank has, whose day has come."""
    (collection,) = generate_collections(ids, acting_user=house.accountant, now=timezone.now())
    mark_sent(collection, acting_user=house.accountant, now=timezone.now())
    today = timezone.localdate()
    Collection.objects.filter(pk=collection.pk).update(collection_date=today)
    collection.refresh_from_db()
    return collection


def post(house: make.House, ids: list[int]) -> None:
    answers = [RefusalCode.NO_BANK_FILE]
    prepare_receipts(ids, acting_user=house.accountant, answers=answers)
    post_prepared(acting_user=house.accountant, ids=ids)


@pytest.mark.dated("receipts.draft.services.settle_debits", "sepa.collections.services.move_paid")
def test_it_is_posted_there_and_settled_it_moves_to_512(house: make.House) -> None:
    ids = make.ids(make.make_lines(house))
    collection = collected(house, ids)
    post(house, ids)
    assert balances() == {"511500": "65.63", house.account.code: "-65.63"}
    settle_collection(collection, acting_user=house.accountant, now=timezone.now())
    assert balances() == {"512000": "65.63", house.account.code: "-65.63"}
    moved = CollectionTransaction.objects.get().paid_entry
    assert moved is not None
    assert (moved.journal, moved.date) == (house.journal, collection.collection_date)


def test_posted_after_the_bank_has_paid_it_moves_all_the_same_and_once(house) -> None:
    ids = make.ids(make.make_lines(house))
    collection = collected(house, ids)
    settle_collection(collection, acting_user=house.accountant, now=timezone.now())
    assert balances() == {}
    post(house, ids)
    outbox.deliver()
    outbox.deliver()
    assert balances() == {"512000": "65.63", house.account.code: "-65.63"}
    assert Entry.objects.count() == 2


def test_of_a_file_that_is_posted_in_two_goes_each_debit_moves_once(house: make.House) -> None:
    """65,63 € are posted before the bank pays, 65,63 € of the same file after it has."""
    first, second = make.ids(make.make_lines(house, 2))
    collection = collected(house, [first, second])
    post(house, [first])
    settle_collection(collection, acting_user=house.accountant, now=timezone.now())
    assert balances() == {"512000": "65.63", house.account.code: "-65.63"}
    post(house, [second])
    assert balances()["511500"] == "65.63"
    outbox.deliver()
    assert balances() == {"512000": "131.26", house.account.code: "-131.26"}
    moved = CollectionTransaction.objects.values_list("paid_entry", flat=True)
    assert len(set(moved) - {None}) == 2


def test_a_debit_in_no_file_waits_there(house: make.House) -> None:
    post(house, make.ids(make.make_lines(house)))
    assert balances() == {"511500": "65.63", house.account.code: "-65.63"}


def test_what_waits_on_an_account_that_the_entity_uses_no_longer_moves_too(house) -> None:
    """65,63 € wait on 511500; the entity has its debits wait on 511600 before the bank pays."""
    ids = make.ids(make.make_lines(house))
    collection = collected(house, ids)
    post(house, ids)
    house.entity.debits_account = factories.make_account(
        entity=house.entity, code="511600", role=AccountRole.TREASURY, party=None
    )
    house.entity.save()
    settle_collection(collection, acting_user=house.accountant, now=timezone.now())
    assert balances() == {"512000": "65.63", house.account.code: "-65.63"}


def test_what_was_reversed_before_the_bank_paid_does_not_move(house: make.House) -> None:
    ids = make.ids(make.make_lines(house))
    collection = collected(house, ids)
    post(house, ids)
    reverse_receipt(
        ids[0], acting_user=house.accountant, reason="Erreur", entry_date=timezone.localdate()
    )
    settle_collection(collection, acting_user=house.accountant, now=timezone.now())
    assert balances() == {}


def reverse_one(
    house: make.House, receipt_id: int, *, draft_again: bool = False, on: date | None = None
) -> None:
    reverse_receipt(
        receipt_id,
        acting_user=factories.make_staff(rights=make.ALL_RIGHTS, is_superuser=True),
        reason="Rejeté par la banque",
        entry_date=on or timezone.localdate(),
        draft_again=draft_again,
    )
    outbox.deliver()


def test_one_that_comes_back_leaves_the_bank_and_the_others_stay(house: make.House) -> None:
    ids = make.ids(make.make_lines(house, 2))
    collection = collected(house, ids)
    post(house, ids)
    settle_collection(collection, acting_user=house.accountant, now=timezone.now())
    reverse_one(house, ids[0])
    outbox.deliver()
    assert balances() == {"512000": "65.63", house.account.code: "-65.63"}


def test_it_does_not_leave_the_bank_before_it_was_there(house) -> None:
    """Posted yesterday, settled today; its entry is reversed of yesterday."""
    today = timezone.localdate()
    ids = make.ids(make.make_lines(house))
    DraftReceipt.objects.filter(pk__in=ids).update(movement_date=today - timedelta(days=1))
    collection = collected(house, ids)
    post(house, ids)
    settle_collection(collection, acting_user=house.accountant, now=timezone.now())
    reverse_one(house, ids[0], on=today - timedelta(days=1))
    assert Entry.objects.latest("pk").date == today
    assert balances() == {}


def test_a_debit_that_comes_back_later_leaves_the_bank_on_that_day(house: make.House) -> None:
    today = timezone.localdate()
    ids = make.ids(make.make_lines(house))
    DraftReceipt.objects.filter(pk__in=ids).update(movement_date=today - timedelta(days=3))
    collection = collected(house, ids)
    Collection.objects.filter(pk=collection.pk).update(collection_date=today - timedelta(days=2))
    collection.refresh_from_db()
    post(house, ids)
    settle_collection(collection, acting_user=house.accountant, now=timezone.now())
    reverse_one(house, ids[0])
    dates = Entry.objects.order_by("pk").values_list("date", flat=True)
    days_ago = [(today - day).days for day in dates]
    # Posted, at the bank, reversed, and out of the bank's account.
    assert days_ago == [3, 2, 0, 0]


def test_drafted_and_posted_again_it_is_at_the_bank_again(house: make.House) -> None:
    ids = make.ids(make.make_lines(house))
    collection = collected(house, ids)
    post(house, ids)
    settle_collection(collection, acting_user=house.accountant, now=timezone.now())
    reverse_one(house, ids[0], draft_again=True)
    assert balances() == {}
    post(house, [DraftReceipt.objects.latest("pk").pk])
    outbox.deliver()
    assert balances() == {"512000": "65.63", house.account.code: "-65.63"}


def test_the_entry_that_settles_a_file_is_not_reversed_as_a_whole(house: make.House) -> None:
    ids = make.ids(make.make_lines(house))
    collection = collected(house, ids)
    post(house, ids)
    settle_collection(collection, acting_user=house.accountant, now=timezone.now())
    entry = CollectionTransaction.objects.get().paid_entry
    assert entry
    with pytest.raises(BusinessError, match="fichier de prélèvements"):
        reverse_by_hand(
            entry=entry,
            acting_user=house.accountant,
            date=entry.date,
            reason="Erreur",
            today=timezone.localdate(),
        )


def test_without_such_an_account_it_goes_straight_to_the_bank(house: make.House) -> None:
    house.entity.debits_account = None
    house.entity.save()
    ids = make.ids(make.make_lines(house))
    collection = collected(house, ids)
    post(house, ids)
    settle_collection(collection, acting_user=house.accountant, now=timezone.now())
    assert balances() == {"512000": "65.63", house.account.code: "-65.63"}
    assert Entry.objects.count() == 1


def test_it_moves_from_there_where_its_journal_has_the_same_account(house: make.House) -> None:
    house.bank_account.journal = factories.make_journal(entity=house.entity, code="CE")
    house.bank_account.save()
    house.journal.treasury_account = house.entity.debits_account
    house.journal.save()
    ids = make.ids(make.make_lines(house))
    collection = collected(house, ids)
    post(house, ids)
    assert balances() == {"511500": "65.63", house.account.code: "-65.63"}
    settle_collection(collection, acting_user=house.accountant, now=timezone.now())
    assert balances() == {"512000": "65.63", house.account.code: "-65.63"}


def test_money_of_another_channel_does_not_wait_there(house: make.House) -> None:
    from tests.receipts.factories import Books, make_receipt

    ReceiptJournal.objects.create(entity=house.entity, channel="transfer", journal=house.journal)
    row = make_receipt(books=Books(house.entity, house.journal, house.account))
    post(house, [row.pk])
    assert balances() == {"512000": "65.63", house.account.code: "-65.63"}


def test_a_file_settled_on_its_own_day_and_not_the_day_before(house: make.House) -> None:
    ids = make.ids(make.make_lines(house))
    collection = collected(house, ids)
    tomorrow = timezone.localdate() + timedelta(days=1)
    Collection.objects.filter(pk=collection.pk).update(collection_date=tomorrow)
    with pytest.raises(BusinessError):
        settle_collection(collection, acting_user=house.accountant, now=timezone.now())
    Collection.objects.filter(pk=collection.pk).update(collection_date=timezone.localdate())
    assert settle_collection(
        collection, acting_user=house.accountant, now=timezone.now()
    ).settled_at


def test_without_a_journal_of_the_bank_the_file_is_not_settled(house: make.House) -> None:
    ids = make.ids(make.make_lines(house))
    collection = collected(house, ids)
    post(house, ids)
    house.bank_account.journal = None
    house.bank_account.save()
    with pytest.raises(BusinessError, match="journal"):
        settle_collection(collection, acting_user=house.accountant, now=timezone.now())
    collection.refresh_from_db()
    assert collection.settled_at is None


def test_what_is_shown_before_posting_is_what_is_written(house, client: Client) -> None:
    ids = make.ids(make.make_lines(house))
    collected(house, ids)
    prepare_receipts(ids, acting_user=house.accountant)
    client.force_login(house.accountant)
    assert "511500" in client.get(reverse("receipts:band")).content.decode()


def test_the_account_of_another_entity_or_of_a_client_is_refused(house: make.House) -> None:
    other = factories.make_account(entity=factories.make_entity(code="G001"), code="511500")
    for account in (other, house.account):
        with pytest.raises(EntityRefusedError) as refusal:
            save_entity(
                entity=house.entity,
                values={"debits_account": account},
                acting_user=None,
                now=timezone.now(),
            )
        assert list(refusal.value.fields) == ["debits_account"]


def test_the_entry_of_the_bank_is_never_before_the_receipts(house: make.House) -> None:
    ids = make.ids(make.make_lines(house))
    collection = collected(house, ids)
    early = date(timezone.localdate().year, 1, 2)
    Collection.objects.filter(pk=collection.pk).update(collection_date=early)
    post(house, ids)
    settle_collection(collection, acting_user=house.accountant, now=timezone.now())
    posted = Entry.objects.order_by("id").first()
    moved = CollectionTransaction.objects.get().paid_entry
    assert posted
    assert moved
    assert moved.date == posted.date
