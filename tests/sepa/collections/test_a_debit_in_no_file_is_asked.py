"""*Comptabiliser* a debit that no bank is asked for wants a yes, and *Valider* that answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.database.models import AuditEvent
from receipts.draft.enums import ReceiptStatus, RefusalCode
from receipts.draft.errors import ReceiptsRefusedError
from receipts.draft.models import DraftReceipt, ReceiptAnswer
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts, unprepare_receipts
from sepa.collections.services import cancel_collection, generate_collections
from tests.sepa import factories as make

pytestmark = pytest.mark.django_db
YES = [RefusalCode.NO_BANK_FILE]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.SEPA_FOLDER = tmp_path / "SEPA"


@pytest.fixture
def house() -> make.House:
    return make.make_house()


@pytest.fixture
def ids(house: make.House) -> list[int]:
    return make.ids(make.make_lines(house))


def statuses() -> set[str]:
    return set(DraftReceipt.objects.values_list("status", flat=True))


def test_it_is_asked_by_code_and_names_the_line(house: make.House, ids: list[int]) -> None:
    with pytest.raises(ReceiptsRefusedError) as refusal:
        prepare_receipts(ids, acting_user=house.accountant)
    assert refusal.value.codes == {RefusalCode.NO_BANK_FILE}
    assert list(refusal.value.reasons) == ids
    assert "65,63" in refusal.value.problems[0]
    assert statuses() == {ReceiptStatus.PENDING}


def test_answered_it_is_prepared_and_posted_and_who_answered_is_kept(house, ids) -> None:
    prepare_receipts(ids, acting_user=house.accountant, answers=YES)
    post_prepared(acting_user=house.accountant, ids=ids)
    answer = ReceiptAnswer.objects.get()
    assert (answer.code, answer.by) == ("no_bank_file", house.accountant)
    event = AuditEvent.objects.get(action="receipt.answer")
    assert event.object_id == str(ids[0])


def test_another_answer_is_not_this_one(house: make.House, ids: list[int]) -> None:
    with pytest.raises(ReceiptsRefusedError):
        prepare_receipts(ids, acting_user=house.accountant, answers=[RefusalCode.NO_OPEN_YEAR])


def test_a_debit_in_a_file_is_not_asked(house: make.House, ids: list[int]) -> None:
    generate_collections(ids, acting_user=house.accountant, now=timezone.now())
    prepare_receipts(ids, acting_user=house.accountant)
    assert post_prepared(acting_user=house.accountant, ids=ids).count == 1


def test_its_file_cancelled_after_the_preparation_it_is_not_posted(house, ids) -> None:
    (collection,) = generate_collections(ids, acting_user=house.accountant, now=timezone.now())
    prepare_receipts(ids, acting_user=house.accountant)
    cancel_collection(collection, acting_user=house.accountant, now=timezone.now())
    with pytest.raises(ReceiptsRefusedError, match="Rien n’a été écrit"):
        post_prepared(acting_user=house.accountant, ids=ids)


def test_given_up_it_is_asked_again(house: make.House, ids: list[int]) -> None:
    prepare_receipts(ids, acting_user=house.accountant, answers=YES)
    unprepare_receipts(ids, acting_user=house.accountant)
    with pytest.raises(ReceiptsRefusedError):
        prepare_receipts(ids, acting_user=house.accountant)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_asks_and_its_yes_prepares(house, ids, client: Client, language: str) -> None:
    client.force_login(house.accountant)
    headers = {"HX-Request": "true", "Accept-Language": language}
    url = reverse("receipts:prepare")
    asked = client.post(url, {"sel": ids[0]}, headers=headers)
    assert asked.status_code == 422
    assert 'name="answer" value="no_bank_file"' in asked.content.decode()
    yes = {"sel": ids[0], "answer": "no_bank_file"}
    assert client.post(url, yes, headers=headers).status_code == 204
    assert statuses() == {ReceiptStatus.PREPARED}


def test_taking_an_annuler_back_asks_again_for_the_same_lines(house, ids, client: Client) -> None:
    client.force_login(house.accountant)
    headers = {"HX-Request": "true"}
    prepare_receipts(ids, acting_user=house.accountant, answers=YES)
    given_up = client.post(reverse("receipts:unprepare"), {"sel": ids[0]}, headers=headers)
    undo = given_up.headers["HX-Trigger"].split('"undo": "')[1].split('"')[0]
    asked = client.post(undo, headers=headers).content.decode()
    assert f'name="sel" value="{ids[0]}"' in asked
