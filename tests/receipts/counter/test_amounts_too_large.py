"""A code read into the amount's box, or « 1e40 »: every door of the counter says it is none."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from receipts.counter.models import Batch, Cheque
from tests.receipts.counter import factories as make

pytestmark = pytest.mark.django_db
TOO_LARGE = ["1234567890123456789012345678901", "1e40", "9" * 17 + ",00", "sNaN"]


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def batch(client: Client) -> Batch:
    marie = make.make_cashier(username="marie")
    client.force_login(marie)
    return make.make_batch(user=marie, with_open_items=True)


@pytest.mark.parametrize("text", TOO_LARGE)
def test_the_line_is_refused_in_words(counter, batch, client: Client, text: str) -> None:
    values = {
        "form_id": str(uuid4()),
        "account": [counter.pierre.pk],
        "number": "4521007",
        "drawer": "Pierre PROPRIETAIRE",
        "bank": "Crédit Agricole",
        "date": "2026-11-20",
        "figures": text,
        "words": text,
    }
    response = client.post(reverse("receipts:batch_key", args=[batch.pk]), values)
    assert response.status_code == 422
    assert "pas un montant" in response.content.decode()
    assert not Cheque.objects.exists()


@pytest.mark.parametrize("text", TOO_LARGE)
def test_the_tape_is_refused(batch, client: Client, text: str) -> None:
    address = reverse("receipts:batch_tape", args=[batch.pk])
    for values in ({"count": "1", "total": text}, {"amounts": f"10 + {text}"}):
        assert client.post(address, values).status_code < 500
    batch.refresh_from_db()
    assert (batch.expected_total, batch.tape) == (None, [])


@pytest.mark.parametrize("text", TOO_LARGE)
def test_the_debts_and_the_searches_answer(counter, batch, client: Client, text: str) -> None:
    values = {"account": [counter.pierre.pk], "figures": text, "words": text}
    items = reverse("receipts:batch_items", args=[batch.pk])
    assert client.post(items, values).status_code == 200
    for name in ("counter_search", "held_cheques"):
        assert client.get(reverse(f"receipts:{name}"), {"q": text}).status_code == 200
