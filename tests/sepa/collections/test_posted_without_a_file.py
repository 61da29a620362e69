"""Money in the books that no bank was asked for: it shows, and its file can still be made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.text.errors import BusinessError
from receipts.draft.enums import RefusalCode
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from receipts.draft.services.reverse_receipt import reverse_receipt
from sepa.collections.models import Collection
from sepa.collections.selectors.under_way import without_file
from sepa.collections.services import cancel_collection, generate_collections
from sepa.mandates.models import Mandate
from tests.sepa import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.SEPA_FOLDER = tmp_path / "SEPA"


@pytest.fixture
def house() -> make.House:
    return make.make_house()


def posted(house: make.House) -> list[int]:
    ids = make.ids(make.make_lines(house))
    prepare_receipts(ids, acting_user=house.accountant, answers=[RefusalCode.NO_BANK_FILE])
    post_prepared(acting_user=house.accountant)
    return ids


def test_posted_before_its_file_it_is_not_forgotten(house: make.House, client: Client) -> None:
    posted(house)
    assert without_file()["count"] == 1
    client.force_login(house.accountant)
    page = client.get(reverse("sepa:mandates"), {"file": "none"}).content.decode()
    mandate = Mandate.objects.get()
    assert mandate.mandate_reference in page
    asked = client.post(
        reverse("sepa:preview_mandates"), {"sel": str(mandate.pk), "vue": "file=none"}
    )
    assert asked.headers["Location"] == reverse("sepa:preview")
    client.post(reverse("sepa:generate"), {"ids": str(mandate.receipt_id), "date": ""})
    assert Collection.objects.get().transactions.get().mandate == mandate
    assert without_file()["count"] == 0


def test_its_file_cancelled_after_the_posting_it_comes_back(house: make.House) -> None:
    ids = posted(house)
    (collection,) = generate_collections(ids, acting_user=house.accountant, now=timezone.now())
    assert without_file()["count"] == 0
    cancel_collection(collection, acting_user=house.accountant, now=timezone.now())
    assert without_file()["count"] == 1
    generate_collections(ids, acting_user=house.accountant, now=timezone.now())


def test_what_was_reversed_is_not_debited(house: make.House) -> None:
    (pk,) = ids = posted(house)
    reverse_receipt(
        pk, acting_user=house.accountant, reason="Erreur", entry_date=timezone.localdate()
    )
    assert without_file()["count"] == 0
    with pytest.raises(BusinessError) as refused:
        generate_collections(ids, acting_user=house.accountant, now=timezone.now())
    assert "contre-passé" in refused.value.problems[0]


def test_reversed_and_drafted_again_it_is_debited_once(house: make.House) -> None:
    (pk,) = posted(house)
    reverse_receipt(
        pk,
        acting_user=house.accountant,
        reason="Mauvais journal",
        entry_date=timezone.localdate(),
        draft_again=True,
    )
    again = Mandate.objects.get().receipt_id
    assert again != pk
    generate_collections([again], acting_user=house.accountant, now=timezone.now())
    with pytest.raises(BusinessError):
        generate_collections([pk], acting_user=house.accountant, now=timezone.now())
    assert Collection.objects.count() == 1
