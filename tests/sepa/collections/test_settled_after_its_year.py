"""A file whose year is closed before it is settled is settled on the first open day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.text.errors import BusinessError
from ledger.books.enums import AccountRole, FiscalYearStatus
from ledger.books.models import FiscalYear
from ledger.books.posting.rules.open_year import ClosedFiscalYearError
from receipts.draft.enums import RefusalCode
from receipts.draft.models import DraftReceipt
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from sepa.collections.enums import CollectionState
from sepa.collections.models import Collection, CollectionTransaction
from sepa.collections.services import generate_collections, mark_sent, settle_collection, settle_due
from tests import factories
from tests.sepa import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(settings: Any, tmp_path: Path) -> make.House:
    settings.SEPA_FOLDER = tmp_path / "SEPA"
    house = make.make_house()
    last = timezone.localdate().year - 1
    if not FiscalYear.objects.filter(end__year=last).exists():
        factories.make_fiscal_year(
            entity=house.entity, start=date(last, 1, 1), end=date(last, 12, 31)
        )
    house.bank_account.journal = house.journal
    house.bank_account.save()
    house.entity.debits_account = factories.make_account(
        entity=house.entity, code="511500", role=AccountRole.TREASURY, party=None
    )
    house.entity.save()
    return house


@pytest.fixture
def late(house: make.House) -> Collection:
    """Debited on 20 December of last year, posted then; that year is closed, the file is not
    settled."""
    last = timezone.localdate().year - 1
    ids = make.ids(make.make_lines(house))
    DraftReceipt.objects.update(movement_date=date(last, 12, 15))
    (collection,) = generate_collections(ids, acting_user=house.accountant, now=timezone.now())
    mark_sent(collection, acting_user=house.accountant, now=timezone.now())
    Collection.objects.update(collection_date=date(last, 12, 20))
    prepare_receipts(ids, acting_user=house.accountant, answers=[RefusalCode.NO_BANK_FILE])
    post_prepared(acting_user=house.accountant, ids=ids)
    FiscalYear.objects.filter(end__year=last).update(status=FiscalYearStatus.CLOSED_ONLINE)
    collection.refresh_from_db()
    return collection


@pytest.fixture
def new_year() -> date:
    return date(timezone.localdate().year, 1, 1)


def test_its_own_day_is_refused_and_the_first_open_day_offered(
    client: Client, house: make.House, late: Collection, new_year: date
) -> None:
    client.force_login(house.accountant)
    address = reverse("sepa:settle", args=[late.pk])
    answer = client.post(address)
    assert answer.status_code == 422
    assert f'value="{new_year:%Y-%m-%d}"' in answer.content.decode()
    late.refresh_from_db()
    assert late.state == CollectionState.SENT
    client.post(address, {"entry_date": f"{new_year:%Y-%m-%d}"})
    late.refresh_from_db()
    assert late.state == CollectionState.SETTLED
    moved = CollectionTransaction.objects.get().paid_entry
    assert moved
    assert moved.date == new_year


def test_where_no_year_is_open_nothing_is_offered(
    client: Client, house: make.House, late: Collection
) -> None:
    FiscalYear.objects.update(status=FiscalYearStatus.CLOSED_ONLINE)
    client.force_login(house.accountant)
    answer = client.post(reverse("sepa:settle", args=[late.pk]), follow=True)
    assert "clôturé" in answer.content.decode()
    assert CollectionTransaction.objects.get().paid_entry is None


def test_the_entry_is_never_before_the_debit(house: make.House, late: Collection) -> None:
    early = date(late.collection_date.year, 12, 19)
    with pytest.raises(BusinessError, match="précéder"):
        settle_collection(late, acting_user=house.accountant, entry_date=early, now=timezone.now())


def test_the_night_settles_on_no_other_day_by_itself_and_names_the_file(
    house: make.House, late: Collection
) -> None:
    with pytest.raises(ClosedFiscalYearError):
        settle_collection(late, acting_user=None, now=timezone.now())
    assert late.message_id in settle_due(now=timezone.now())
