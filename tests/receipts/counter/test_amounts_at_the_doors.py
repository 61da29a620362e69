"""What is no amount is refused beside its field, at every door of the desk: never a broken page."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from receipts.counter.models import Cheque
from receipts.draft.models import DraftReceipt
from tests.receipts import factories as draft
from tests.receipts.counter import factories as make

pytestmark = pytest.mark.django_db
BAD = ["1e999999999", "12E2", "1_000", "٣", "１２", "1.500", "1,500", "12.000"]


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def user():
    return make.make_cashier(username="marie")


@pytest.fixture
def browser(user, client: Client) -> Client:
    client.force_login(user)
    return client


def cheque(counter: make.Counter, **fields: object) -> dict[str, object]:
    return {
        "form_id": str(uuid4()), "account": [str(counter.pierre.pk)], "figures": "65,63",
        "words": "65,63", "number": "4521007", "drawer": "Pierre", "bank": "Crédit Agricole",
        "date": "2026-11-20", **fields,
    }  # fmt: skip


@pytest.mark.parametrize("text", BAD)
@pytest.mark.parametrize("name", ["figures", "words"])
def test_a_cheque_of_no_amount_is_refused(browser, user, counter, text: str, name: str) -> None:
    batch = make.make_batch(user=user)
    address = reverse("receipts:batch_key", args=[batch.pk])
    answer = browser.post(address, cheque(counter, **{name: text}), headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert not Cheque.objects.exists()


@pytest.mark.parametrize("text", ["0,00", "-65,63"])
@pytest.mark.parametrize("name", ["figures", "words"])
def test_neither_amount_of_a_cheque_is_nil_or_negative(
    browser, user, counter, text: str, name: str
) -> None:
    batch = make.make_batch(user=user)
    address = reverse("receipts:batch_key", args=[batch.pk])
    answer = browser.post(address, cheque(counter, **{name: text}), headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert not Cheque.objects.exists()


@pytest.mark.parametrize("text", BAD)
def test_a_share_of_no_amount_is_refused(browser, user, counter, text: str) -> None:
    batch = make.make_batch(user=user)
    both = {"account": [counter.pierre.pk, counter.simone.pk], "share": ["60,00", text]}
    answer = browser.post(
        reverse("receipts:batch_key", args=[batch.pk]), cheque(counter, **both),
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert not Cheque.objects.exists()


@pytest.mark.parametrize("text", BAD)
def test_a_line_of_the_draft_is_refused(client: Client, text: str) -> None:
    books = draft.make_books()
    client.force_login(draft.make_accountant())
    typed = {
        "form_id": str(uuid4()), "channel": "transfer", "amount": text,
        "account": f"S001/{books.account.code}", "movement_date": "2026-11-20",
    }  # fmt: skip
    answer = client.post(reverse("receipts:new_line"), typed, headers={"HX-Request": "true"})
    assert answer.status_code in (200, 422)
    assert text in answer.content.decode()
    assert not DraftReceipt.objects.exists()


@pytest.mark.parametrize("text", BAD)
def test_the_searches_answer(browser, user, counter, text: str) -> None:
    for name in ("receipts:draft", "receipts:receipts", "receipts:counter_search"):
        assert browser.get(reverse(name), {"q": text}).status_code == 200, name


@pytest.mark.parametrize("text", [*BAD, "9" * 5000])
def test_a_filter_by_number_answers(browser, text: str) -> None:
    addresses = [("receipts:receipts", "lot"), ("receipts:cheques", "batch")]
    for name, parameter in [*addresses, ("receipts:draft", "lot")]:
        assert browser.get(reverse(name), {parameter: text}).status_code == 200, name


def test_ids_of_too_many_digits_are_no_ids(browser, user, counter) -> None:
    batch = make.make_batch(user=user)
    digits = "9" * 5000
    answer = browser.post(
        reverse("receipts:batch_key", args=[batch.pk]),
        cheque(counter, account=[digits], cheque=digits),
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 422
    items = reverse("receipts:batch_items", args=[batch.pk])
    assert browser.post(items, {"account": digits, "cheque": digits}).status_code == 200
    read = browser.post(reverse("receipts:counter_read"), {"text": digits, "kind": "account"})
    assert read.status_code == 422
